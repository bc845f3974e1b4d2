using System.Text;
using System.Text.RegularExpressions;
using IonicMlff.Core.Errors;
using IonicMlff.Data.Configuration;

namespace IonicMlff.Training.Configuration.RunTrain;

/// <summary>
/// Arguments of mace_run_train in a file: <c>--name=value --flag …</c>, also in the middle of a shell script, or a YAML with the same
/// names. Both become one mapping in which Python's None is no value and its truth values are true and false.
/// </summary>
internal static partial class RunTrainArguments
{
    private static readonly string[] True = ["true", "t", "yes", "y"], False = ["false", "f", "no", "n"];

    /// <summary>Looks a text like a command line of mace_run_train?</summary>
    public static bool LooksLikeFlags(string text) => Flag().IsMatch(text);

    /// <summary>Is a mapping a config of mace_run_train?</summary>
    public static bool LooksLikeConfig(ConfigMapping map) => map.Keys.Any(k => k is "train_file" or "foundation_model" or "max_num_epochs" or "E0s" or "r_max");

    /// <summary>The arguments of a command line; a <c>--config</c> among them is read, too.</summary>
    public static ConfigMapping OfFlags(string text, string file)
    {
        var arguments = new List<(string Name, string Value, int Line)>();
        foreach ((string token, int line) in Tokens(text, file).SkipWhile(t => !t.Token.StartsWith("--", StringComparison.Ordinal)))
        {
            if (token.StartsWith("--", StringComparison.Ordinal))
            {
                int equals = token.IndexOf('=', StringComparison.Ordinal);
                arguments.Add(equals < 0 ? (token[2..], "", line) : (token[2..equals], token[(equals + 1)..], line));
            }
            else
            {
                (string name, string value, int at) = arguments[^1];
                arguments[^1] = (name, value.Length == 0 ? token : value + " " + token, at);
            }
        }

        if (arguments.FirstOrDefault(a => a.Name == "config") is { Name: not null } config)
        {
            arguments.Remove(config);
            var below = ConfigMapping.Read(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, config.Value));
            foreach (string name in below.Keys.Where(n => !arguments.Any(a => a.Name == n)))
                arguments.Add((name, below.Flat(name), arguments.Count > 0 ? arguments[^1].Line : 1));
        }

        return Mapping(arguments.Select(a => (a.Name, a.Value.Length == 0 ? "true" : a.Value, a.Line)), file);
    }

    /// <summary>The arguments of a YAML.</summary>
    public static ConfigMapping OfYaml(ConfigMapping map) => Mapping(map.Keys.Where(map.Has).Select(k => (k, map.Flat(k), (int)map.Line(k))), map.File);

    // One flow mapping whose keys stand in the lines they came from, so that messages name these.
    private static ConfigMapping Mapping(IEnumerable<(string Name, string Value, int Line)> arguments, string file)
    {
        var text = new StringBuilder("{");
        int at = 1;
        foreach ((string name, string value, int line) in arguments.OrderBy(a => a.Line))
        {
            text.Append('\n', Math.Max(0, line - at));
            at = Math.Max(at, line);
            if (value is not ("None" or "none" or ""))
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"'{Escaped(name)}': '{Escaped(Normal(value))}', ");
            else if (name == "distance_transform" || name == "gate")
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"'{name}': 'None', ");
        }

        return ConfigMapping.Parse(text.Append('}').ToString(), file);
    }

    private static string Normal(string value) => True.Contains(value.ToLowerInvariant()) ? "true" : False.Contains(value.ToLowerInvariant()) ? "false" : value;

    private static string Escaped(string text) => text.Replace("'", "''", StringComparison.Ordinal).ReplaceLineEndings(" ");

    // Words as a POSIX shell makes them of quotes, backslashes and comments.
    private static IEnumerable<(string Token, int Line)> Tokens(string text, string file)
    {
        var token = new StringBuilder();
        int line = 1, begin = 1;
        bool isOpen = false;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            line += c == '\n' ? 1 : 0;
            if (quote != '\0')
            {
                if (c == quote)
                    quote = '\0';
                else
                    token.Append(c);
            }
            else if (c is '"' or '\'')
            {
                (quote, begin, isOpen) = (c, isOpen ? begin : line, true);
            }
            else if (c == '\\' && i + 1 < text.Length)
            {
                i++;
                line += text[i] == '\n' ? 1 : 0;
                if (text[i] is not ('\n' or '\r'))
                    (begin, isOpen) = (isOpen ? begin : line, token.Append(text[i]).Length > 0);
            }
            else if (char.IsWhiteSpace(c))
            {
                if (isOpen)
                    yield return (token.ToString(), begin);
                token.Clear();
                isOpen = false;
            }
            else if (c == '#' && !isOpen)
            {
                while (i + 1 < text.Length && text[i + 1] != '\n')
                    i++;
            }
            else
            {
                (begin, isOpen) = (isOpen ? begin : line, true);
                token.Append(c);
            }
        }

        if (quote != '\0')
            throw IlmlffException.BadData($"{file}:{begin}: a quote ({quote}) is opened here and never closed.");
        if (isOpen)
            yield return (token.ToString(), begin);
    }

    [GeneratedRegex(@"(^|\s)--(name|train_file|model|config|foundation_model|r_max)(=|\s)")]
    private static partial Regex Flag();
}
