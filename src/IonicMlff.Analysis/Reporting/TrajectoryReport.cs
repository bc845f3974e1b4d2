using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Topologies;
using IonicMlff.Reports;

namespace IonicMlff.Analysis.Reporting;

/// <summary>What all analyses of a trajectory say, as one report: numbers, figures, the paper's tables beside them, and how each number was computed.</summary>
public sealed class TrajectoryReport
{
    private static readonly (string Analysis, string Title)[] Titles =
    [
        ("density", "Density"), ("msd", "Diffusion and conductivity"), ("viscosity", "Viscosity"), ("rdf", "Structure"), ("li-clusters", "Surroundings of Li"),
        ("msm", "Markov models of the surroundings of Li"), ("tfsi", "Shape of TFSI"), ("pyr14", "Shape of PYR14"), ("molecules", "Molecules"),
    ];

    private readonly AnalysisOutcome _outcome;
    private readonly IReadOnlyList<AnalysisReport> _parts;
    private readonly IReadOnlyList<(string Name, string Reason)> _leftOut;
    private readonly PaperComparison _paper;

    private TrajectoryReport(AnalysisOutcome outcome, IReadOnlyList<AnalysisReport> further, IReadOnlyList<(string Name, string Reason)> leftOut)
    {
        (_outcome, _leftOut) = (outcome, leftOut);
        _parts = [.. outcome.Reports, .. further];
        _paper = new PaperComparison(outcome.Summary.System);
    }

    private RunSummary Run => _outcome.Summary;

    /// <summary>Makes the report.</summary>
    /// <param name="outcome">What came of the pass over the trajectory.</param>
    /// <param name="further">Results from other files: viscosity.</param>
    /// <param name="leftOut">Analyses that the system does not allow, and why.</param>
    public static Report Create(AnalysisOutcome outcome, IReadOnlyList<AnalysisReport> further, IReadOnlyList<(string Name, string Reason)> leftOut) =>
        new TrajectoryReport(outcome, further, leftOut).Create();

    private Report Create()
    {
        var report = new Report($"Analysis of {Path.GetFileName(Run.System.Trajectory)}") { Summary = Summary() };
        AddOverview(report);
        foreach ((string analysis, string title) in Titles)
        {
            if (Part(analysis) is { } part)
                AddPart(report.AddSection(title), part);
        }

        AddProvenance(report);
        return report;
    }

    private AnalysisReport? Part(string analysis) => _parts.FirstOrDefault(p => p.Result.Name == analysis);

    private JsonObject? Numbers(string analysis) => Part(analysis) is { Result: { Refusal: null, Json.Count: > 0 } result } ? result.Json : null;

    private string Summary()
    {
        string kinds = string.Join(", ", Run.System.Molecules.Kinds.Select(k => $"{Run.System.Molecules.Of(k).Count} {k.Name}"));
        string time = Run.FrameInterval is double dt ? string.Create(CultureInfo.InvariantCulture, $", {dt:G6} ps apart ({(Run.Frames - 1) * dt:G6} ps)") : "";
        string temperature = Run.System.Temperature is double t ? string.Create(CultureInfo.InvariantCulture, $", {t:G6} K") : "";
        return $"{kinds}; {Run.System.Topology.AtomCount} atoms, {Run.Frames} frames{time}{temperature}.";
    }

    private void AddOverview(Report report)
    {
        Section section = report.AddSection("Overview").AddKeyNumbers(KeyNumbers());
        foreach (Core.Trajectories.TrajectoryFault fault in _outcome.Faults)
            section.AddWarning($"{fault} The numbers are those of the frames before it.");
        foreach (Core.Trajectories.TrajectoryFault warning in Run.Warnings)
            section.AddWarning(warning.ToString());
        if (Run.Interrupted)
            section.AddWarning("The run was interrupted: the numbers are those of the frames up to there.");
        foreach ((string name, string reason) in _leftOut)
            section.AddWarning($"{name} was left out: {reason}");
        if (_paper.IsOfPaper)
            section.AddText($"Values of the paper are those of {PaperData.Citation}; CL&P, APPLE&P, DPMD and MACE are its models, experimental values are as quoted there.");
    }

    private List<KeyNumber> KeyNumbers()
    {
        var numbers = new List<KeyNumber>();
        if (Numbers("density") is { } density)
        {
            bool hasMass = density["mass_g_mol"] is not null;
            numbers.Add(Key("Density", PaperComparison.Number(density, "mean"), PaperComparison.Number(density, "standard_error"), hasMass ? "g/cm³" : "atoms/Å³"));
        }

        if (Numbers("msd") is { } msd && msd["recommended"] is { } recommended)
        {
            JsonObject kinds = msd["schemes"]![recommended["scheme"]!.GetValue<string>()]![recommended["frame_of_reference"]!.GetValue<string>()]!.AsObject();
            foreach (MoleculeKind kind in Run.System.Molecules.Kinds.Where(k => kinds.ContainsKey(k.Name)))
            {
                JsonObject k = kinds[kind.Name]!.AsObject();
                bool isDiffusive = k["fit"]?["diffusive"]?.GetValue<bool>() ?? false;
                if (k["fit"] is not null)
                    numbers.Add(Key($"D({kind.Name})", PaperComparison.Number(k, "D_1e10_m2_s"), PaperComparison.Number(k, "D_standard_error_1e10_m2_s"), "10⁻¹⁰ m²/s") with { Note = isDiffusive ? "" : "not diffusive yet" });
            }

            if (kinds["collective"] is JsonObject charges && charges["conductivity_einstein_S_m"] is not null)
            {
                numbers.Add(Key("Conductivity", PaperComparison.Number(charges, "conductivity_einstein_S_m"), PaperComparison.Number(charges, "conductivity_einstein_standard_error_S_m"), "S/m")
                    with
                { Note = string.Create(CultureInfo.InvariantCulture, $"Haven ratio {PaperComparison.Number(charges, "haven_ratio"):F2}") });
            }
        }

        if (Part("viscosity") is { } viscosity)
        {
            numbers.Add(viscosity.Result.Refusal is null
                ? Key("Viscosity", PaperComparison.Number(viscosity.Result.Json, "viscosity_mPa_s"), PaperComparison.Number(viscosity.Result.Json, "viscosity_standard_error_mPa_s"), "mPa·s")
                : new KeyNumber("Viscosity", "–", "", "no value, see there"));
        }

        if (Numbers("li-clusters") is { } clusters && clusters["O_cutoffs"] is JsonObject cutoffs && Cutoff(cutoffs, clusters) is { } main)
        {
            numbers.Add(Key("O per Li", PaperComparison.Number(main, "mean_O_per_Li"), PaperComparison.Number(main, "mean_O_per_Li_error"), "") with
            {
                Note = string.Create(CultureInfo.InvariantCulture, $"within {PaperComparison.Number(clusters, "O_cutoff_A"):0.##} Å"),
            });
        }

        return numbers;
    }

    private static JsonObject? Cutoff(JsonObject cutoffs, JsonObject clusters) =>
        cutoffs.Select(p => p.Value!.AsObject()).FirstOrDefault(c => PaperComparison.Number(c, "cutoff_A") == PaperComparison.Number(clusters, "O_cutoff_A"));

    private static KeyNumber Key(string label, double value, double error, string unit)
    {
        string[] text = double.IsFinite(error) && error > 0 ? ErrorText.Of(value, error).Split(" ± ") : [value.ToString("G4", CultureInfo.InvariantCulture)];
        return new KeyNumber(label, text[0], unit, text.Length > 1 ? "± " + text[1] : "");
    }

    private void AddPart(Section section, AnalysisReport part)
    {
        AnalysisResult result = part.Result;
        if (result.Refusal is { } refusal)
            section.AddWarning(refusal.ToString());
        foreach (string remark in result.Remarks)
            section.AddWarning(remark);
        if (result.Lines.Count > 0)
        {
            var table = new Table(Sentence(result.Quantity), new TableColumn("quantity"), new TableColumn("value")) { FileName = result.Name + "-numbers" };
            foreach ((string label, string value) in result.Lines)
                table.AddRow(label, value);
            section.AddTable(table);
        }

        if (result.Figures.Count > 0)
            section.AddFigures(result.Figures);
        AddPaper(section, result);
        section.AddVerbatim("How these numbers were computed", Definitions.Of(part));
    }

    private void AddPaper(Section section, AnalysisResult result)
    {
        if (!_paper.IsOfPaper || result.Refusal is not null || result.Json.Count == 0)
            return;
        switch (result.Name)
        {
            case "density":
                section.AddTable(_paper.Density(result.Json));
                break;
            case "msd":
                section.AddTable(_paper.Diffusion(result.Json));
                break;
            case "li-clusters" when _paper.Clusters(result.Json) is { } table:
                section.AddTable(table);
                if (FourOxygens(result.Json) is double four)
                    section.AddText(string.Create(CultureInfo.InvariantCulture, $"In the paper more than 99 % of Li bind four O, in a tetrahedron; in this run {100 * four:F1} % do, within {PaperComparison.Number(result.Json, "O_cutoff_A"):0.##} Å. A fifth TFSI inside of 6 Å is there in the paper, but not coordinated."));
                break;
            case "tfsi":
                section.AddText("The paper's Figure 7, one TFSI in vacuum: CL&P stays Cis; OMAT-0 has almost no Cis and Trans; MPA-0 has too little aCis; the trained MACE resembles APPLE&P. Trans and aTrans differ by a small flap of N.");
                break;
            case "pyr14":
                section.AddText("The paper's Figure 9, one PYR14 in vacuum: anti and gauche change near r₂ = 6 Å, the scorpion has r₁ near 4 Å. CL&P and MPA-0 stay gauche; OMAT-0 has too much scorpion; the trained MACE has both gauche and anti.");
                break;
        }
    }

    private static double? FourOxygens(JsonObject clusters)
    {
        if (clusters["O_cutoffs"] is not JsonObject cutoffs || Cutoff(cutoffs, clusters)?["O_per_Li"] is not JsonObject counts)
            return null;
        double all = counts.Sum(c => c.Value!.GetValue<long>());
        return all > 0 ? (counts["4"]?.GetValue<long>() ?? 0) / all : null;
    }

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private void AddProvenance(Report report)
    {
        AnalysisSystem system = Run.System;
        report.AddProvenance("Trajectory", Path.GetFullPath(system.Trajectory)).AddProvenance("Topology", system.TopologyFile is { } t ? Path.GetFullPath(t) : "of the trajectory itself")
            .AddProvenance("Bonds", system.BondSource).AddProvenance("Frames", Run.Frames.ToString(CultureInfo.InvariantCulture) + (Run.IsComplete ? "" : ", not all of the file"));
        if (Run.FrameInterval is double dt)
            report.AddProvenance("Time between frames", dt.ToString("G9", CultureInfo.InvariantCulture) + " ps");
        report.AddProvenance("Temperature", system.Temperature is double k ? k.ToString("G9", CultureInfo.InvariantCulture) + " K, as given" : "not given");
        foreach (AnalysisReport part in _parts.Where(p => p.Summary.System.Trajectory != system.Trajectory))
            report.AddProvenance(Sentence(part.Result.Name), Path.GetFullPath(part.Summary.System.Trajectory));
    }
}
