using System.Text.Json.Nodes;

namespace IonicMlff.Analysis.Results;

/// <summary>Numbers as JSON: doubles read back exactly, what is not finite is null.</summary>
public static class Json
{
    private const int Long = 1000; // beyond, a list is kept as text: nodes take ten times the memory

    /// <summary>A number.</summary>
    public static JsonNode? Number(double? value) => value is double v && double.IsFinite(v) ? JsonValue.Create(v) : null;

    /// <summary>A list of numbers.</summary>
    public static JsonArray Numbers(IEnumerable<double> values) => values is double[] { Length: > Long } many ? Text(many) : new([.. values.Select(v => Number(v))]);

    /// <summary>Rows of three numbers: positions.</summary>
    public static JsonArray Points(double[] values)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new System.Text.Json.Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            for (int k = 0; k < values.Length; k += 3)
            {
                writer.WriteStartArray();
                for (int d = 0; d < 3; d++)
                    writer.WriteNumberValue(values[k + d]);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        return JsonNode.Parse(buffer.WrittenSpan)!.AsArray();
    }

    /// <summary>A list of whole numbers.</summary>
    public static JsonArray Whole(IEnumerable<long> values) => new([.. values.Select(v => (JsonNode)v)]);

    /// <summary>A list of words.</summary>
    public static JsonArray Words(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)v)]);

    /// <summary>A table of numbers, row by row.</summary>
    public static JsonArray Matrix(double[,] values)
    {
        var rows = new JsonArray();
        for (int i = 0; i < values.GetLength(0); i++)
            rows.Add(Numbers(Enumerable.Range(0, values.GetLength(1)).Select(j => values[i, j])));
        return rows;
    }

    private static JsonArray Text(double[] values)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(24 * values.Length);
        using (var writer = new System.Text.Json.Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (double v in values)
            {
                if (double.IsFinite(v))
                    writer.WriteNumberValue(v);
                else
                    writer.WriteNullValue();
            }

            writer.WriteEndArray();
        }

        return JsonNode.Parse(buffer.WrittenSpan)!.AsArray();
    }
}
