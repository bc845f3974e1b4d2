using System.CommandLine;
using System.CommandLine.Parsing;
using IonicMlff.Core.Errors;

namespace IonicMlff.Tool.CommandLine;

/// <summary>Turns what the parser did not understand into sentences: the word met, the nearest valid one, where help is.</summary>
internal static class ParseErrors
{
    /// <summary>One line per error.</summary>
    public static IEnumerable<string> Explain(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] unknown = [.. parsed.UnmatchedTokens];
        if (command.Subcommands.Count > 0 && unknown.FirstOrDefault(t => !t.StartsWith('-')) is string word)
        {
            string[] commands = [.. command.Subcommands.Select(c => c.Name)];
            yield return $"unknown command '{word}'; did you mean '{NearestWord.To(word, commands)}'? Commands: {string.Join(", ", commands)}.";
            yield break;
        }

        if (command.Subcommands.Count > 0 && unknown.Length == 0)
        {
            yield return $"no command given. Commands: {string.Join(", ", command.Subcommands.Select(c => c.Name))}.";
            yield break;
        }

        // Options that take several values swallow an unknown option.
        unknown = [.. unknown, .. SwallowedOptions(parsed)];

        // What else is wrong with the call often follows from a misspelt option: its value, a required option that seems missing.
        string[] unknownOptions = [.. unknown.Where(t => t.StartsWith('-')).Select(t => t.Split('=')[0])];
        string[] options = [.. Help.AllOptions(command).SelectMany(o => o.Aliases.Prepend(o.Name))];
        foreach (string token in unknownOptions)
        {
            yield return $"unknown option '{token}'; did you mean '{NearestWord.To(token, options)}'? Options: {string.Join(", ", options)}.";
        }

        if (unknownOptions.Length > 0)
        {
            yield break;
        }

        foreach (string token in unknown)
        {
            yield return $"'{token}' is one word too many{(command.Arguments.Count == 0 ? ": this command takes options only" : "")}.";
        }

        // The parser reports unmatched tokens once more, in its own words.
        foreach (ParseError error in parsed.Errors.Where(e => !unknown.Any(t => e.Message.Contains($"'{t}'", StringComparison.Ordinal))))
        {
            yield return Sentence(error);
        }
    }

    /// <summary>Values of options that look like options, e.g. of <c>--model m --inptu i</c>.</summary>
    public static IEnumerable<string> SwallowedOptions(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<OptionResult>().SelectMany(r => r.Tokens).Select(t => t.Value)
            .Where(v => v.StartsWith("--", StringComparison.Ordinal));

    private static string Sentence(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option: { Required: true } option, Tokens.Count: 0, IdentifierToken: null } => Missing(option),
        OptionResult { Tokens.Count: 0 } result when result.Option.Arity.MinimumNumberOfValues > 0 =>
            $"{result.Option.Name} needs a value: {result.Option.Name} {result.Option.HelpName}.",
        OptionResult { Option.AllowMultipleArgumentsPerToken: false, IdentifierTokenCount: > 1 } result =>
            $"{result.Option.Name} is given {result.IdentifierTokenCount} times; give it once.",
        ArgumentResult { Tokens.Count: 0, Argument: var argument } => $"{argument.HelpName ?? argument.Name} is missing.",
        CommandResult result when result.Command.Options.FirstOrDefault(o => o.Required && Names(error, o.Name)) is Option option =>
            Missing(option),
        CommandResult result when result.Command.Arguments.FirstOrDefault(a => a.Arity.MinimumNumberOfValues > 0) is Argument argument
            && error.Message.StartsWith("Required argument", StringComparison.Ordinal) => $"{argument.HelpName ?? argument.Name} is missing.",
        _ => error.Message,
    };

    private static string Missing(Option option) => $"{option.Name} {option.HelpName} is missing.";

    private static bool Names(ParseError error, string name) => error.Message.Contains($"'{name}'", StringComparison.Ordinal);
}
