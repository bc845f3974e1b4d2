using IonicMlff.Training.Configuration.Plan;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Losses;

/// <summary>
/// MACE's loss <c>huber</c>: λ_E·mean h_δ(E*/N − E/N) + λ_F·mean h_δ(F* − F) + λ_S·mean h_δ(σ* − σ). Weights of frames do not count,
/// but a label that is absent adds nothing (upstream takes it for zero).
/// </summary>
/// <param name="plan">The weights λ and δ.</param>
public sealed class HuberLoss(MaceLossPlan plan) : ILoss
{
    /// <inheritdoc />
    public IReadOnlyList<string> Terms { get; } = ["energy", "forces", "stress"];

    /// <inheritdoc />
    public Derivatives Needs => Derivatives.ForcesAndVirial;

    /// <inheritdoc />
    public IReadOnlyList<LossTerm> Evaluate(FrameBatch batch, Prediction prediction, BatchLabels labels, double learningRate)
    {
        double delta = plan.HuberDelta;
        Tensor energy = Present(labels.EnergyWeights) * (labels.Energies - prediction.Energies) / Differences.Atoms(batch);
        Tensor forces = Differences.PerAtom(batch, Present(labels.ForcesWeights)) * (labels.Forces - prediction.Forces!);
        Tensor stress = Differences.PerTensor(Present(labels.StressWeights)) * (labels.Stress - Differences.Stress(batch, prediction));
        return
        [
            new("energy", plan.EnergyWeight, plan.EnergyWeight * Differences.Huber(energy, delta).mean()),
            new("forces", plan.ForcesWeight, plan.ForcesWeight * Differences.Huber(forces, delta).mean()),
            new("stress", plan.StressWeight, plan.StressWeight * Differences.Huber(stress, delta).mean()),
        ];
    }

    private static Tensor Present(Tensor weights) => (weights != 0).to(ScalarType.Float64);
}
