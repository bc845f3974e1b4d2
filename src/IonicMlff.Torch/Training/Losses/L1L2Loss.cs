using IonicMlff.Training.Configuration.Plan;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Losses;

/// <summary>MACE's loss <c>l1l2energyforces</c>: λ_E·mean_F[w w_E |E*−E|/N] + λ_F·mean_N ‖F*−F‖₂.</summary>
/// <param name="plan">The weights λ.</param>
public sealed class L1L2Loss(MaceLossPlan plan) : ILoss
{
    /// <inheritdoc />
    public IReadOnlyList<string> Terms { get; } = ["energy", "forces"];

    /// <inheritdoc />
    public Derivatives Needs => Derivatives.Forces;

    /// <inheritdoc />
    public IReadOnlyList<LossTerm> Evaluate(FrameBatch batch, Prediction prediction, BatchLabels labels, double learningRate)
    {
        Tensor energy = (labels.FrameWeights * labels.EnergyWeights * (labels.Energies - prediction.Energies).abs()
            / Differences.Atoms(batch)).mean();
        // a frame without forces adds nothing (upstream takes them for zero)
        Tensor present = Differences.PerAtom(batch, (labels.ForcesWeights != 0).to(ScalarType.Float64));
        Tensor squares = (present * (labels.Forces - prediction.Forces!)).square().sum(1);
        // √0 has no derivative; there the error is zero and so is its gradient
        Tensor safe = where(squares > 0, squares, ones_like(squares));
        Tensor forces = where(squares > 0, safe.sqrt(), zeros_like(squares)).mean();
        return
        [
            new("energy", plan.EnergyWeight, plan.EnergyWeight * energy),
            new("forces", plan.ForcesWeight, plan.ForcesWeight * forces),
        ];
    }
}
