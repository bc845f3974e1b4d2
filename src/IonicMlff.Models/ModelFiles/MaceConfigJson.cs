using System.Text.Json;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Import;

namespace IonicMlff.Models.ModelFiles;

/// <summary>MACE hyperparameters as JSON in the metadata of our model file.</summary>
internal static class MaceConfigJson
{
    public static void Write(Utf8JsonWriter json, MaceConfig config)
    {
        json.WriteStartObject();
        json.WriteBoolean("scale_shift", config.ScaleShift);
        WriteTexts(json, "heads", config.Heads);
        json.WriteNumber("max_ell", config.MaxEll);
        json.WriteBoolean("even_harmonics", config.EvenHarmonics);
        json.WriteString("basis", $"{config.Basis}");
        json.WriteNumber("basis_count", config.BasisCount);
        json.WriteNumber("gaussian_coefficient", config.GaussianCoefficient);
        json.WriteBoolean("apply_cutoff", config.ApplyCutoff);
        json.WriteString("distance_transform", $"{config.Transform}");
        json.WriteBoolean("pair_repulsion", config.PairRepulsion);
        json.WriteBoolean("embedding_readout", config.EmbeddingReadout);
        json.WriteStartArray("embeddings");
        foreach (JointFeatureConfig feature in config.Joint)
        {
            json.WriteStartObject();
            json.WriteString("name", feature.Name);
            json.WriteBoolean("categorical", feature.Categorical);
            json.WriteNumber("offset", feature.Offset);
            json.WriteNumber("default", feature.DefaultValue);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("layers");
        foreach (LayerConfig layer in config.Layers)
        {
            WriteLayer(json, layer);
        }

        json.WriteEndArray();
        json.WriteStartArray("readouts");
        foreach (ReadoutConfig readout in config.Readouts)
        {
            json.WriteStartObject();
            json.WriteString("kind", $"{readout.Kind}");
            json.WriteNumber("index", readout.Index);
            json.WriteNumber("layer", readout.Layer);
            json.WriteNumber("hidden_count", readout.HiddenCount);
            WriteActivation(json, "activation", readout.Activation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static MaceConfig Read(JsonFields json)
    {
        var config = new MaceConfig
        {
            ScaleShift = json.Flag("scale_shift"),
            Heads = json.Texts("heads"),
            MaxEll = json.Integer("max_ell"),
            EvenHarmonics = json.Flag("even_harmonics"),
            Basis = json.Word<BasisKind>("basis"),
            BasisCount = json.Integer("basis_count"),
            GaussianCoefficient = json.Number("gaussian_coefficient"),
            ApplyCutoff = json.Flag("apply_cutoff"),
            Transform = json.Word<TransformKind>("distance_transform"),
            PairRepulsion = json.Flag("pair_repulsion"),
            EmbeddingReadout = json.Flag("embedding_readout"),
            Joint = [.. json.Objects("embeddings").Select(ReadFeature)],
            Layers = [.. json.Objects("layers").Select(ReadLayer)],
            Readouts = [.. json.Objects("readouts").Select(ReadReadout)],
        };
        json.RefuseOthers();
        return config;
    }

    private static JointFeatureConfig ReadFeature(JsonFields json)
    {
        var feature = new JointFeatureConfig(json.Text("name"), json.Flag("categorical"), json.Integer("offset"),
            json.Number("default"));
        json.RefuseOthers();
        return feature;
    }

    private static ReadoutConfig ReadReadout(JsonFields json)
    {
        var readout = new ReadoutConfig(
            json.Word<ReadoutKind>("kind"), json.Integer("index"), json.Integer("layer"), json.Integer("hidden_count"),
                ReadActivation(json, "activation"));
        json.RefuseOthers();
        return readout;
    }

    private static void WriteLayer(Utf8JsonWriter json, LayerConfig layer)
    {
        json.WriteStartObject();
        json.WriteString("interaction", $"{layer.Kind}");
        json.WriteNumber("avg_num_neighbors", layer.AvgNumNeighbors);
        json.WriteString("node_irreps", layer.NodeIrreps.ToString());
        json.WriteString("edge_irreps", layer.EdgeIrreps.ToString());
        json.WriteString("target_irreps", layer.TargetIrreps.ToString());
        json.WriteString("hidden_irreps", layer.HiddenIrreps.ToString());
        WriteActivation(json, "radial_activation", layer.RadialActivation);
        WriteActivation(json, "scalar_activation", layer.ScalarActivation);
        WriteActivation(json, "gate_activation", layer.GateActivation);
        json.WriteNumber("norm_epsilon", layer.NormEpsilon);
        json.WriteNumber("correlation", layer.Correlation);
        json.WriteBoolean("use_skip", layer.UseSkip);
        json.WriteEndObject();
    }

    private static LayerConfig ReadLayer(JsonFields json)
    {
        var layer = new LayerConfig
        {
            Kind = json.Word<InteractionKind>("interaction"),
            AvgNumNeighbors = json.Number("avg_num_neighbors"),
            NodeIrreps = ReadIrreps(json, "node_irreps"),
            EdgeIrreps = ReadIrreps(json, "edge_irreps"),
            TargetIrreps = ReadIrreps(json, "target_irreps"),
            HiddenIrreps = ReadIrreps(json, "hidden_irreps"),
            RadialActivation = ReadActivation(json, "radial_activation"),
            ScalarActivation = ReadActivation(json, "scalar_activation"),
            GateActivation = ReadActivation(json, "gate_activation"),
            NormEpsilon = json.Number("norm_epsilon"),
            Correlation = json.Integer("correlation"),
            UseSkip = json.Flag("use_skip"),
        };
        json.RefuseOthers();
        return layer;
    }

    private static Irreps ReadIrreps(JsonFields json, string name) =>
        IrrepsText.TryParse(json.Text(name)) ?? throw json.Wrong(name, "irreps such as 16x0e+16x1o");

    private static void WriteActivation(Utf8JsonWriter json, string name, Activation activation)
    {
        json.WriteStartObject(name);
        json.WriteString("function", $"{activation.Kind}");
        json.WriteNumber("constant", activation.Constant);
        json.WriteEndObject();
    }

    private static Activation ReadActivation(JsonFields json, string name)
    {
        JsonFields fields = json.Object(name);
        var activation = new Activation(fields.Word<ActivationKind>("function"), fields.Number("constant"));
        fields.RefuseOthers();
        return activation;
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
