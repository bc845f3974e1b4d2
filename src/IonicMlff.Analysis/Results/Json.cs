using System.Text.Json.Nodes;

namespace IonicMlff.Analysis.Results;

/// <summary>Numbers as JSON: doubles read back exactly, what is not finite is null.</summary>
public static class Json
{
    /// <summary>A number.</summary>
    public static JsonNode? Number(double? value) => value is double v && double.IsFinite(v) ? JsonValue.Create(v) : null;

    /// <summary>A list of numbers.</summary>
    public static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(v => Number(v))]);

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
}
