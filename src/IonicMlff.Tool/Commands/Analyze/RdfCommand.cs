using System.CommandLine;
using IonicMlff.Analysis.Structure;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary><c>ilmlff analyze rdf</c>.</summary>
internal static class RdfCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var pairs = new Option<string[]>("--pair")
        {
            HelpName = "A-B [A-B ...]",
            AllowMultipleArgumentsPerToken = true,
            Description = "B around A: elements (Li-O), elements of a kind of molecule (\"N(TFSI)-N(TFSI)\"), LAMMPS types (type:1-type:2), all atoms (*), centres of mass (com(TFSI)) [default: the centres of all kinds, and Li-O].",
        };
        Option<double?> radius = Options.Number("--r-max", "Å", "Largest distance [default: just below half of the cell].", positive: true);
        Option<int?> bins = Options.Whole("--bins", "N", "Bins from 0 to --r-max [default: of 0.05 Å].", 1, 1_000_000);
        return AnalyzeCommand.Of(
            terminal,
            new ToolCommand("rdf", "Radial distribution functions, coordination numbers, first maxima and minima.")
            {
                Notes =
                [
                    "Each pair is counted twice: all pairs, and pairs of different molecules; the screen and the figures show the latter. g_bulk is "
                    + "normalised by the mean density of the cell, g_local by that within --r-max around A (equation 2 of the paper).",
                ],
                Examples =
                [
                    ("ilmlff analyze rdf traj.dump.gz --topology system.data --pair Li-O \"N(TFSI)-N(TFSI)\" --r-max 9.5 --bins 190", ""),
                    ("ilmlff analyze rdf traj.xtc --topology system.data --json rdf.json --csv rdf.csv --svg rdf.svg", ""),
                ],
            },
            [pairs, radius, bins],
            parsed => new RdfAnalysis(new RdfOptions { Pairs = parsed.GetValue(pairs) ?? [], Radius = parsed.GetValue(radius), Bins = parsed.GetValue(bins) }));
    }
}
