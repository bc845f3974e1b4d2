using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Training.Randomness;

namespace IonicMlff.Training.Dpmd;

/// <summary>
/// A fresh Deep Potential with DeePMD-kit's (PyTorch) initial distributions: W ~ N(0, 1/(in + out)), b ~ N(0, 1), idt ~ N(0.1, 0.001²),
/// where a layer has a shortcut. Each net draws from a stream of its own.
/// </summary>
public static class DpmdInitializer
{
    private const double TimeStepMean = 0.1;
    private const double TimeStepDeviation = 0.001;

    /// <summary>Makes the definition of a model.</summary>
    /// <param name="architecture">Shape.</param>
    /// <param name="environment">Statistics of the training data.</param>
    /// <param name="energyBias">Energy per atom of each type, eV.</param>
    /// <param name="seed">Seed; the same gives the same weights.</param>
    /// <param name="frameParameters">Statistics of fparam, when the model has any.</param>
    /// <param name="atomParameters">Statistics of aparam, when the model has any.</param>
    /// <param name="smallestDistance">Smallest pair distance of the training data, Å.</param>
    /// <param name="fittingSeed">Seed of the fitting nets, when it differs.</param>
    public static DpmdModel Create(
        DpmdArchitecture architecture, EnvironmentStatistics environment, IReadOnlyList<double> energyBias, long seed,
        ParameterStatistics? frameParameters = null, ParameterStatistics? atomParameters = null, double? smallestDistance = null,
        long? fittingSeed = null)
    {
        architecture.Check();
        int types = architecture.TypeMap.Count, nets = architecture.TypeOneSide ? types : types * types;
        int inputs = architecture.EmbeddingWidths[^1] * architecture.AxisNeurons + architecture.FrameParameterCount + architecture.AtomParameterCount;
        return new DpmdModel
        {
            TypeMap = [.. architecture.TypeMap],
            TypeCount = types,
            Environment = environment.Apply(architecture),
            Embedding = [.. Enumerable.Range(0, nets).Select(k => Embedding(architecture, new SeededGenerator(seed, $"embedding {k}")))],
            TypeOneSide = architecture.TypeOneSide,
            AxisNeurons = architecture.AxisNeurons,
            Fitting = [.. Enumerable.Range(0, types).Select(t => Fitting(architecture, inputs, new SeededGenerator(fittingSeed ?? seed, $"fitting {t}")))],
            EnergyBias = [.. energyBias],
            SubtractVacuum = [.. Enumerable.Range(0, types).Select(t => architecture.AtomEnergies.Count > 0 && architecture.AtomEnergies[t] is not null)],
            AtomExcluded = architecture.AtomExcludeTypes.Count == 0 ? [] : [.. Enumerable.Range(0, types).Select(architecture.AtomExcludeTypes.Contains)],
            FrameParameters = (frameParameters ?? new()) with { Default = architecture.DefaultFrameParameters is { } preset ? [.. preset] : null },
            AtomParameters = atomParameters ?? new(),
            IsFloat32 = architecture.IsFloat32,
            MinNeighborDistance = smallestDistance,
            Source = "ilmlff train",
        };
    }

    private static EmbeddingNet Embedding(DpmdArchitecture architecture, SeededGenerator generator) => new()
    {
        Layers = [.. Hidden(1, architecture.EmbeddingWidths, architecture.EmbeddingActivation, architecture.EmbeddingTimeStep, generator)],
        Width = architecture.EmbeddingWidths[^1],
    };

    private static FittingNet Fitting(DpmdArchitecture architecture, int inputs, SeededGenerator generator)
    {
        List<DpmdLayer> layers = Hidden(inputs, architecture.FittingWidths, architecture.FittingActivation, architecture.FittingTimeStep, generator);
        layers.Add(Layer(layers[^1].Out, 1, generator) with { Activation = DpmdActivation.Linear });
        return new FittingNet { Layers = [.. layers] };
    }

    private static List<DpmdLayer> Hidden(int inputs, IReadOnlyList<int> widths, DpmdActivation activation, bool hasTimeStep, SeededGenerator generator)
    {
        var layers = new List<DpmdLayer>();
        foreach (int width in widths)
        {
            Shortcut shortcut = width == inputs ? Shortcut.Add : width == 2 * inputs ? Shortcut.Double : Shortcut.None;
            DpmdLayer layer = Layer(inputs, width, generator) with { Activation = activation, Shortcut = shortcut };
            layers.Add(hasTimeStep && shortcut != Shortcut.None
                ? layer with { TimeStep = Normal(width, TimeStepMean, TimeStepDeviation, generator) } : layer);
            inputs = width;
        }

        return layers;
    }

    private static DpmdLayer Layer(int inputs, int outputs, SeededGenerator generator) => new()
    {
        In = inputs,
        Out = outputs,
        Weight = Normal(inputs * outputs, 0, 1 / Math.Sqrt(inputs + outputs), generator),
        Bias = Normal(outputs, 0, 1, generator),
        Activation = DpmdActivation.Linear,
        Shortcut = Shortcut.None,
    };

    private static double[] Normal(int count, double mean, double deviation, SeededGenerator generator)
    {
        var values = new double[count];
        for (int k = 0; k < count; k++)
            values[k] = mean + deviation * generator.NextNormal();
        return values;
    }
}
