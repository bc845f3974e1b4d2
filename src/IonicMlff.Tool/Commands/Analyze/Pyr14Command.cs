using System.CommandLine;
using IonicMlff.Analysis.Shapes;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary><c>ilmlff analyze pyr14</c>.</summary>
internal static class Pyr14Command
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<double?> scorpion = Options.Number("--scorpion", "Å", "Scorpion: nearer beta carbon to the end of butyl below this [default: 4.5].", positive: true);
        Option<double?> anti = Options.Number("--anti", "Å", "Anti: methyl to the end of butyl from here on, else gauche [default: 6.0].", positive: true);
        return AnalyzeCommand.Of(
            terminal,
            new ToolCommand("pyr14", "Shape of PYR14: end-to-end distances r1 and r2, populations of anti, gauche and scorpion.")
            {
                Notes =
                [
                    "r2 is from the methyl carbon to the end of butyl, r1 from a ring carbon to it. The table has r1 of all four ring carbons; the classes "
                    + "use the nearer of the two that are not bonded to N.",
                ],
                Examples = [("ilmlff analyze pyr14 traj.dump.gz --topology system.data --json pyr14.json --svg pyr14.svg", "")],
            },
            [scorpion, anti],
            parsed =>
            {
                var usual = new Pyr14Options();
                return new Pyr14Analysis(new Pyr14Options { Scorpion = parsed.GetValue(scorpion) ?? usual.Scorpion, Anti = parsed.GetValue(anti) ?? usual.Anti });
            });
    }
}
