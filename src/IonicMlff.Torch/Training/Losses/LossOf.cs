using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Torch.Training.Losses;

/// <summary>Makes the loss that a plan names.</summary>
public static class LossOf
{
    /// <summary>The loss of a plan.</summary>
    /// <param name="plan">Kind and weights.</param>
    /// <param name="startRate">Learning rate at the beginning, that DeePMD's prefactors start from.</param>
    public static ILoss Plan(LossPlan plan, double startRate) => plan switch
    {
        MaceLossPlan { Kind: MaceLossKind.Huber } mace => new HuberLoss(mace),
        MaceLossPlan { Kind: MaceLossKind.Universal } mace => new UniversalLoss(mace),
        MaceLossPlan { Kind: MaceLossKind.L1L2EnergyForces } mace => new L1L2Loss(mace),
        MaceLossPlan mace => new WeightedLoss(mace),
        DpmdLossPlan deepmd => new DeepmdLoss(deepmd, startRate),
        _ => throw new ArgumentException($"There is no loss for {plan.GetType().Name}.", nameof(plan)),
    };
}
