using System.Text.Json;
using IonicMlff.Core.Errors;

namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>
/// The training input that versions from 2.0 keep in the graph (<c>train_attr/training_script</c>, JSON). The graph itself goes before it;
/// it tells what the graph does not show plainly.
/// </summary>
internal sealed class TrainingScript
{
    private readonly TensorGraph graph;
    private readonly JsonElement root;

    public TrainingScript(TensorGraph graph)
    {
        this.graph = graph;
        if (graph.Attribute("train_attr", "training_script") is not { } node || graph.Tensor(node).Text() is not { Length: > 0 } text)
        {
            return;
        }

        try
        {
            root = JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw graph.Bad($"{node.Name} is not JSON: {Quote.Short(e.Message)} The file is damaged.");
        }
    }

    /// <summary>True when the file has a script.</summary>
    public bool Exists => root.ValueKind == JsonValueKind.Object;

    /// <summary>A text, or null when it is absent or something else.</summary>
    public string? Text(params string[] path) => Find(path) is { ValueKind: JsonValueKind.String } e ? e.GetString() : null;

    /// <summary>A truth value, false when it is absent.</summary>
    public bool Flag(params string[] path) => Find(path).ValueKind == JsonValueKind.True;

    /// <summary>True when there is an object, or a text or list that is not empty.</summary>
    public bool Has(params string[] path) => Find(path) is var e && e.ValueKind switch
    {
        JsonValueKind.Object => true,
        JsonValueKind.String => e.GetString()!.Length > 0,
        JsonValueKind.Array => e.GetArrayLength() > 0,
        _ => false,
    };

    /// <summary>Texts of a list, none when it is absent.</summary>
    public string[] Texts(params string[] path) =>
        [.. Items(path).Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : throw Unexpected(path, "a list of texts"))];

    /// <summary>Pairs of types in a list [[0, 1], ...], both ways round; no entry when it is absent.</summary>
    public bool[,] Pairs(int typeCount, params string[] path)
    {
        var pairs = new bool[typeCount, typeCount];
        foreach (JsonElement pair in Items(path))
        {
            (int a, int b) = pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2
                && pair[0].ValueKind == JsonValueKind.Number && pair[0].TryGetInt32(out int x) && x >= 0 && x < typeCount
                && pair[1].ValueKind == JsonValueKind.Number && pair[1].TryGetInt32(out int y) && y >= 0 && y < typeCount
                ? (x, y) : throw Unexpected(path, $"a list of pairs of numbers from 0 to {typeCount - 1}");
            pairs[a, b] = pairs[b, a] = true;
        }

        return pairs;
    }

    private IEnumerable<JsonElement> Items(string[] path) => Find(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    private JsonElement Find(string[] path)
    {
        JsonElement at = root;
        foreach (string name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return default;
            }
        }

        return at;
    }

    private IlmlffException Unexpected(string[] path, string expected) =>
        graph.Bad($"{string.Join('.', path)} of the training script in the graph is not {expected}. The file is damaged.");
}
