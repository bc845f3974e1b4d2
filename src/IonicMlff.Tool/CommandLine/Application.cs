using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using IonicMlff.Core.Errors;
using IonicMlff.Tool.Commands;
using IonicMlff.Tool.Commands.Analyze;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.CommandLine;

/// <summary>The tool: finds the command, runs it, turns every failure into one sentence and an exit code.</summary>
internal static class Application
{
    /// <summary>Exit code of an interrupted command.</summary>
    public const int Interrupted = 130;

    /// <summary>Version of the tool.</summary>
    public static string Version { get; } =
        (typeof(Application).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <summary>Runs a command line; returns the exit code: 0, 1, 2, 65, 69 or 130.</summary>
    public static int Run(string[] args, Terminal terminal)
    {
        Option<bool> verbose = Options.Flag("--verbose", "With an error, also print where in the program it arose.");
        verbose.Recursive = true;
        RootCommand root = CreateRoot(terminal, verbose);
        ParseResult parsed = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        string command = Help.FullName(parsed.CommandResult.Command);
        try
        {
            bool wrong = parsed.Errors.Count > 0 || ParseErrors.SwallowedOptions(parsed).Any();
            return wrong && parsed.Action is not { ClearsParseErrors: true }
                ? Refuse(parsed, command, terminal)
                : parsed.Invoke(new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                });
        }
        catch (Exception failure)
        {
            int code = Explain(failure, command, terminal);
            if (parsed.GetValue(verbose))
            {
                terminal.Say(failure.ToString());
            }

            return code;
        }
        finally
        {
            terminal.Out.Flush();
        }
    }

    private static RootCommand CreateRoot(Terminal terminal, Option<bool> verbose)
    {
        var root = new RootCommand("Machine-learning force fields for ionic liquids: inspect, convert, evaluate and time models.")
        {
            InfoCommand.Create(terminal),
            ConvertCommand.Create(terminal),
            EvalCommand.Create(terminal),
            TestCommand.Create(terminal),
            BenchCommand.Create(terminal),
            MdCommand.Create(terminal),
            TrainCommand.Create(terminal),
            TrainCommand.CreateFineTune(terminal),
            ReportCommand.Create(terminal),
            AnalyzeCommand.Create(terminal),
            ScanCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            EnvCommand.Create(terminal),
        };
        root.Options.Clear();
        root.Options.Add(new HelpOption("--help", "-h") { Action = new Help(), Description = "Show help; 'ilmlff COMMAND --help' that of a command." });
        root.Options.Add(new VersionOption("--version") { Action = new VersionAction(), Description = "Show the version." });
        root.Options.Add(verbose);
        root.Directives.Clear();
        return root;
    }

    private static int Refuse(ParseResult parsed, string command, Terminal terminal)
    {
        foreach (string line in ParseErrors.Explain(parsed).Distinct())
        {
            terminal.Say($"{command}: {line}");
        }

        terminal.Say($"'{command} --help' shows how it is called.");
        return (int)ErrorKind.Usage;
    }

    private static int Explain(Exception failure, string command, Terminal terminal)
    {
        switch (failure)
        {
            case IlmlffException error:
                terminal.Say($"{command}: {error.Message}");
                return (int)error.Kind;
            case OperationCanceledException:
                terminal.Say($"{command}: interrupted.");
                return Interrupted;
            case IOException or UnauthorizedAccessException:
                terminal.Say($"{command}: {failure.Message}");
                return (int)ErrorKind.Failed;
            case OutOfMemoryException:
                terminal.Say($"{command}: not enough memory for this system. Take fewer atoms or a machine with more memory.");
                return (int)ErrorKind.Failed;
            default:
                terminal.Say($"{command}: internal error, {failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")} " +
                    $"This is a defect of ilmlff {Version}: please report this line and the command to the place you got ilmlff " +
                    "from, with the output of the same command and --verbose.");
                return (int)ErrorKind.Failed;
        }
    }

    private sealed class VersionAction : System.CommandLine.Invocation.SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"ilmlff {Version}");
            return 0;
        }
    }
}
