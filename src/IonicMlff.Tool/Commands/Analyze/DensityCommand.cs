using System.CommandLine;
using IonicMlff.Analysis.Density;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary><c>ilmlff analyze density</c>.</summary>
internal static class DensityCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => AnalyzeCommand.Of(
        terminal,
        new ToolCommand("density", "Mass density: mean, error from blocks, drift.")
        {
            Notes =
            [
                "The error is that of blocks long enough to be independent. A run whose halves differ by more than three errors has not come to rest.",
            ],
            Examples =
            [
                ("ilmlff analyze density traj.dump.gz --topology system.data --timestep 2 --frames 200:", ""),
            ],
        },
        [],
        _ => new DensityAnalysis());
}
