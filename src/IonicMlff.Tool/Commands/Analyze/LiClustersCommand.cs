using System.CommandLine;
using IonicMlff.Analysis.Clusters;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary><c>ilmlff analyze li-clusters</c>.</summary>
internal static class LiClustersCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<double?> oxygen = Options.Number("--o-cutoff", "Å", "Largest Li-O distance of direct coordination [default: first minimum of g(r) of Li-O].", positive: true);
        Option<double?> center = Options.Number("--center-cutoff", "Å", "Largest distance of Li and N, or the centre of mass, of TFSI [default: 6].", positive: true);
        return AnalyzeCommand.Of(
            terminal,
            new ToolCommand("li-clusters", "Surroundings of Li: coordinating O, number of TFSI, residence times, exchange.")
            {
                Notes =
                [
                    "Coordination by O is also counted for 2.6, 2.8 and 3.0 Å, so that one sees how much hangs on the cutoff. Residence: intermittent (a TFSI may "
                    + "leave and come back) and continuous; the residence time on the screen is the time in contact per departure.",
                ],
                Examples =
                [
                    ("ilmlff analyze li-clusters traj.dump.gz --topology system.data --o-cutoff 2.8 --json li.json", ""),
                    ("ilmlff analyze li-clusters traj.xtc --topology system.data --csv li_per_frame.csv --svg li.svg", ""),
                ],
            },
            [oxygen, center],
            parsed =>
            {
                var usual = new LiClustersOptions();
                return new LiClustersAnalysis(new LiClustersOptions { OxygenCutoff = parsed.GetValue(oxygen), CenterCutoff = parsed.GetValue(center) ?? usual.CenterCutoff });
            });
    }
}
