using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.Errors;
using IonicMlff.Data.Configuration;
using IonicMlff.Tool.Output;
using IonicMlff.Training.Configuration;
using IonicMlff.Training.Configuration.Yaml;

namespace IonicMlff.Tool.Training;

/// <summary>One setting of a training run, or all of a block: value, what is allowed, what holds without it, meaning.</summary>
internal static class SettingExplanation
{
    private const double Unbounded = 1e12; // bounds that only keep out nonsense

    /// <summary>Writes what is known of a setting.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="name">Path of a setting (<c>loss.energy</c>), of a block (<c>loss</c>), or the end of a path (<c>clip_norm</c>).</param>
    /// <param name="reading">A config file; null: the project's own settings, without values.</param>
    /// <param name="json">One JSON object instead of text.</param>
    /// <exception cref="IlmlffException">There is no such setting.</exception>
    public static void Write(Terminal terminal, string name, PlanReading? reading, bool json)
    {
        ConfigKey[] keys = Find(name, reading?.Schema ?? TrainingSchema.Keys);
        if (json)
        {
            JsonOutput.Write(terminal, new JsonObject
            {
                ["config"] = reading?.Plan.Source,
                ["settings"] = new JsonArray([.. keys.Select(k => (JsonNode)Json(k, reading))]),
            });
            return;
        }

        for (int k = 0; k < keys.Length; k++)
        {
            if (k > 0)
                terminal.Out.WriteLine();
            terminal.Out.WriteLine(keys[k].Path);
            foreach ((string label, string text) in Lines(keys[k], reading))
                terminal.Out.WriteLine($"  {label,-9}{text}");
        }
    }

    private static ConfigKey[] Find(string name, ConfigSchema schema)
    {
        string path = System.Text.RegularExpressions.Regex.Replace(name, @"\[\d+\]", "[]"); // data.train[2].path, as the list of all settings has it
        if (schema.Find(path) is { } exact)
            return [exact, .. schema.Keys.Where(k => k.Path.StartsWith(path + "[]", StringComparison.Ordinal))];
        ConfigKey[] block = [.. schema.Keys.Where(k => k.Path.StartsWith(path + ".", StringComparison.Ordinal))];
        if (block.Length > 0)
            return block;
        ConfigKey[] ending = [.. schema.Keys.Where(k => k.Path.EndsWith("." + path, StringComparison.Ordinal))];
        if (ending.Length > 0)
            return ending;
        string[] known = [.. schema.Keys.Select(k => k.Path)];
        string[] ends = [.. known.Select(k => k[(k.LastIndexOf('.') + 1)..])];
        string nearest = path.Contains('.', StringComparison.Ordinal) ? NearestWord.To(path, known) : NearestWord.To(path, [.. known.Where(k => !k.Contains('.', StringComparison.Ordinal)), .. ends]);
        throw IlmlffException.Usage($"there is no setting '{Quote.Short(name)}'; did you mean '{nearest}'? --explain without a name lists all.");
    }

    private static IEnumerable<(string Label, string Text)> Lines(ConfigKey key, PlanReading? reading)
    {
        if (reading is not null)
        {
            ResolvedValue[] values = Values(key, reading);
            foreach (ResolvedValue value in values)
                yield return ("value", $"{(value.Path == key.Path ? "" : value.Path + ": ")}{WithUnit(value.Text, key)} ({value.Origin})");
            if (values.Length == 0)
                yield return ("value", key.Ignored is null && key.Refused is null ? "not used by this run" : "-");
        }

        if (key.Refused is { } refused)
            yield return ("refused", refused);
        else
            yield return ("allowed", Allowed(key));
        string standard = key.IsRequired ? "none: it has to be given" : string.Join("; ", key.Defaults.Select(d =>
            $"{WithUnit(ConfigValues.Shown(d.Value), key)}{(d.Variant is null ? "" : $" for {d.Variant}")} ({d.Origin})"));
        if (standard.Length > 0)
            yield return ("default", standard);
        if (key.Variant is { } variant)
            yield return ("for", variant);
        if (key.Aliases.Count > 0)
            yield return ("also", string.Join(", ", key.Aliases));
        yield return key.Ignored is { } why ? ("ignored", why) : ("meaning", key.Meaning);
    }

    private static JsonObject Json(ConfigKey key, PlanReading? reading) => new()
    {
        ["key"] = key.Path,
        ["values"] = reading is null ? null : new JsonArray([.. Values(key, reading).Select(v => (JsonNode)new JsonObject
        {
            ["path"] = v.Path,
            ["value"] = v.Text,
            ["origin"] = v.Origin,
        })]),
        ["allowed"] = key.Refused is null ? Allowed(key) : null,
        ["unit"] = key.Unit,
        ["required"] = key.IsRequired,
        ["defaults"] = new JsonArray([.. key.Defaults.Select(d => (JsonNode)new JsonObject
        {
            ["value"] = ConfigValues.Shown(d.Value),
            ["origin"] = d.Origin,
            ["for"] = d.Variant,
        })]),
        ["meaning"] = key.Meaning,
        ["ignored"] = key.Ignored,
        ["refused"] = key.Refused,
    };

    private static ResolvedValue[] Values(ConfigKey key, PlanReading reading) =>
        [.. reading.Values.Where(v => ReferenceEquals(v.Key, key) || v.Key.Path == key.Path).DistinctBy(v => v.Path)];

    private static string WithUnit(string text, ConfigKey key) => key.Unit.Length > 0 && text != "-" ? $"{text} {key.Unit}" : text;

    private static string Allowed(ConfigKey key) => key.Kind switch
    {
        ConfigKind.Text => "a text",
        ConfigKind.Texts => "a text, or a list of texts",
        ConfigKind.Word => string.Join(", ", key.Words),
        ConfigKind.Flag => "true, false",
        ConfigKind.Number => "a number" + Range(key),
        ConfigKind.Numbers => "a number or a list of numbers" + Range(key),
        ConfigKind.Whole => "a whole number" + Range(key),
        ConfigKind.Wholes => "a whole number or a list of them" + Range(key),
        ConfigKind.NumberMap => "names with numbers, {NAME: NUMBER, ...}" + Range(key),
        ConfigKind.List => "a text, a list of texts, or a list of mappings",
        ConfigKind.Mapping => "a mapping",
        _ => "see its meaning",
    };

    private static string Range(ConfigKey key)
    {
        string least = key.Least > -Unbounded ? Number(key.Least) : "", most = key.Most < Unbounded && key.Most < int.MaxValue ? Number(key.Most) : "";
        string unit = key.Unit.Length > 0 ? " " + key.Unit : "";
        return (least, most) switch
        {
            ("", "") => unit.Length > 0 ? $", in{unit}" : "",
            (_, "") => $" of at least {least}{unit}",
            ("", _) => $" of at most {most}{unit}",
            _ => $" from {least} to {most}{unit}",
        };
    }

    private static string Number(double x) => x.ToString("g12", CultureInfo.InvariantCulture);
}
