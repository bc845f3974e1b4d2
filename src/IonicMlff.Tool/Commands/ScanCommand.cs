using System.CommandLine;
using IonicMlff.Analysis.Scans;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Commands.Analyze;
using IonicMlff.Tool.Output;
using IonicMlff.Tool.Scans;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff scan</c>: energy of a single molecule along a dihedral.</summary>
internal static class ScanCommand
{
    private static readonly string[] Notes =
    [
        "FILE holds the molecule, alone or among others (the first of its kind is taken out and made whole): extended XYZ, PDB, GRO, LAMMPS data. "
        + $"The dihedral is named by four atoms (5-1-2-9, ids of the file) or as the analyses do: {string.Join(", ", ScanDihedral.Names)}.",
        "Rigid: what hangs behind the bond is turned, nothing else moves. Relaxed: the rest is minimised with the dihedral held exactly. "
        + "A relaxation in which a bond breaks or forms ends the scan of that model: the points up to there are kept, exit code 1.",
    ];

    private static readonly (string Line, string Remark)[] Examples =
    [
        ("ilmlff scan tfsi.xyz --model a.model b.pth --dihedral tfsi:phi --svg phi.svg --csv phi.csv", "two models in one figure"),
        ("ilmlff scan pyr14.xyz --model m.model --dihedral pyr14:NCCC --mode both --reference b3lyp.csv", ""),
        ("ilmlff scan system.data --model m.pth --dihedral 5-1-2-9 --range 0:180 --xyz scan.extxyz", ""),
    ];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The molecule, or a system that has it." };
        var model = new ModelOptions("Several: a profile of each.");
        var inputs = new FrameInputOptions();
        Option<string?> dihedral = Options.Text("--dihedral", "NAME", "Four atoms, or a name like tfsi:phi.");
        dihedral.Required = true;
        Option<string> mode = Options.Word("--mode", "What is computed.", "relaxed", "relaxed", "rigid", "both");
        Option<string?> range = Options.Text("--range", "FROM:TO", "Degrees [default: -180:180].");
        Option<double?> step = Options.Number("--step", "DEG", "Degrees between two points [default: 10].", positive: true);
        Option<bool> minimise = Options.Flag("--minimise", "Minimise the start with each model first, for a rigid scan of its own geometry.");
        Option<double?> tolerance = Options.Number("--force-tolerance", "F", "A relaxation ends when no force component is larger, eV/Å [default: 0.005].", positive: true);
        Option<int?> steps = Options.Whole("--max-steps", "N", "Steps of a relaxation at most [default: 500].", 1);
        Option<int?> passes = Options.Whole("--passes", "N", "Relaxed scans: outwards from the angle of FILE, then up and down keeping what is lower, until nothing gets lower by 1 meV or N times [default: 6].", 1, 20);
        var elements = new Option<string[]>("--elements")
        {
            Description = "Symbols of LAMMPS types 1, 2, ... [default: by mass].",
            HelpName = "SYMBOL [SYMBOL ...]",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> reference = Options.Text("--reference", "TABLE", "Energies from elsewhere to compare with: angles (degrees) in column 1.");
        Option<string?> column = Options.Text("--reference-column", "NAME", "Column of its energies, by name or number [default: 2].");
        Option<string?> referenceUnit = Options.Text("--reference-unit", "UNIT", "Their unit [default: that of --unit].");
        Option<string> unit = Options.Word("--unit", "Unit on the screen and in the figure.", "kJ/mol", [.. EnergyUnit.All.Select(u => u.Name)]);
        Option<string?> json = Options.Text("--json", "OUT", "Write numbers, units and definitions as JSON; - for standard output.");
        Option<string?> csv = Options.Text("--csv", "OUT", "Write the profiles as CSV; for TFSI and PYR14 their shapes beside it.");
        Option<string?> svg = Options.Text("--svg", "OUT", "Draw all profiles and the reference as SVG.");
        Option<string?> xyz = Options.Text("--xyz", "OUT", "Write the geometries with angles and energies as extended XYZ; a file per profile when there are several.");
        var command = new ToolCommand("scan", "Energy of a single molecule along a dihedral, rigid or relaxed, with any models.") { Notes = Notes, Examples = Examples };
        command.Arguments.Add(file);
        command.Options.Add(dihedral);
        model.AddTo(command, "1");
        foreach (Option option in new Option[] { mode, range, step, minimise, tolerance, steps, passes, elements, reference, column, referenceUnit, unit, json, csv, svg, xyz })
            command.Options.Add(option);
        inputs.AddTo(command);
        command.SetAction(parsed =>
        {
            (double from, double to) = Range(parsed.GetValue(range));
            var usual = new ScanOptions();
            EnergyUnit shown = EnergyUnit.Of(parsed.GetRequiredValue(unit), "--unit");
            var call = new ScanCall
            {
                File = parsed.GetRequiredValue(file),
                Models = model.Files(parsed),
                Dihedral = parsed.GetRequiredValue(dihedral)!,
                Elements = parsed.GetValue(elements) ?? [],
                Modes = parsed.GetRequiredValue(mode) switch { "both" => [true, false], "rigid" => [false], _ => [true] },
                Options = new ScanOptions
                {
                    From = from,
                    To = to,
                    Step = parsed.GetValue(step) ?? usual.Step,
                    MinimiseStart = parsed.GetValue(minimise),
                    ForceTolerance = parsed.GetValue(tolerance) ?? usual.ForceTolerance,
                    MaxSteps = parsed.GetValue(steps) ?? usual.MaxSteps,
                    Passes = parsed.GetValue(passes) ?? usual.Passes,
                },
                Evaluator = inputs.Apply(parsed, model.Evaluator(parsed, 1)),
                Unit = shown,
                Reference = parsed.GetValue(reference) is { } table
                    ? ReferenceProfile.Read(table, parsed.GetValue(column), parsed.GetValue(referenceUnit) is { } u ? EnergyUnit.Of(u, "--reference-unit") : shown) : null,
                ReferenceFile = parsed.GetValue(reference),
                Outputs = new AnalyzeOutputs(parsed.GetValue(json), parsed.GetValue(csv), parsed.GetValue(svg)),
                Geometries = parsed.GetValue(xyz),
            };
            return new ScanRun(terminal, call).Run();
        });
        return command;
    }

    private static (double From, double To) Range(string? text)
    {
        if (text is null)
            return (-180, 180);
        string[] ends = text.Split(':');
        return ends.Length == 2 && Number(ends[0]) is double from && Number(ends[1]) is double to ? (from, to)
            : throw IlmlffException.Usage($"--range is '{text}', expected FROM:TO in degrees, e.g. -180:180.");
    }

    private static double? Number(string text) =>
        double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double v) && double.IsFinite(v) ? v : null;
}
