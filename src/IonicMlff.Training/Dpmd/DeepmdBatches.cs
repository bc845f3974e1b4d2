using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Dpmd;

/// <summary>Frames per batch of one system by DeePMD-kit's rules.</summary>
public static class DeepmdBatches
{
    /// <summary>Frames in a batch of a system whose frames have the given number of atoms.</summary>
    /// <exception cref="ArgumentException">The rule counts edges.</exception>
    public static int FramesOf(this BatchRule rule, int atoms) => rule.Kind switch
    {
        BatchRuleKind.Frames => rule.Size,
        BatchRuleKind.AtLeastAtoms => (rule.Size + atoms - 1) / atoms,
        BatchRuleKind.AtMostAtoms or BatchRuleKind.AtMostAtomsOrDropped => Math.Max(1, rule.Size / atoms),
        _ => throw new ArgumentException($"The rule {rule} does not follow from the number of atoms.", nameof(rule)),
    };

    /// <summary>True when a system with so many atoms is not trained on.</summary>
    public static bool LeavesOut(this BatchRule rule, int atoms) => rule.Kind == BatchRuleKind.AtMostAtomsOrDropped && atoms > rule.Size;
}
