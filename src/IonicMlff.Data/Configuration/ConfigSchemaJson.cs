using System.Text.Json;
using System.Text.Json.Nodes;

namespace IonicMlff.Data.Configuration;

/// <summary>A table of keys as JSON Schema, for editors that complete and check YAML.</summary>
public static class ConfigSchemaJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as text.</summary>
    /// <param name="schema">Keys.</param>
    /// <param name="title">What the files are.</param>
    public static string Write(ConfigSchema schema, string title)
    {
        JsonObject root = Mapping(schema, "");
        root.Insert(0, "title", title);
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return root.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Mapping(ConfigSchema schema, string path)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (string name in schema.Below(path))
        {
            string below = ConfigSchema.Join(path, name);
            ConfigKey? key = schema.Find(below);
            properties[name] = key is null ? Mapping(schema, below) : Described(schema, key);
            if (key?.IsRequired == true && !key.Path.EndsWith("[]", StringComparison.Ordinal))
                required.Add(name);
        }

        var mapping = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (required.Count > 0)
            mapping["required"] = required;
        return mapping;
    }

    private static JsonObject Described(ConfigSchema schema, ConfigKey key)
    {
        JsonObject value = Value(schema, key);
        string origins = string.Join("; ", key.Defaults.Where(d => d.Value is not null).Select(d => $"{(d.Variant is { } v ? v + ": " : "")}{ConfigValues.Shown(d.Value)} ({d.Origin})"));
        value["description"] = key.Meaning + (key.Unit.Length > 0 ? $" Unit: {key.Unit}." : "") + (origins.Length > 0 ? $" Default: {origins}." : "");
        return value;
    }

    private static JsonObject Value(ConfigSchema schema, ConfigKey key) => key.Kind switch
    {
        ConfigKind.Text => new() { ["type"] = Types("string", "number") },
        ConfigKind.Texts => OneOrMore(new() { ["type"] = Types("string", "number") }),
        ConfigKind.Word => new() { ["enum"] = new JsonArray([.. key.Words.Select(w => (JsonNode)w)]) },
        ConfigKind.Number => Bounded(key, "number"),
        ConfigKind.Numbers => OneOrMore(Bounded(key, "number")),
        ConfigKind.Whole => Bounded(key, "integer"),
        ConfigKind.Wholes => OneOrMore(Bounded(key, "integer")),
        ConfigKind.Flag => new() { ["type"] = "boolean" },
        ConfigKind.NumberMap => new() { ["type"] = "object", ["additionalProperties"] = Bounded(key, "number") },
        ConfigKind.List => new()
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, Mapping(schema, key.Path + "[]")) },
            }),
        },
        _ => [],
    };

    private static JsonArray Types(params string[] types) => new([.. types.Select(t => (JsonNode)t)]);

    private static JsonObject OneOrMore(JsonObject one) => new()
    {
        ["anyOf"] = new JsonArray(one, new JsonObject { ["type"] = "array", ["items"] = one.DeepClone() }),
    };

    private static JsonObject Bounded(ConfigKey key, string type)
    {
        var value = new JsonObject { ["type"] = type };
        if (double.IsFinite(key.Least) && Math.Abs(key.Least) < 1e15)
            value["minimum"] = Number(key.Least);
        if (double.IsFinite(key.Most) && Math.Abs(key.Most) < 1e15)
            value["maximum"] = Number(key.Most);
        return value;
    }

    private static JsonNode Number(double x) => x == Math.Floor(x) ? JsonValue.Create((long)x) : JsonValue.Create(x);
}
