using System.CommandLine;
using IonicMlff.Analysis.Runs;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary><c>ilmlff analyze</c>: what a trajectory says. Each analysis is a command of its own in a file of its own.</summary>
internal static class AnalyzeCommand
{
    /// <summary>The command with all analyses.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new ToolCommand("analyze", "Analyse a trajectory: density, diffusion, structure, ions.")
        {
            Examples =
            [
                ("ilmlff analyze density traj.dump.gz --topology system.data --json density.json", ""),
                ("ilmlff analyze msd traj.dump.gz --topology system.data --timestep 2 --temperature 423 --svg msd.svg", ""),
                ("ilmlff analyze rdf traj.xtc --topology system.data --pair Li-O --csv rdf.csv", ""),
            ],
        };
        command.Subcommands.Add(DensityCommand.Create(terminal));
        command.Subcommands.Add(MsdCommand.Create(terminal));
        command.Subcommands.Add(RdfCommand.Create(terminal));
        command.Subcommands.Add(LiClustersCommand.Create(terminal));
        command.Subcommands.Add(MsmCommand.Create(terminal));
        command.Subcommands.Add(TfsiCommand.Create(terminal));
        command.Subcommands.Add(Pyr14Command.Create(terminal));
        command.Subcommands.Add(ViscosityCommand.Create(terminal));
        command.Subcommands.Add(ConductivityCommand.Create(terminal));
        command.Subcommands.Add(AnalysisReportCommand.Create(terminal));
        command.Subcommands.Add(MoleculesCommand.Create(terminal));
        return command;
    }

    /// <summary>
    /// A command of an analysis: its own options, then those all have. <paramref name="make"/> makes the analysis from the call.
    /// </summary>
    public static Command Of(Terminal terminal, ToolCommand command, IReadOnlyList<Option> own, Func<ParseResult, IAnalysis> make)
    {
        var options = new AnalyzeOptions();
        foreach (Option option in own)
            command.Options.Add(option);
        options.AddTo(command);
        command.SetAction(parsed => AnalyzeRun.Execute(terminal, options.Request(parsed), options.Outputs(parsed), make(parsed)));
        return command;
    }
}
