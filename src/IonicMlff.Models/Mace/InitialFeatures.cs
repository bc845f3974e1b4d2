using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace;

/// <summary>
/// Node features before the first layer. They depend on the element alone, and, for models with a joint embedding, on the frame's
/// total charge and spin, which are fixed when an evaluator is made:
/// h⁰[z,c] = W[z,c] (+ SiLU(P·concat_k e_k)[c]).
/// </summary>
internal sealed class InitialFeatures
{
    private InitialFeatures(double[,] table, double[] siteEnergies)
    {
        Table = table;
        SiteEnergies = siteEnergies;
    }

    /// <summary>h⁰[z, c].</summary>
    public double[,] Table { get; }

    /// <summary>Readout of h⁰ for the head chosen, eV, by z; zero for models without one.</summary>
    public double[] SiteEnergies { get; }

    /// <summary>Builds the table for the charge and spin of <paramref name="options"/>.</summary>
    /// <exception cref="IlmlffException">The model does not take the quantity, or not this value.</exception>
    public static InitialFeatures Create(MaceModel model, EvaluatorOptions options, int head)
    {
        RefuseUnused(model, "total_charge", options.TotalCharge);
        RefuseUnused(model, "total_spin", options.TotalSpin);

        int elements = model.AtomicNumbers.Length;
        int channels = model.NodeEmbedding.GetLength(1);
        var table = (double[,])model.NodeEmbedding.Clone();
        var siteEnergies = new double[elements];
        if (model.Joint is { } joint)
        {
            double[] shift = Embed(joint, options, channels);
            for (int z = 0; z < elements; z++)
            {
                for (int c = 0; c < channels; c++)
                {
                    table[z, c] += shift[c];
                    if (joint.EmbeddingReadout is { } readout)
                        siteEnergies[z] += table[z, c] * readout[c * model.Heads.Length + head];
                }
            }
        }

        return new InitialFeatures(table, siteEnergies);
    }

    // SiLU(P·concat_k e_k (+ bias)); plain SiLU without constant.
    private static double[] Embed(JointEmbedding joint, EvaluatorOptions options, int channels)
    {
        var projected = joint.ProjectBias is { } bias ? (double[])bias.Clone() : new double[channels];
        int row = 0;
        foreach (JointFeature feature in joint.Features)
        {
            double value = feature.Name switch
            {
                "total_charge" => options.TotalCharge ?? feature.DefaultValue,
                "total_spin" => options.TotalSpin ?? feature.DefaultValue,
                _ => feature.DefaultValue,
            };
            foreach (double e in EmbedOne(feature, value))
            {
                for (int c = 0; c < channels; c++)
                    projected[c] += e * joint.Project[row * channels + c];
                row++;
            }
        }

        return Array.ConvertAll(projected, Silu);
    }

    private static double[] EmbedOne(JointFeature feature, double value)
    {
        if (feature.Table is { } table)
        {
            int classes = table.Length / feature.Width;
            double index = value + feature.Offset;
            if (!(index >= 0 && index < classes) || index != Math.Floor(index))
            {
                int first = -feature.Offset, last = classes - 1 - feature.Offset;
                throw IlmlffException.Usage(string.Create(
                    CultureInfo.InvariantCulture, $"{feature.Name} {value}: this model takes whole numbers from {first} to {last}."));
            }

            return table.AsSpan((int)index * feature.Width, feature.Width).ToArray();
        }

        // Linear → SiLU → Linear
        double[] x = [value];
        DenseLayer[] layers = feature.Network!;
        for (int k = 0; k < layers.Length; k++)
        {
            DenseLayer layer = layers[k];
            var y = layer.Bias is { } bias ? (double[])bias.Clone() : new double[layer.Out];
            for (int i = 0; i < layer.In; i++)
                for (int o = 0; o < layer.Out; o++)
                    y[o] += x[i] * layer.Weight[i * layer.Out + o];
            x = k + 1 < layers.Length ? Array.ConvertAll(y, Silu) : y;
        }

        return x;
    }

    private static double Silu(double x) => x / (1 + Math.Exp(-x));

    private static void RefuseUnused(MaceModel model, string name, double? value)
    {
        if (value is not null && (model.Joint is null || model.Joint.Features.All(f => f.Name != name)))
        {
            throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture,
                $"{name} {value} was given, but this model has no such input and would ignore it. Leave it out."));
        }
    }
}
