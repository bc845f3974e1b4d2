using IonicMlff.Training.Configuration.Plan;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Losses;

/// <summary>
/// MACE's loss <c>universal</c>: Huber functions of w_E·E/N, w_F·F and w_S·σ; for the forces δ shrinks with the size of the label,
/// so that atoms in extreme configurations pull less: δ·{1, 0.7, 0.4, 0.1} for |w_F F*| below 100, 200, 300 eV/Å and above.
/// </summary>
/// <param name="plan">The weights λ and δ.</param>
public sealed class UniversalLoss(MaceLossPlan plan) : ILoss
{
    private static readonly (double Below, double Factor)[] Widths = [(100, 1.0), (200, 0.7), (300, 0.4)];
    private const double LastFactor = 0.1;

    /// <inheritdoc />
    public IReadOnlyList<string> Terms { get; } = ["energy", "forces", "stress"];

    /// <inheritdoc />
    public Derivatives Needs => Derivatives.ForcesAndVirial;

    /// <inheritdoc />
    public IReadOnlyList<LossTerm> Evaluate(FrameBatch batch, Prediction prediction, BatchLabels labels, double learningRate)
    {
        double delta = plan.HuberDelta;
        Tensor energy = labels.EnergyWeights * (labels.Energies - prediction.Energies) / Differences.Atoms(batch);
        Tensor forcesWeights = Differences.PerAtom(batch, labels.ForcesWeights);
        Tensor forces = forcesWeights * (labels.Forces - prediction.Forces!);
        Tensor stress = Differences.PerTensor(labels.StressWeights) * (labels.Stress - Differences.Stress(batch, prediction));
        return
        [
            new("energy", plan.EnergyWeight, plan.EnergyWeight * Differences.Huber(energy, delta).mean()),
            new("forces", plan.ForcesWeight, plan.ForcesWeight * Differences.Huber(forces, Deltas(forcesWeights * labels.Forces)).mean()),
            new("stress", plan.StressWeight, plan.StressWeight * Differences.Huber(stress, delta).mean()),
        ];
    }

    /// <summary>δ of each atom, [N,1].</summary>
    private Tensor Deltas(Tensor forces)
    {
        Tensor size = forces.square().sum(1, keepdim: true).sqrt();
        Tensor deltas = full_like(size, LastFactor * plan.HuberDelta);
        foreach ((double below, double factor) in Widths.Reverse())
            deltas = where(size < below, full_like(size, factor * plan.HuberDelta), deltas);
        return deltas;
    }
}
