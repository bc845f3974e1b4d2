using IonicMlff.Training.Configuration.Plan;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Losses;

/// <summary>
/// MACE's losses of squared errors: <c>weighted</c>, <c>forces_only</c>, <c>stress</c>, <c>virials</c>.
/// λ_E·mean_F[w w_E ((E*−E)/N)²] + λ_F·mean_3N[w w_F (F*−F)²] + λ_S·mean_9F[w w_S (σ*−σ)²] or λ_V·mean_9F[w w_V ((W*−W)/N)²].
/// </summary>
/// <param name="plan">Which of them, and the weights λ.</param>
public sealed class WeightedLoss(MaceLossPlan plan) : ILoss
{
    /// <inheritdoc />
    public IReadOnlyList<string> Terms { get; } = plan.Kind switch
    {
        MaceLossKind.ForcesOnly => ["forces"],
        MaceLossKind.Stress => ["energy", "forces", "stress"],
        MaceLossKind.Virials => ["energy", "forces", "virial"],
        _ => ["energy", "forces"],
    };

    /// <inheritdoc />
    public Derivatives Needs => plan.NeedsVirial ? Derivatives.ForcesAndVirial : Derivatives.Forces;

    /// <inheritdoc />
    public IReadOnlyList<LossTerm> Evaluate(FrameBatch batch, Prediction prediction, BatchLabels labels, double learningRate) =>
        [.. Terms.Select(term => term switch
        {
            "energy" => new LossTerm(term, plan.EnergyWeight, plan.EnergyWeight * Energy(batch, prediction, labels)),
            "forces" => new LossTerm(term, plan.ForcesWeight, plan.ForcesWeight * Forces(batch, prediction, labels)),
            "stress" => new LossTerm(term, plan.StressWeight, plan.StressWeight * Stress(batch, prediction, labels)),
            _ => new LossTerm(term, plan.VirialsWeight, plan.VirialsWeight * Virials(batch, prediction, labels)),
        })];

    private static Tensor Energy(FrameBatch batch, Prediction prediction, BatchLabels labels)
    {
        Tensor perAtom = (labels.Energies - prediction.Energies) / Differences.Atoms(batch);
        return (labels.FrameWeights * labels.EnergyWeights * perAtom.square()).mean();
    }

    private static Tensor Forces(FrameBatch batch, Prediction prediction, BatchLabels labels)
    {
        Tensor weights = Differences.PerAtom(batch, labels.FrameWeights * labels.ForcesWeights);
        return (weights * (labels.Forces - prediction.Forces!).square()).mean();
    }

    private static Tensor Stress(FrameBatch batch, Prediction prediction, BatchLabels labels)
    {
        Tensor weights = Differences.PerTensor(labels.FrameWeights * labels.StressWeights);
        return (weights * (labels.Stress - Differences.Stress(batch, prediction)).square()).mean();
    }

    private static Tensor Virials(FrameBatch batch, Prediction prediction, BatchLabels labels)
    {
        Tensor weights = Differences.PerTensor(labels.FrameWeights * labels.VirialsWeights);
        Tensor perAtom = (labels.Virials - prediction.Virials!) / Differences.PerTensor(Differences.Atoms(batch));
        return (weights * perAtom.square()).mean();
    }
}
