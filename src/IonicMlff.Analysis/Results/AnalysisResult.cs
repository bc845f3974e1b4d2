using System.Text.Json.Nodes;
using IonicMlff.Core.Trajectories;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Analysis.Results;

/// <summary>What an analysis found: JSON for programs, tables for CSV, lines and figures for people.</summary>
/// <param name="Name">Word of the analysis.</param>
/// <param name="Json">
/// Numbers, units and formulas. Keys as in the reference files, units in the key (<c>mean_volume_A3</c>, <c>lag_ps</c>) or under
/// <c>units</c>; numbers that are not finite are null. The run adds its head (<see cref="ResultHead"/>).
/// </param>
public sealed record AnalysisResult(string Name, JsonObject Json)
{
    /// <summary>What is measured, in words: <c>mass density</c>.</summary>
    public required string Quantity { get; init; }

    /// <summary>Tables, the most important one first.</summary>
    public IReadOnlyList<ResultTable> Tables { get; init; } = [];

    /// <summary>Lines for people: name and value with unit and error, e.g. <c>density</c>, <c>1.049(6) g/cm³</c>.</summary>
    public IReadOnlyList<(string Label, string Value)> Lines { get; init; } = [];

    /// <summary>What a reader of the numbers must know: short runs, drift, not diffusive, …</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Pictures.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>The analysis can't be done with these frames (exit code 65): what it has is in the rest.</summary>
    public TrajectoryFault? Refusal { get; init; }
}
