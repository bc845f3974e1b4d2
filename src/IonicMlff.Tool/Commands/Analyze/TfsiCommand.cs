using System.CommandLine;
using IonicMlff.Analysis.Shapes;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary><c>ilmlff analyze tfsi</c>.</summary>
internal static class TfsiCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var names = new Option<string[]>("--class-names")
        {
            HelpName = "NAME [NAME ...]",
            AllowMultipleArgumentsPerToken = true,
            Description = $"Four names, of {string.Join(", ", TfsiShape.Classes)} in this order [default: {string.Join(' ', TfsiAnalysis.PaperLabels)}].",
        };
        return AnalyzeCommand.Of(
            terminal,
            new ToolCommand("tfsi", "Shape of TFSI: angles phi and psi, populations of cis and trans, changes between them.")
            {
                Notes =
                [
                    "phi is the dihedral C-S...S-C, psi C-S...S-N. N is inside when it is seen in the smaller sector between both C along S-S. JSON and "
                    + "CSV have the neutral names; screen and figures have those of --class-names.",
                ],
                Examples =
                [
                    ("ilmlff analyze tfsi traj.dump.gz --topology system.data --json tfsi.json --svg tfsi.svg", ""),
                    ("ilmlff analyze tfsi traj.xtc --topology system.data --class-names Cis aCis aTrans Trans", ""),
                ],
            },
            [names],
            parsed => new TfsiAnalysis(parsed.GetValue(names)));
    }
}
