using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Simd.Environment;

namespace IonicMlff.Models.Dpmd.Simd;

/// <summary>Which models the SIMD evaluator takes; the others are left to the Reference evaluator.</summary>
internal static class SimdSupport
{
    /// <summary>Null, or a sentence that says what the evaluator can't do.</summary>
    public static string? Obstacle(DpmdModel model)
    {
        if (model.Environment.Sel.Sum() == 0)
            return "it has no slots for neighbours (sel).";
        foreach (EmbeddingNet net in model.Embedding.OfType<EmbeddingNet>())
        {
            if (net.Table is null && net.Layers!.FirstOrDefault(l => HasKinks(l.Activation)) is { } layer)
                return $"its embedding nets have the activation {Name(layer.Activation)}, whose kinks a smooth table can't hold.";
            if (net.Table is { } table && LowestRow(model) < table.Lower - 1e-9)
                return "the tables of the compressed model do not reach down to an empty slot.";
        }

        if (!CentreType.HoldsForAllSlots(model))
            return "its statistics (davg, dstd) differ between the slots of a centre, or directions have an average.";
        if (model.SubtractVacuum.Contains(true) && model.FrameParameters.Count + model.AtomParameters.Count > 0)
            return "it has fixed vacuum energies (atom_ener) and frame or atom parameters together.";
        return null;
    }

    private static bool HasKinks(DpmdActivation activation) => activation is DpmdActivation.Relu or DpmdActivation.Relu6 or DpmdActivation.Silut;

    private static string Name(DpmdActivation activation) => activation.ToString().ToLowerInvariant();

    private static double LowestRow(DpmdModel model)
    {
        EnvironmentMatrix matrix = model.Environment;
        int stride = 4 * matrix.Sel.Sum();
        return stride == 0 ? double.MaxValue : Enumerable.Range(0, model.TypeCount).Min(t => -matrix.Average[t * stride] / matrix.Deviation[t * stride]);
    }
}
