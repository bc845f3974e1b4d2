using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Data.Configuration;

/// <summary>
/// Values of a config file by their paths, checked against a schema, with defaults, and with a record of where each value came from.
/// </summary>
public sealed class ConfigValues
{
    private readonly ConfigSchema schema;
    private readonly ConfigMapping map;
    private readonly string path;        // of this mapping, in the schema
    private readonly string shownPath;   // the same with indices
    private readonly List<ResolvedValue> resolved;

    private ConfigValues(ConfigSchema schema, ConfigMapping map, string path, string shownPath, List<ResolvedValue> resolved, string? variant)
    {
        (this.schema, this.map, this.path, this.shownPath, this.resolved) = (schema, map, path, shownPath, resolved);
        Variant = variant;
    }

    /// <summary>Values of a whole file; unknown keys are refused at once.</summary>
    /// <exception cref="IlmlffException">A key is not known.</exception>
    public ConfigValues(ConfigSchema schema, ConfigMapping map)
        : this(schema, map, "", "", [], null) => schema.Check(map);

    /// <summary>Decides between defaults, and which keys belong to the file at all.</summary>
    public string? Variant { get; set; }

    /// <summary>File, for messages.</summary>
    public string File => map.File;

    /// <summary>Every value asked for so far.</summary>
    public IReadOnlyList<ResolvedValue> Resolved => resolved;

    /// <summary>Is the value given in the file?</summary>
    public bool Given(string name) => Locate(name) is ({ } parent, var key) && parent.Has(key);

    /// <summary>A text; null: none given and no default.</summary>
    public string? Text(string name) => Read(name, (m, k, _) => m.Text(k));

    /// <summary>Texts; empty: none.</summary>
    public IReadOnlyList<string> Texts(string name) => Read<IReadOnlyList<string>>(name, (m, k, _) => m.Texts(k)) ?? [];

    /// <summary>A word of the schema; null: none given and no default.</summary>
    public string? Word(string name) => Read(name, (m, k, s) => m.Word(k, null, [.. s.Words]));

    /// <summary>A number with a default.</summary>
    public double Number(string name) => NumberOrNone(name)!.Value;

    /// <summary>A number; null: none.</summary>
    public double? NumberOrNone(string name) => Read<object>(name, (m, k, s) => m.Number(k, s.Least, s.Most, s.Unit)) is { } x ? Convert.ToDouble(x, CultureInfo.InvariantCulture) : null;

    /// <summary>Numbers; empty: none.</summary>
    public IReadOnlyList<double> Numbers(string name) => Read<IReadOnlyList<double>>(name, (m, k, s) => m.Numbers(k, s.Least, s.Most, s.Unit)) ?? [];

    /// <summary>A whole number with a default.</summary>
    public long Whole(string name) => WholeOrNone(name)!.Value;

    /// <summary>A whole number; null: none.</summary>
    public long? WholeOrNone(string name) => Read<object>(name, (m, k, s) => m.Whole(k, Bound(s.Least), Bound(s.Most))) is { } x ? Convert.ToInt64(x, CultureInfo.InvariantCulture) : null;

    /// <summary>A whole number with a default that fits 32 bits.</summary>
    public int Int(string name) => checked((int)Whole(name));

    /// <summary>Whole numbers; empty: none.</summary>
    public IReadOnlyList<int> Ints(string name) => Read<IReadOnlyList<int>>(name, (m, k, s) => Array.ConvertAll(m.Wholes(k, Bound(s.Least), Bound(s.Most)), x => (int)x)) ?? [];

    /// <summary>true or false.</summary>
    public bool Flag(string name) => Read<object>(name, (m, k, _) => m.Flag(k, false)) is true;

    /// <summary>Names with numbers; empty: none.</summary>
    public IReadOnlyDictionary<string, double> NumberMap(string name) => Read<IReadOnlyDictionary<string, double>>(name, (m, k, s) =>
    {
        ConfigMapping below = m.Mapping(k)!;
        return below.Keys.ToDictionary(n => n, n => below.Number(n, s.Least, s.Most, s.Unit) ?? throw below.Missing(n, "a number"), StringComparer.Ordinal);
    }) ?? new Dictionary<string, double>();

    /// <summary>The mappings of a list.</summary>
    public IReadOnlyList<ConfigValues> List(string name)
    {
        if (Locate(name) is not ({ } parent, var key) || !parent.Has(key))
            return [];
        return [.. parent.Mappings(key).Select((m, i) => new ConfigValues(schema, m, Full(name) + "[]", $"{Shown(name)}[{i + 1}]", resolved, Variant))];
    }

    /// <summary>Mapping and key of a value, for readers that look themselves; null when the mapping is not there.</summary>
    public (ConfigMapping Map, string Key)? At(string name) => Locate(name) is ({ } parent, var key) ? (parent, key) : null;

    /// <summary>Records a value that a reader found by itself.</summary>
    public void Record(string name, string text, string? origin = null) => resolved.Add(new(schema[Full(name)], Shown(name), text, origin ?? OriginOf(name)));

    /// <summary>An error at a value, or where it should be.</summary>
    public IlmlffException Error(string name, string message) => Locate(name) is ({ } parent, var key) ? parent.ErrorAt(key, message) : map.ErrorAt("", message);

    /// <summary>An error at a value that is missing.</summary>
    public IlmlffException Missing(string name, string expected) => Error(name, $"'{Shown(name)}' is missing; expected {expected}.");

    /// <summary>Remarks on keys that are given and have no effect; keys that are refused end the reading.</summary>
    /// <exception cref="IlmlffException">A refused key is given with another value than its default; or one of another variant.</exception>
    public List<string> CheckDispositions()
    {
        var remarks = new List<string>();
        foreach (ConfigKey key in schema.Keys.Where(k => !k.Path.Contains("[]", StringComparison.Ordinal) && Given(k.Path)))
        {
            if (key.Variant is { } variant && Variant is { } ours && variant != ours)
                throw Error(key.Path, $"'{Shown(key.Path)}' belongs to {variant}, this is {ours}. Take the line out.");
            if (key.Refused is { } why && !IsDefault(key))
                throw Error(key.Path, $"'{Shown(key.Path)}': {why}");
            if (key.Ignored is { } reason)
                remarks.Add($"'{Shown(key.Path)}' has no effect here: {reason}");
        }

        return remarks;
    }

    private bool IsDefault(ConfigKey key)
    {
        (ConfigMapping parent, string name) = Locate(key.Path)!.Value;
        string given = parent.Flat(name);
        return key.Defaults.Any(d => Same(given, Shown(d.Value)));
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase)
        || (double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) && double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out double y) && x == y);

    private T? Read<T>(string name, Func<ConfigMapping, string, ConfigKey, T?> read) where T : class
    {
        ConfigKey key = schema[Full(name)];
        if (Locate(name) is ({ } parent, var at) && parent.Has(at))
        {
            T? value = read(parent, at, key);
            resolved.Add(new(key, Shown(name), Shown(value), string.Create(CultureInfo.InvariantCulture, $"line {parent.Line(at)}")));
            return value;
        }

        if (key.IsRequired)
            throw Missing(name, key.Meaning);
        ConfigDefault? standard = key.DefaultFor(Variant);
        resolved.Add(new(key, Shown(name), Shown(standard?.Value), standard?.Origin ?? "default"));
        return standard?.Value is null ? null : standard.Value as T ?? throw new InvalidOperationException($"The default of '{key.Path}' is a {standard.Value.GetType().Name}.");
    }

    // The mapping that holds the last key of a path, and that key, which may be an alias.
    private (ConfigMapping Map, string Key)? Locate(string name)
    {
        string[] parts = name.Split('.');
        ConfigMapping at = map;
        string full = path;
        foreach (string part in parts[..^1])
        {
            full = ConfigSchema.Join(full, part);
            if (at.Mapping(part) is not { } below)
                return null;
            at = below;
        }

        ConfigKey? key = schema.Find(ConfigSchema.Join(full, parts[^1]));
        return (at, key?.Aliases.FirstOrDefault(at.Has) ?? parts[^1]);
    }

    private string OriginOf(string name) => Locate(name) is ({ } parent, var key) && parent.Has(key)
        ? string.Create(CultureInfo.InvariantCulture, $"line {parent.Line(key)}") : schema[Full(name)].DefaultFor(Variant)?.Origin ?? "default";

    private string Full(string name) => ConfigSchema.Join(path, name);

    private string Shown(string name) => ConfigSchema.Join(shownPath, name);

    private static long Bound(double bound) => bound <= long.MinValue ? long.MinValue : bound >= long.MaxValue ? long.MaxValue : (long)bound;

    /// <summary>A value as text: lists in brackets, <c>-</c> for none.</summary>
    internal static string Shown(object? value) => value switch
    {
        null => "-",
        string text => text,
        bool flag => flag ? "true" : "false",
        IReadOnlyDictionary<string, double> map => map.Count == 0 ? "-" : "{" + string.Join(", ", map.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}: {p.Value}"))) + "}",
        System.Collections.IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Select(Shown)) + "]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
