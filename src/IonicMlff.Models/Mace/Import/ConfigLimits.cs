using IonicMlff.Core.Errors;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Import;

/// <summary>
/// Bounds on hyperparameters from untrusted files, far beyond any real model. Whatever passes can be built in time and memory
/// proportional to the tensors.
/// </summary>
internal static class ConfigLimits
{
    public const int MaxLayers = 16;
    public const int MaxHiddenBlocks = 32;
    public const double MaxCutoff = 100;
    public const int MaxHeads = 1000;
    public const int MaxCorrelation = 6;

    /// <summary>Refuses a configuration outside the bounds or in disagreement with itself.</summary>
    public static void Check(MaceConfig config, string file)
    {
        Require(config.Layers.Length is > 0 and <= MaxLayers, $"{config.Layers.Length} layers");
        Require(config.Heads.Length is > 0 and <= MaxHeads && config.Heads.All(h => h.Length is > 0 and <= 256)
            && config.Heads.Distinct(StringComparer.Ordinal).Count() == config.Heads.Length, "its list of heads");
        Require(config.MaxEll is >= 0 and <= IrrepsText.MaxL, $"harmonics of degree {config.MaxEll}");
        Require(config.BasisCount is > 0 and <= 4096, $"{config.BasisCount} radial functions");
        Require(config.Joint.Length <= 2 && config.Joint.Select(j => j.Name).Distinct().Count() == config.Joint.Length,
            "its embedded quantities");
        Require(config.Joint.All(j => j.Name is "total_charge" or "total_spin"),
            "an embedded quantity other than total_charge and total_spin");
        foreach (LayerConfig layer in config.Layers)
        {
            foreach (Irreps irreps in new[] { layer.NodeIrreps, layer.EdgeIrreps, layer.TargetIrreps, layer.HiddenIrreps })
            {
                Require(irreps.Blocks.Count is > 0 and <= MaxHiddenBlocks && irreps.Blocks[0] is { L: 0, Parity: 1 }
                    && irreps.Blocks.All(b => b.Mul is > 0 and <= IrrepsText.MaxMul),
                        $"features '{Quote.Short(irreps.ToString())}'");
            }

            Require(layer.Correlation is > 0 and <= MaxCorrelation, $"correlation {layer.Correlation}");
            Require(double.IsFinite(layer.AvgNumNeighbors) && layer.AvgNumNeighbors != 0,
                $"avg_num_neighbors {layer.AvgNumNeighbors}");
            Require(layer.Kind != InteractionKind.NonLinear || layer.NormEpsilon > 0,
                $"a layer-norm epsilon of {layer.NormEpsilon}");
        }

        Require(config.Readouts.Length is > 0 and <= MaxLayers, $"{config.Readouts.Length} readouts");
        Require(config.Readouts.All(r => r.Layer >= 0 && r.Layer < config.Layers.Length && r.Index is >= 0 and < MaxLayers),
            "a readout of a layer that does not exist");
        Require(config.Readouts.All(r => r.Kind == ReadoutKind.Linear || r.HiddenCount is > 0 and <= 1 << 20),
            "a readout without hidden units");

        void Require(bool holds, string what)
        {
            if (!holds)
            {
                throw IlmlffException.BadData($"{file}: {what} can't be evaluated. The file is damaged, or its architecture is not supported.");
            }
        }
    }
}
