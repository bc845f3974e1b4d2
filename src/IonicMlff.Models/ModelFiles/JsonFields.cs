using System.Text.Json;
using IonicMlff.Core.Errors;

namespace IonicMlff.Models.ModelFiles;

/// <summary>Fields of a JSON object from a file, with errors that name the field; fields nobody asked for are refused.</summary>
internal sealed class JsonFields
{
    private readonly string _file;
    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public JsonFields(JsonElement element, string file, string path)
    {
        _file = file;
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Bad($"{path} is not an object");
        }

        foreach (JsonProperty p in element.EnumerateObject())
        {
            _fields[p.Name] = p.Value;
        }
    }

    public bool Has(string name) => _fields.TryGetValue(name, out JsonElement e) && e.ValueKind != JsonValueKind.Null;

    public string Text(string name) =>
        Field(name) is { ValueKind: JsonValueKind.String } e ? e.GetString()! : throw Wrong(name, "a text");

    public string? OptionalText(string name)
    {
        _used.Add(name);
        return Has(name) ? Text(name) : null;
    }

    public int Integer(string name) =>
        Field(name) is { ValueKind: JsonValueKind.Number } e && e.TryGetInt32(out int n) ? n : throw Wrong(name, "an integer");

    public double Number(string name) => AsNumber(Field(name), name);

    public double? OptionalNumber(string name)
    {
        _used.Add(name);
        return Has(name) ? Number(name) : null;
    }

    public bool Flag(string name) => Field(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "true or false"),
    };

    public T Word<T>(string name)
        where T : struct, Enum
    {
        string text = Text(name);
        return Enum.GetNames<T>().Contains(text, StringComparer.Ordinal) ? Enum.Parse<T>(text)
            : throw Wrong(name, $"one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    public double[] Numbers(string name) => [.. Elements(name).Select(e => AsNumber(e, name))];

    public string[] Texts(string name) =>
        [.. Elements(name).Select(e =>
            e.ValueKind == JsonValueKind.String ? e.GetString()! : throw Wrong(name, "a list of texts"))];

    public JsonFields Object(string name) => new(Field(name), _file, $"{_path}.{Quote.Short(name)}");

    public JsonFields[] Objects(string name) =>
        [.. Elements(name).Select((e, i) => new JsonFields(e, _file, $"{_path}.{Quote.Short(name)}[{i}]"))];

    /// <summary>Refuses fields that were not read: they would have a meaning this version does not know.</summary>
    public void RefuseOthers()
    {
        foreach (string name in _fields.Keys.Where(n => !_used.Contains(n)))
        {
            throw Bad($"{_path}.{Quote.Short(name)} is not known to this version");
        }
    }

    /// <summary>Error about a field.</summary>
    public IlmlffException Wrong(string name, string expected) => Bad($"{_path}.{Quote.Short(name)} is not {expected}");

    private JsonElement[] Elements(string name) =>
        Field(name) is { ValueKind: JsonValueKind.Array } e && e.GetArrayLength() <= 1_000_000 ? [.. e.EnumerateArray()]
            : throw Wrong(name, "a list");

    private JsonElement Field(string name)
    {
        _used.Add(name);
        return _fields.TryGetValue(name, out JsonElement e) ? e : throw Bad($"{_path}.{Quote.Short(name)} is missing");
    }

    private double AsNumber(JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Number && e.TryGetDouble(out double x) && double.IsFinite(x) ? x
            : throw Wrong(name, "a finite number");

    private IlmlffException Bad(string what) => IlmlffException.BadData(
        $"{_file}: in its metadata {what}. The file is damaged, or was written by a newer version of ilmlff; convert the original model again.");
}
