using IonicMlff.Core.Errors;

namespace IonicMlff.Tool.Commands;

/// <summary>Files of a call of eval.</summary>
/// <param name="Models">Model files.</param>
/// <param name="Inputs">Files and folders of frames.</param>
/// <param name="Output">Extended XYZ to write, - for standard output, or null.</param>
/// <param name="Deviations">File of deviations, or null.</param>
/// <param name="Json">A report on standard output.</param>
internal sealed record EvalCall(string[] Models, string[] Inputs, string? Output, ModelDeviOutput? Deviations, bool Json)
{
    /// <summary>Refuses calls with two results in one place, or with a result where something is read.</summary>
    /// <exception cref="IlmlffException">Such a call.</exception>
    public void Refuse()
    {
        (string Option, string? Path)[] outputs = [("--output", Output), ("--model-devi", Deviations?.Path)];
        string[] toScreen = [.. outputs.Where(o => o.Path == "-").Select(o => o.Option + " -"), .. Json ? (string[])["--json"] : []];
        if (toScreen.Length > 1)
        {
            throw IlmlffException.Usage($"{toScreen[0]} and {toScreen[1]} both write to standard output; give a file for one of them.");
        }

        if (Inputs.Count(i => i == "-") > 1)
        {
            throw IlmlffException.Usage("--input - is given twice; standard input can be read once.");
        }

        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Models.Concat(Inputs).Where(f => f.Length > 0 && f != "-"))
        {
            taken[Path.GetFullPath(file)] = $"would overwrite what is read from {file}";
        }

        foreach ((string option, string? path) in outputs)
        {
            if (path is null or "" or "-")
            {
                continue;
            }

            if (!taken.TryAdd(Path.GetFullPath(path), $"is also written by {option}"))
            {
                throw IlmlffException.Usage($"{option} {path} {taken[Path.GetFullPath(path)]}; give another name.");
            }
        }
    }
}
