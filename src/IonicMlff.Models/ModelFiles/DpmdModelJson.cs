using System.Text.Json;
using IonicMlff.Core.ModelFiles;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.ModelFiles;

/// <summary>
/// A Deep Potential in our model file: its rules and shapes as JSON, each of its arrays as a tensor. Every rule is written, also one that
/// has its usual value, so that the file means the same to every later version.
/// </summary>
internal static class DpmdModelJson
{
    /// <summary>Key in the metadata record.</summary>
    public const string Key = "deepmd";

    /// <summary>Writes the JSON object.</summary>
    public static void Write(Utf8JsonWriter json, DpmdModel model)
    {
        EnvironmentMatrix matrix = model.Environment;
        json.WriteStartObject();
        json.WriteString("source", model.Source);
        WriteTexts(json, "type_map", model.TypeMap);
        json.WriteBoolean("type_one_side", model.TypeOneSide);
        json.WriteNumber("axis_neurons", model.AxisNeurons);
        json.WriteBoolean("float32_nets", model.IsFloat32);
        WriteNumbers(json, "subtract_vacuum", Marked(model.SubtractVacuum));
        WriteNumbers(json, "atom_excluded", Marked(model.AtomExcluded));
        json.WriteBoolean("has_atom_exclusion", model.AtomExcluded.Length > 0);
        if (model.MinNeighborDistance is { } distance)
            json.WriteNumber("min_neighbor_distance", distance);
        WriteParameters(json, "frame_parameters", model.FrameParameters);
        WriteParameters(json, "atom_parameters", model.AtomParameters);

        json.WriteStartObject("environment");
        json.WriteNumber("cutoff", matrix.Cutoff);
        json.WriteNumber("switch_start", matrix.SwitchStart);
        json.WriteNumber("switch_width", matrix.SwitchWidth);
        WriteNumbers(json, "sel", matrix.Sel.Select(s => (double)s));
        json.WriteNumber("normalisation_count", matrix.NormalisationCount);
        json.WriteNumber("protection", matrix.Protection);
        json.WriteString("overflow", matrix.Overflow.ToString());
        json.WriteString("exclusion", matrix.Exclusion.ToString());
        WriteNumbers(json, "excluded", Pairs(matrix.Excluded));
        if (matrix.PairExcluded is { } pairs)
            WriteNumbers(json, "pair_excluded", Pairs(pairs));
        json.WriteEndObject();

        json.WriteStartArray("embedding");
        foreach (EmbeddingNet? net in model.Embedding)
            WriteEmbedding(json, net);
        json.WriteEndArray();
        json.WriteStartArray("fitting");
        foreach (FittingNet net in model.Fitting)
        {
            json.WriteStartObject();
            WriteLayers(json, net.Layers);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Adds the arrays, as float32 where that keeps every bit.</summary>
    public static void AddTensors(SafetensorsWriter writer, DpmdModel model)
    {
        long types = model.TypeCount, slots = model.Environment.Sel.Sum();
        Add("environment.average", [types, slots, 4], model.Environment.Average);
        Add("environment.deviation", [types, slots, 4], model.Environment.Deviation);
        writer.Add("energy_bias", [types], model.EnergyBias);
        for (int n = 0; n < model.Embedding.Length; n++)
        {
            if (model.Embedding[n]?.Layers is { } layers)
                AddLayers($"embedding.{n}", layers);
            if (model.Embedding[n]?.Table is { } table)
            {
                int width = model.Embedding[n]!.Width;
                Add($"embedding.{n}.table", [table.Coefficients.Length / (6 * width), width, 6], table.Coefficients);
            }
        }

        for (int t = 0; t < model.Fitting.Length; t++)
            AddLayers($"fitting.{t}", model.Fitting[t].Layers);

        void AddLayers(string net, DpmdLayer[] layers)
        {
            for (int l = 0; l < layers.Length; l++)
            {
                Add($"{net}.{l}.weight", [layers[l].In, layers[l].Out], layers[l].Weight);
                if (layers[l].Bias is { } bias)
                    Add($"{net}.{l}.bias", [layers[l].Out], bias);
                if (layers[l].TimeStep is { } step)
                    Add($"{net}.{l}.time_step", [layers[l].Out], step);
            }
        }

        void Add(string name, long[] shape, double[] values)
        {
            if (Array.TrueForAll(values, x => (float)x == x))
                writer.Add(name, shape, Array.ConvertAll(values, x => (float)x));
            else
                writer.Add(name, shape, values);
        }
    }

    private static void WriteEmbedding(Utf8JsonWriter json, EmbeddingNet? net)
    {
        json.WriteStartObject();
        json.WriteNumber("width", net?.Width ?? 0); // 0: no net
        if (net?.Layers is { } layers)
            WriteLayers(json, layers);
        if (net?.Table is { } table)
        {
            json.WriteStartObject("table");
            json.WriteNumber("lower", table.Lower);
            json.WriteNumber("upper", table.Upper);
            json.WriteNumber("max", table.Max);
            json.WriteNumber("stride0", table.Stride0);
            json.WriteNumber("stride1", table.Stride1);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteLayers(Utf8JsonWriter json, DpmdLayer[] layers)
    {
        json.WriteStartArray("layers");
        foreach (DpmdLayer layer in layers)
        {
            json.WriteStartObject();
            json.WriteString("activation", layer.Activation.ToString());
            json.WriteNumber("activation_threshold", layer.ActivationThreshold);
            json.WriteString("shortcut", layer.Shortcut.ToString());
            json.WriteBoolean("bias", layer.Bias is not null);
            json.WriteBoolean("time_step", layer.TimeStep is not null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteParameters(Utf8JsonWriter json, string name, ParameterStatistics parameters)
    {
        if (parameters.Count == 0)
            return;

        json.WriteStartObject(name);
        WriteNumbers(json, "average", parameters.Average);
        WriteNumbers(json, "inverse_deviation", parameters.InverseDeviation);
        if (parameters.Default is { } preset)
            WriteNumbers(json, "default", preset);
        json.WriteEndObject();
    }

    private static IEnumerable<double> Marked(bool[] flags) => Enumerable.Range(0, flags.Length).Where(t => flags[t]).Select(t => (double)t);

    /// <summary>Marked pairs (centre, neighbour), one number centre + neighbour·types each.</summary>
    private static IEnumerable<double> Pairs(bool[,] pairs) =>
        from j in Enumerable.Range(0, pairs.GetLength(0))
        from i in Enumerable.Range(0, pairs.GetLength(0))
        where pairs[i, j]
        select (double)(i + j * pairs.GetLength(0));

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (double x in values)
            json.WriteNumberValue(x);
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
