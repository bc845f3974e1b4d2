using System.Globalization;
using IonicMlff.Core.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IonicMlff.Data.Configuration;

/// <summary>
/// A mapping of a config file, YAML or JSON. <see cref="Only"/> refuses keys that are not known, with the nearest known one. Messages
/// name file, line, key, the value met and what was expected.
/// </summary>
public sealed class ConfigMapping
{
    private readonly string path;
    private readonly Dictionary<string, YamlNode> values = new(StringComparer.Ordinal);

    private ConfigMapping(string file, string path, YamlNode node)
    {
        (File, this.path) = (file, path);
        if (node is not YamlMappingNode mapping)
            throw Error(node, $"{(path.Length == 0 ? "the file" : $"'{path}'")} must be a mapping (key: value lines).");
        Node = mapping;
        foreach ((YamlNode key, YamlNode value) in mapping.Children)
            values.Add(key.ToString(), value);
    }

    /// <summary>File, for messages.</summary>
    public string File { get; }

    /// <summary>The mapping itself.</summary>
    public YamlNode Node { get; }

    /// <summary>Keys in the order of the file.</summary>
    public IReadOnlyCollection<string> Keys => values.Keys;

    /// <summary>Reads a file.</summary>
    /// <exception cref="IlmlffException">Missing, or not YAML.</exception>
    public static ConfigMapping Read(string file)
    {
        if (!System.IO.File.Exists(file))
            throw IlmlffException.BadData($"{file} does not exist.");
        return Parse(System.IO.File.ReadAllText(file), file);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="IlmlffException">Not YAML.</exception>
    public static ConfigMapping Parse(string text, string file)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count > 0 ? new ConfigMapping(file, "", stream.Documents[0].RootNode)
                : throw IlmlffException.BadData($"{file} is empty.");
        }
        catch (YamlException e)
        {
            throw IlmlffException.BadData($"{file}:{e.Start.Line}: this is not YAML: {e.Message}", e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw IlmlffException.BadData($"{file}: this is not YAML: {e.Message}", e); // the parser's own slips
        }
    }

    /// <summary>Is the key there, with a value?</summary>
    public bool Has(string key) =>
        values.TryGetValue(key, out YamlNode? node) && node is not YamlScalarNode { Value: null or "" or "null" or "~" };

    /// <summary>Is the value a mapping?</summary>
    public bool IsMapping(string key) => values.GetValueOrDefault(key) is YamlMappingNode;

    /// <summary>Is the value a list?</summary>
    public bool IsList(string key) => values.GetValueOrDefault(key) is YamlSequenceNode;

    /// <summary>Is the value a list of mappings?</summary>
    public bool IsListOfMappings(string key) => values.GetValueOrDefault(key) is YamlSequenceNode { Children.Count: > 0 } list && list.Children.All(n => n is YamlMappingNode);

    /// <summary>Line of a key's value, from 1; that of the mapping when it is not there.</summary>
    public long Line(string key) => values.GetValueOrDefault(key, Node).Start.Line;

    /// <summary>A mapping below a key; null when it is not there.</summary>
    public ConfigMapping? Mapping(string key) => Has(key) ? new ConfigMapping(File, Full(key), values[key]) : null;

    /// <summary>A list of mappings.</summary>
    public List<ConfigMapping> Mappings(string key) => !Has(key) ? [] : values[key] is YamlSequenceNode list
        ? [.. list.Children.Select((n, i) => new ConfigMapping(File, $"{Full(key)}[{i + 1}]", n))]
        : throw Error(values[key], $"'{Full(key)}' must be a list (lines that begin with '-').");

    /// <summary>A text; null when it is not there.</summary>
    public string? Text(string key) => !Has(key) ? null : values[key] is YamlScalarNode s ? s.Value
        : throw Error(values[key], $"'{Full(key)}' must be one value.");

    /// <summary>One text or a list of texts.</summary>
    public string[] Texts(string key) => !Has(key) ? [] : values[key] switch
    {
        YamlScalarNode s => [s.Value!],
        YamlSequenceNode list when list.Children.All(n => n is YamlScalarNode) => [.. list.Children.Select(n => ((YamlScalarNode)n).Value!)],
        _ => throw Error(values[key], $"'{Full(key)}' must be one value or a list of values."),
    };

    /// <summary>All texts of a value, lists in brackets, mappings in braces: <c>[[0, 1], [1, 1]]</c>.</summary>
    public string Flat(string key) => Flat(values[key]);

    /// <summary>One of some words.</summary>
    public string Word(string key, string? standard, params string[] words)
    {
        string value = Text(key) ?? standard ?? throw Missing(key, $"one of {string.Join(", ", words)}");
        return words.Contains(value) ? value
            : throw Error(values[key], $"'{Full(key)}' does not know '{value}'; did you mean '{NearestWord.To(value, words)}'? Known: {string.Join(", ", words)}.");
    }

    /// <summary>A finite number in a range (its ends included).</summary>
    public double? Number(string key, double least, double most, string unit) => Text(key) is { } text ? NumberOf(key, text, least, most, unit) : null;

    /// <summary>One finite number or a list of them, each in a range.</summary>
    public double[] Numbers(string key, double least, double most, string unit) => Array.ConvertAll(Texts(key), t => NumberOf(key, t, least, most, unit));

    /// <summary>A whole number in a range.</summary>
    public long? Whole(string key, long least, long most) => Text(key) is { } text ? WholeOf(key, text, least, most) : null;

    /// <summary>One whole number or a list of them, each in a range.</summary>
    public long[] Wholes(string key, long least, long most) => Array.ConvertAll(Texts(key), t => WholeOf(key, t, least, most));

    /// <summary>true or false.</summary>
    public bool Flag(string key, bool standard) => Word(key, standard ? "true" : "false", "true", "false") == "true";

    /// <summary>Refuses keys other than these.</summary>
    public ConfigMapping Only(params string[] known)
    {
        foreach ((string key, YamlNode node) in values)
        {
            if (!known.Contains(key))
                throw Error(node, $"'{Full(key)}' is not known here; did you mean '{NearestWord.To(key, known)}'? Known: {string.Join(", ", known)}.");
        }

        return this;
    }

    /// <summary>An error at a key that is missing.</summary>
    public IlmlffException Missing(string key, string expected) => Error(Node, $"'{Full(key)}' is missing; expected {expected}.");

    /// <summary>An error at a key.</summary>
    public IlmlffException ErrorAt(string key, string message) => Error(values.GetValueOrDefault(key, Node), message);

    private static string Flat(YamlNode node) => node switch
    {
        YamlScalarNode s => s.Value ?? "",
        YamlSequenceNode list => "[" + string.Join(", ", list.Children.Select(Flat)) + "]",
        YamlMappingNode map => "{" + string.Join(", ", map.Children.Select(p => $"{Flat(p.Key)}: {Flat(p.Value)}")) + "}",
        _ => node.ToString(),
    };

    private double NumberOf(string key, string text, double least, double most, string unit)
    {
        string where = unit.Length > 0 ? " " + unit : "";
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most ? value
            : throw Error(values[key], string.Create(CultureInfo.InvariantCulture, $"'{Full(key)}' is '{text}'; expected a number from {least} to {most}{where}."));
    }

    private long WholeOf(string key, string text, long least, long most) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most ? value
            : throw Error(values[key], $"'{Full(key)}' is '{text}'; expected a whole number from {least} to {most}.");

    private IlmlffException Error(YamlNode node, string message) => IlmlffException.BadData($"{File}:{node.Start.Line}: {message}");

    private string Full(string key) => path.Length == 0 ? key : path + "." + key;
}
