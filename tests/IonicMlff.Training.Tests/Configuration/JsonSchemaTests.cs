using System.Text.Json.Nodes;
using IonicMlff.Data.Configuration;
using IonicMlff.Testing;
using IonicMlff.Training.Configuration.Yaml;
using Xunit;

namespace IonicMlff.Training.Tests.Configuration;

/// <summary>The JSON schema for editors is that of the table of keys.</summary>
public sealed class JsonSchemaTests
{
    private static readonly string Committed = Path.Combine(TestData.Root, "docs", "schemas", "ilmlff-train.schema.json");
    private static readonly string Written = ConfigSchemaJson.Write(TrainingSchema.Keys, "Configuration of ilmlff train");

    [Fact]
    public void The_file_is_up_to_date()
    {
        if (Environment.GetEnvironmentVariable("ILMLFF_UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(Committed, Written);
        Assert.Equal(File.ReadAllText(Committed), Written);
    }

    [Fact]
    public void Every_key_has_a_place_a_type_and_a_meaning()
    {
        JsonNode root = JsonNode.Parse(Written)!;
        foreach (ConfigKey key in TrainingSchema.Keys.Keys.Where(k => !k.Path.Contains("[]", StringComparison.Ordinal)))
        {
            JsonNode at = root;
            foreach (string part in key.Path.Split('.'))
                at = at["properties"]![part]!;
            Assert.StartsWith(key.Meaning, at["description"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        Assert.False(root["additionalProperties"]!.GetValue<bool>());
        Assert.Equal(4096, root["properties"]!["model"]!["properties"]!["channels"]!["maximum"]!.GetValue<long>());
        Assert.Contains("Default: 16 (paper).", root["properties"]!["model"]!["properties"]!["channels"]!["description"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
