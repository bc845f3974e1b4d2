using System.CommandLine;
using IonicMlff.Analysis.Molecules;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary><c>ilmlff analyze molecules</c>.</summary>
internal static class MoleculesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => AnalyzeCommand.Of(
        terminal,
        new ToolCommand("molecules", "Molecules: from the topology's bonds and from distances, and whether both agree.")
        {
            Notes =
            [
                "Known ions (Li, PYR13, PYR14, PIP13, PIP14, EMIM, BMIM, BF4, PF6, FSI, TFSI, OTf, DCA, halides) are told by formula and graph, others are called by their formula.",
            ],
            Examples = [("ilmlff analyze molecules traj.xtc --topology system.data", ""), ("ilmlff analyze molecules traj.extxyz --bonds distances --json -", "")],
        },
        [],
        _ => new MoleculesAnalysis());
}
