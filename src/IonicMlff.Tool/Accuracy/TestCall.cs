using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Reports;

namespace IonicMlff.Tool.Accuracy;

/// <summary>A call of <c>ilmlff test</c>.</summary>
/// <param name="Model">Model file.</param>
/// <param name="Data">Files, folders, or NAME=PATH.</param>
/// <param name="Keys">Names of the labels.</param>
internal sealed record TestCall(string Model, string[] Data, LabelKeys Keys)
{
    /// <summary>Only the first frames of each set, or all.</summary>
    public int? First { get; init; }

    /// <summary>HTML report, or null.</summary>
    public string? Report { get; init; }

    /// <summary>Files beside the report.</summary>
    public Extras Extras { get; init; }

    /// <summary>Table as CSV, or null.</summary>
    public string? Csv { get; init; }

    /// <summary>Beginning of the names of detail files, or null.</summary>
    public string? Detail { get; init; }

    /// <summary>A JSON object on standard output instead of the table.</summary>
    public bool Json { get; init; }

    /// <summary>Refuses calls that would write one file twice, or over what is read, or beside no report.</summary>
    /// <exception cref="IlmlffException">Such a call.</exception>
    public void Refuse()
    {
        if (Extras != Extras.None && Report is null)
        {
            throw IlmlffException.Usage("--beside is about files beside the report, and no report is asked for. Add --report FILE.html.");
        }

        var taken = Data.Append(Model).Where(f => f.Length > 0).ToDictionary(Path.GetFullPath, f => $"would overwrite what is read from {f}", StringComparer.Ordinal);
        foreach ((string option, string? path) in new[] { ("--report", Report), ("--csv", Csv) })
        {
            if (path is not null && !taken.TryAdd(Path.GetFullPath(path), $"is also written by {option}"))
            {
                throw IlmlffException.Usage($"{option} {path} {taken[Path.GetFullPath(path)]}; give another name.");
            }
        }
    }
}
