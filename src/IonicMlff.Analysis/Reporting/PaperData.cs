namespace IonicMlff.Analysis.Reporting;

/// <summary>Where a value of the paper is from.</summary>
public enum PaperSource
{
    /// <summary>Non-polarisable force field CL&amp;P.</summary>
    Clp,

    /// <summary>Polarisable force field APPLE&amp;P.</summary>
    AppleP,

    /// <summary>DeePMD model.</summary>
    Dpmd,

    /// <summary>MACE model.</summary>
    Mace,

    /// <summary>Experiment, as quoted there.</summary>
    Experiment,
}

/// <summary>A system of the paper.</summary>
/// <param name="Anion">BF4 or TFSI; the cation is PYR14.</param>
/// <param name="Lithium">Share of Li among the cations.</param>
/// <param name="Temperature">K.</param>
public sealed record PaperSystem(string Anion, double Lithium, double Temperature)
{
    /// <summary>Name for people.</summary>
    public string Name => Lithium > 0 ? FormattableString.Invariant($"{Lithium:0.##} Li in PYR14-{Anion}") : $"PYR14-{Anion}";

    /// <summary>Is a run of this composition and temperature one of this system?</summary>
    public bool Is(string anion, double lithium, double? temperature) =>
        anion == Anion && Math.Abs(lithium - Lithium) < 0.02 && temperature is double t && Math.Abs(t - Temperature) <= 2;
}

/// <summary>Values of one quantity of one system by source, as printed (digits and errors); empty: not given.</summary>
/// <param name="System">The system.</param>
/// <param name="What">Ion, or number of TFSI; empty when there is one quantity only.</param>
/// <param name="Values">CL&amp;P, APPLE&amp;P, DPMD, MACE, experiment.</param>
public sealed record PaperRow(PaperSystem System, string What, params string[] Values)
{
    /// <summary>The value of a source; empty: not given.</summary>
    public string Of(PaperSource source) => Values.Length > (int)source ? Values[(int)source] : "";
}

/// <summary>
/// Results of A. Park, J. Ryu, W. B. Lee, "Ionic Liquid Molecular Dynamics Simulation with Machine Learning Force Fields: DPMD and MACE", to set one's
/// own against.
/// </summary>
public static class PaperData
{
    private static readonly PaperSystem Bf4 = new("BF4", 0, 423), Tfsi = new("TFSI", 0, 423), Tenth = new("TFSI", 0.1, 423), Tenth353 = new("TFSI", 0.1, 353),
        Tenth323 = new("TFSI", 0.1, 323), Fifth = new("TFSI", 0.2, 423), Third = new("TFSI", 0.3, 423);

    /// <summary>How the paper is named.</summary>
    public const string Citation = "A. Park, J. Ryu, W. B. Lee, Ionic Liquid Molecular Dynamics Simulation with Machine Learning Force Fields: DPMD and MACE";

    /// <summary>Density, g/cm³.</summary>
    public static IReadOnlyList<PaperRow> Densities { get; } =
    [
        new(Bf4, "", "1.0345 ± 0.0003", "1.0707 ± 0.0006", "1.2800 ± 0.0039", "1.0443"),
        new(Tfsi, "", "1.2795", "1.3035", "", "1.2722", "1.2855"),
        new(Tenth, "", "1.3075", "1.3290", "", "1.2778", "1.3091"),
        new(Tenth353, "", "1.3693", "1.3853", "", "1.3224", "1.3717"),
        new(Tenth323, "", "1.3952", "1.4111", "", "1.3390", "1.3986"),
        new(Fifth, "", "1.3412", "1.3578", "", "1.2983"),
        new(Third, "", "1.3791", "1.3896", "", "1.3300"),
    ];

    /// <summary>Diffusion coefficients, 1e-10 m²/s. With TFSI the heads of cation and anion are damaged in the copy at hand; the order is as printed.</summary>
    public static IReadOnlyList<PaperRow> Diffusion { get; } =
    [
        new(Bf4, "PYR14", "0.1280 ± 0.0001", "1.8594 ± 0.0081", "0.5851 ± 0.0007", "2.616"),
        new(Bf4, "BF4", "0.1445 ± 0.0008", "2.2999 ± 0.0180", "0.5859 ± 0.0024", "3.166"),
        new(Tfsi, "PYR14", "0.322", "2.498", "", "2.771", "4.710"),
        new(Tfsi, "TFSI", "0.296", "2.739", "", "3.537", "5.136"),
        new(Tenth, "PYR14", "0.201", "2.026", "", "2.419", "3.163"),
        new(Tenth, "TFSI", "0.245", "2.421", "", "3.553", "3.207"),
        new(Tenth, "Li", "0.087", "1.273", "", "1.458", "2.958"),
        new(Tenth353, "PYR14", "0.016", "0.453", "", "0.693", "0.660"),
        new(Tenth353, "TFSI", "0.018", "0.597", "", "0.992", "0.815"),
        new(Tenth353, "Li", "0.008", "0.284", "", "0.475", "0.521"),
        new(Tenth323, "PYR14", "0.007", "0.191", "", "0.493", "0.235"),
        new(Tenth323, "TFSI", "0.008", "0.226", "", "0.596", "0.316"),
        new(Tenth323, "Li", "0.004", "0.105", "", "0.207", "0.165"),
        new(Fifth, "PYR14", "0.076", "1.574"),
        new(Fifth, "TFSI", "0.111", "2.428"),
        new(Fifth, "Li", "0.034", "1.603"),
        new(Third, "PYR14", "0.048", "1.218", "", "1.481"),
        new(Third, "TFSI", "0.065", "1.701", "", "2.805"),
        new(Third, "Li", "0.023", "1.013", "", "1.023"),
    ];

    /// <summary>Share of Li with 2, 3 and 4 TFSI whose centre is within 6 Å, %: the paper's Table 5. It does not say which point the centre is.</summary>
    public static IReadOnlyList<PaperRow> Clusters { get; } =
    [
        .. Shares(Tenth, ["0.00", "6.31", "12.40"], ["79.19", "85.22", "86.44"], ["20.52", "8.44", "1.17"]),
        .. Shares(Tenth353, ["0.00", "2.51", "11.37"], ["86.61", "92.30", "86.43"], ["13.37", "5.20", "2.21"]),
        .. Shares(Tenth323, ["0.00", "1.76", "6.41"], ["80.71", "91.80", "88.89"], ["19.08", "6.43", "4.71"]),
        .. Shares(Fifth, ["0.00", "5.16", "11.09"], ["62.38", "79.49", "85.80"], ["36.71", "15.14", "3.10"]),
        .. Shares(Third, ["0.00", "5.94", "12.56"], ["45.97", "77.75", "81.11"], ["51.69", "16.02", "6.30"]),
    ];

    // CL&P, APPLE&P, MACE for two, three and four TFSI.
    private static IEnumerable<PaperRow> Shares(PaperSystem system, params string[][] values) =>
        values.Select((v, k) => new PaperRow(system, (k + 2).ToString(System.Globalization.CultureInfo.InvariantCulture), v[0], v[1], "", v[2]));
}
