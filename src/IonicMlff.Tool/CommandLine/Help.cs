using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;

namespace IonicMlff.Tool.CommandLine;

/// <summary>Help of a command: what it does, how it is called, options, examples. 100 columns at most.</summary>
internal sealed class Help : SynchronousCommandLineAction
{
    private const int Width = 100;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return 0;
    }

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Writes the help of one command.</summary>
    public static void Write(Command command, TextWriter writer)
    {
        writer.WriteLine(Wrap(command.Description ?? "", ""));
        writer.WriteLine();
        writer.WriteLine("usage: " + Usage(command));
        string[] notes = command is ToolCommand tool ? tool.Notes : [];
        foreach (string note in notes)
        {
            writer.WriteLine();
            writer.WriteLine(Wrap(note, ""));
        }

        Section(writer, "commands", command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description ?? "")));
        Section(writer, "arguments", command.Arguments.Select(a => (ArgumentName(a), a.Description ?? "")));
        Section(writer, "options", AllOptions(command).Select(o => (OptionLabel(o), OptionDescription(o))));
        if (command is ToolCommand { Examples: { Length: > 0 } examples })
        {
            writer.WriteLine();
            writer.WriteLine("examples:");
            foreach ((string line, string remark) in examples)
            {
                if (remark.Length > 0)
                {
                    writer.WriteLine("  # " + remark);
                }

                writer.WriteLine("  " + line);
            }
        }
    }

    /// <summary>Options of a command and those it inherits.</summary>
    public static IEnumerable<Option> AllOptions(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options.Where(o => o.Recursive)))
            .Where(o => !o.Hidden);

    /// <summary>Full name of a command, e.g. <c>ilmlff eval</c>.</summary>
    public static string FullName(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is Command parent ? $"{FullName(parent)} {command.Name}" : "ilmlff";

    private static string Usage(Command command)
    {
        var usage = new StringBuilder(FullName(command));
        if (command.Subcommands.Count > 0)
        {
            return usage.Append(" COMMAND [options]").ToString();
        }

        foreach (Option option in command.Options.Where(o => o.Required))
        {
            usage.Append(' ').Append(OptionLabel(option));
        }

        foreach (Argument argument in command.Arguments)
        {
            usage.Append(' ').Append(ArgumentName(argument));
        }

        return usage.Append(" [options]").ToString();
    }

    private static string ArgumentName(Argument argument) => argument.HelpName ?? argument.Name;

    private static string OptionLabel(Option option)
    {
        string names = string.Join(", ", option.Aliases.Prepend(option.Name));
        bool takesValue = option.Arity.MaximumNumberOfValues > 0 && option.HelpName is not null;
        return takesValue ? $"{names} {option.HelpName}" : names;
    }

    private static string OptionDescription(Option option)
    {
        string text = option.Description ?? "";
        return option is Option<string> { HasDefaultValue: true } word ? $"{text} [default: {word.GetDefaultValue()}]" : text;
    }

    private static void Section(TextWriter writer, string title, IEnumerable<(string Name, string Text)> entries)
    {
        (string Name, string Text)[] lines = [.. entries];
        if (lines.Length == 0)
        {
            return;
        }

        int column = Math.Min(34, lines.Max(l => l.Name.Length) + 4);
        writer.WriteLine();
        writer.WriteLine(title + ":");
        foreach ((string name, string text) in lines)
        {
            string lead = ("  " + name).PadRight(column);
            if (lead.Length > column || !lead.EndsWith(' '))
            {
                writer.WriteLine(lead.TrimEnd());
                lead = new string(' ', column);
            }

            writer.WriteLine(lead + Wrap(text, new string(' ', column)).TrimStart());
        }
    }

    private static string Wrap(string text, string indent)
    {
        var wrapped = new StringBuilder(indent);
        int length = indent.Length;
        foreach (string word in text.Split(' '))
        {
            if (length + word.Length > Width && length > indent.Length)
            {
                wrapped.Length--;
                wrapped.AppendLine().Append(indent);
                length = indent.Length;
            }

            wrapped.Append(word).Append(' ');
            length += word.Length + 1;
        }

        return wrapped.ToString().TrimEnd();
    }
}
