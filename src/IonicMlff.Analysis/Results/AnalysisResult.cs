using System.Text.Json.Nodes;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Results;

/// <summary>What an analysis found: JSON for programs, tables for CSV, lines for people. Plots are drawn from the tables.</summary>
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
    public IReadOnlyList<ResultPlot> Plots { get; init; } = [];

    /// <summary>The analysis can't be done with these frames (exit code 65): what it has is in the rest.</summary>
    public TrajectoryFault? Refusal { get; init; }
}

/// <summary>A picture of columns of a table, as lines over a common axis; labels with units.</summary>
/// <param name="Name">Short name, for a file.</param>
/// <param name="Title">Title.</param>
/// <param name="XLabel">Label of the x axis, with unit.</param>
/// <param name="YLabel">Label of the y axis, with unit.</param>
/// <param name="Series">Lines.</param>
public sealed record ResultPlot(string Name, string Title, string XLabel, string YLabel, IReadOnlyList<ResultSeries> Series)
{
    /// <summary>Logarithmic axes.</summary>
    public bool IsLogLog { get; init; }
}

/// <summary>Points of a line (or of a cloud of points).</summary>
public sealed record ResultSeries(string Name, double[] X, double[] Y)
{
    /// <summary>Half widths of error bars or of a band.</summary>
    public double[]? Error { get; init; }

    /// <summary>Points instead of a line.</summary>
    public bool IsScatter { get; init; }

    /// <summary>Dashed: a fit, a reference.</summary>
    public bool IsDashed { get; init; }
}
