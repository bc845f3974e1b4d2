using System.Globalization;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Import;

namespace IonicMlff.Models.ModelFiles;

/// <summary>What a model file holds, for <c>ilmlff info</c>.</summary>
public sealed record ModelDescription
{
    /// <summary>Kind of file.</summary>
    public required string Format { get; init; }

    /// <summary>Elements, cutoff, heads, layers, back ends.</summary>
    public required PotentialInfo Info { get; init; }

    /// <summary>Number format of the tensors, float32 or float64.</summary>
    public required string DType { get; init; }

    /// <summary>Trained numbers.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Hyperparameters in words, in a good order for printing.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Hyperparameters { get; init; }

    /// <summary>Isolated-atom energies, eV, [head, element].</summary>
    public required double[,] IsolatedAtomEnergies { get; init; }

    /// <summary>What the author said about the model; null fields are unknown.</summary>
    public required ModelFacts Facts { get; init; }

    /// <summary>Where the file comes from; null for a .model.</summary>
    public required ModelProvenance? Provenance { get; init; }

    /// <summary>Golden frames; none for a .model.</summary>
    public required IReadOnlyList<GoldenFrame> GoldenFrames { get; init; }

    internal static IReadOnlyList<KeyValuePair<string, string>> HyperparametersOf(MaceModel model, MaceConfig config)
    {
        var list = new List<KeyValuePair<string, string>>();
        void Add(string name, FormattableString value) => list.Add(new(name, value.ToString(CultureInfo.InvariantCulture)));
        LayerConfig first = config.Layers[0];
        Add("class", $"{(config.ScaleShift ? "ScaleShiftMACE" : "MACE")}");
        Add("layers", $"{config.Layers.Length}");
        Add("interactions", $"{string.Join(", ", config.Layers.Select(l => l.Kind))}");
        Add("hidden irreps", $"{string.Join(" -> ", config.Layers.Select(l => l.HiddenIrreps.ToString()))}");
        Add("largest degree of harmonics", $"{config.MaxEll}");
        Add("correlation", $"{string.Join(", ", config.Layers.Select(l => l.Correlation).Distinct())}");
        Add("radial basis", $"{config.BasisCount} {config.Basis}, envelope p = {model.Radial.EnvelopePower}{(config.ApplyCutoff ? "" : " on the network's outputs")}");
        Add("distance transform", $"{config.Transform}");
        Add("pair repulsion", $"{(config.PairRepulsion ? "ZBL" : "none")}");
        Add("average number of neighbours", $"{first.AvgNumNeighbors:g6}");
        Add("readouts", $"{string.Join(", ", config.Readouts.Select(r => r.Kind))}");
        if (model.Scale is { } scale && model.Shift is { } shift)
        {
            Add("scale (per head)", $"{string.Join(", ", scale.Select(s => s.ToString("g8", CultureInfo.InvariantCulture)))}");
            Add("shift (per head), eV/atom",
                $"{string.Join(", ", shift.Select(s => s.ToString("g8", CultureInfo.InvariantCulture)))}");
        }

        if (config.Joint.Length > 0)
        {
            Add("embedded quantities", $"{string.Join(", ", config.Joint.Select(j => j.Name))}");
        }

        return list;
    }
}
