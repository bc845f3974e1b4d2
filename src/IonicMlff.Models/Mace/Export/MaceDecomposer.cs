using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Import;

namespace IonicMlff.Models.Mace.Export;

/// <summary>Undoes what <see cref="MaceBuilder"/> does: divides the normalisation constants of e3nn out of the weights and gives the
/// tensors their names.</summary>
internal sealed partial class MaceDecomposer(MaceModel model)
{
    private readonly List<MaceTensor> tensors = [];

    private int ElementCount => model.AtomicNumbers.Length;

    private int HeadCount => model.Heads.Length;

    public MaceTensors Decompose()
    {
        AddTable("atomic_numbers", Array.ConvertAll(model.AtomicNumbers, z => (double)z), ElementCount);
        AddTable("r_max", [model.Cutoff]);
        AddTable("atomic_energies_fn.atomic_energies", Flat(model.AtomicEnergies), HeadCount, ElementCount);
        if (model.Scale is { } scale && model.Shift is { } shift)
        {
            AddTable("scale_shift.scale", scale, HeadCount);
            AddTable("scale_shift.shift", shift, HeadCount);
        }

        AddRadial();
        AddScaled("node_embedding.linear.weight", Flat(model.NodeEmbedding), 1 / Math.Sqrt(ElementCount), model.NodeEmbedding.Length);
        AddJoint();
        for (int t = 0; t < model.Layers.Length; t++)
            AddInteraction(t, model.Layers[t].Interaction);
        for (int t = 0; t < model.Layers.Length; t++)
            AddProduct(t, model.Layers[t].Product);
        for (int i = 0; i < model.Readouts.Length; i++)
            AddReadout($"readouts.{i}", model.Readouts[i]);
        return new MaceTensors(Config(), tensors, model.IsFloat32);
    }

    private MaceConfig Config() => new()
    {
        ScaleShift = model.Scale is not null,
        Heads = model.Heads,
        MaxEll = model.MaxEll,
        EvenHarmonics = model.EvenHarmonics,
        Basis = model.Radial.Kind,
        BasisCount = model.Radial.Weights.Length,
        GaussianCoefficient = model.Radial.Kind == BasisKind.Gaussian ? model.Radial.Factor : 0,
        ApplyCutoff = model.Radial.ApplyCutoff,
        Transform = model.Radial.Transform,
        PairRepulsion = model.PairRepulsion is not null,
        Joint = [.. model.Joint?.Features.Select(f => new JointFeatureConfig(f.Name, f.Table is not null, f.Offset, f.DefaultValue)) ?? []],
        EmbeddingReadout = model.Joint?.EmbeddingReadout is not null,
        Layers = Array.ConvertAll(model.Layers, ConfigOf),
        Readouts = [.. model.Readouts.Select(ConfigOf)],
    };

    private static LayerConfig ConfigOf(MaceLayer layer)
    {
        Interaction block = layer.Interaction;
        NonLinearParts? parts = block.NonLinear;
        return new LayerConfig
        {
            Kind = block.Kind,
            AvgNumNeighbors = block.AvgNumNeighbors,
            NodeIrreps = block.LinearUp.In,
            EdgeIrreps = block.LinearUp.Out,
            TargetIrreps = block.TargetIrreps,
            HiddenIrreps = layer.Product.HiddenIrreps,
            RadialActivation = block.ConvWeights is FullyConnectedNet net ? net.Activation : new Activation(ActivationKind.Silu, 1),
            ScalarActivation = parts?.ScalarActivation ?? default,
            GateActivation = parts?.GateActivation ?? default,
            NormEpsilon = block.ConvWeights is LayerNormNet norm ? norm.Layers[0].NormEpsilon : 1e-5,
            Correlation = layer.Product.Contractions[0].Terms.Length,
            UseSkip = layer.Product.UseSkip,
        };
    }

    private static ReadoutConfig ConfigOf(Readout readout, int index) => readout is NonLinearReadout nonLinear
        ? new ReadoutConfig(
            nonLinear.LinearMid is null ? ReadoutKind.NonLinear : ReadoutKind.NonLinearBias,
            index,
            readout.Layer,
            nonLinear.Linear1.Out,
            nonLinear.Activation)
        : new ReadoutConfig(ReadoutKind.Linear, index, readout.Layer, 0, default);

    private void AddTable(string name, double[] values, params long[] shape) => tensors.Add(new MaceTensor(name, shape, values, false));

    private void AddParameter(string name, double[] values, params long[] shape) => tensors.Add(new MaceTensor(name, shape, values, true));

    private void AddScaled(string name, double[] effective, double factor, params long[] shape) =>
        AddParameter(name, Unscaled.Numbers(effective, factor, model.IsFloat32), shape);

    private static double[] Flat(double[,] table) => [.. table.Cast<double>()];

    private static double[] Transposed(double[] values, int rows, int columns)
    {
        var transposed = new double[values.Length];
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++)
                transposed[c * rows + r] = values[r * columns + c];
        return transposed;
    }
}
