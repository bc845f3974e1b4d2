using IonicMlff.Analysis.Scans;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Tool.Commands.Analyze;

namespace IonicMlff.Tool.Scans;

/// <summary>A call of <c>ilmlff scan</c>.</summary>
internal sealed record ScanCall
{
    /// <summary>File of the molecule.</summary>
    public required string File { get; init; }

    /// <summary>Model files; each has profiles of its own.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Name of the dihedral.</summary>
    public required string Dihedral { get; init; }

    /// <summary>Symbols of LAMMPS types.</summary>
    public IReadOnlyList<string> Elements { get; init; } = [];

    /// <summary>Relaxed (true), rigid (false), or both.</summary>
    public required IReadOnlyList<bool> Modes { get; init; }

    /// <summary>Range, relaxation.</summary>
    public required ScanOptions Options { get; init; }

    /// <summary>How models are evaluated.</summary>
    public required EvaluatorOptions Evaluator { get; init; }

    /// <summary>Unit of what people see.</summary>
    public required EnergyUnit Unit { get; init; }

    /// <summary>Energies from elsewhere.</summary>
    public ReferenceProfile? Reference { get; init; }

    /// <summary>Their file.</summary>
    public string? ReferenceFile { get; init; }

    /// <summary>Results.</summary>
    public required AnalyzeOutputs Outputs { get; init; }

    /// <summary>Extended XYZ of the geometries.</summary>
    public string? Geometries { get; init; }

    /// <summary>Refuses calls that would write one file twice, or over what is read.</summary>
    /// <exception cref="IlmlffException">Such a call.</exception>
    public void Refuse()
    {
        Dictionary<string, string> taken = Models.Append(File).Concat(ReferenceFile is null ? [] : [ReferenceFile])
            .Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).ToDictionary(p => p, _ => "is read", StringComparer.Ordinal);
        (string Option, string? Path)[] outputs = [("--json", Outputs.Json), ("--csv", Outputs.Csv), ("--svg", Outputs.Svg), ("--xyz", Geometries)];
        foreach ((string option, string? path) in outputs)
        {
            if (path is not (null or "-") && !taken.TryAdd(Path.GetFullPath(path), $"is also written by {option}"))
                throw IlmlffException.Usage($"{option} {path} {taken[Path.GetFullPath(path)]}; give another name.");
        }

        if (Geometries == "-")
            throw IlmlffException.Usage("--xyz takes a file name.");
        if (outputs.Count(o => o.Path == "-") > 1)
            throw IlmlffException.Usage("two results go to standard output; give a file for one of them.");
    }
}
