using IonicMlff.Training.Configuration.Plan;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Losses;

/// <summary>
/// DeePMD-kit's loss <c>ener</c>: p_E·mean_F[(E−E*)²/N] + p_F·mean_3N[(F−F*)²] + p_V·mean_9F[(W−W*)²/N] with prefactors that follow
/// the learning rate. Energies and virials are divided by N once, not squared. With <c>use_huber</c> each square is a Huber function,
/// of energies and virials per atom; with <c>relative_f</c> errors of forces are divided by |F*| + that number.
/// </summary>
/// <param name="plan">Prefactors and options.</param>
/// <param name="startRate">Learning rate at which the prefactors have their first values.</param>
public sealed class DeepmdLoss(DpmdLossPlan plan, double startRate) : ILoss
{
    /// <inheritdoc />
    public IReadOnlyList<string> Terms { get; } =
        [.. new[] { ("energy", plan.Energy), ("forces", plan.Forces), ("virial", plan.Virial) }.Where(t => t.Item2.Any).Select(t => t.Item1)];

    /// <inheritdoc />
    public Derivatives Needs => plan.Virial.Any ? Derivatives.ForcesAndVirial : plan.Forces.Any ? Derivatives.Forces : Derivatives.Energy;

    /// <inheritdoc />
    public IReadOnlyList<LossTerm> Evaluate(FrameBatch batch, Prediction prediction, BatchLabels labels, double learningRate) =>
        [.. Terms.Select(term => term switch
        {
            "energy" => Term(term, plan.Energy, Energy(batch, prediction, labels), learningRate),
            "forces" => Term(term, plan.Forces, Forces(batch, prediction, labels), learningRate),
            _ => Term(term, plan.Virial, Virial(batch, prediction, labels), learningRate),
        })];

    private LossTerm Term(string name, PrefactorRamp ramp, Tensor value, double learningRate)
    {
        double prefactor = ramp.At(learningRate, startRate);
        return new(name, prefactor, prefactor * value);
    }

    private Tensor Energy(FrameBatch batch, Prediction prediction, BatchLabels labels)
    {
        Tensor atoms = Differences.Atoms(batch), difference = prediction.Energies - labels.Energies;
        return (labels.FrameWeights * labels.EnergyWeights * PerAtom(difference, atoms)).mean();
    }

    private Tensor Forces(FrameBatch batch, Prediction prediction, BatchLabels labels)
    {
        Tensor difference = (prediction.Forces! - labels.Forces).to(ScalarType.Float64);
        if (plan.RelativeForces is { } smallest)
            difference = difference / (labels.Forces.to(ScalarType.Float64).square().sum(1, keepdim: true).sqrt() + smallest);
        Tensor weights = Differences.PerAtom(batch, labels.FrameWeights * labels.ForcesWeights);
        return (weights * Penalty(difference)).mean();
    }

    private Tensor Virial(FrameBatch batch, Prediction prediction, BatchLabels labels)
    {
        Tensor atoms = Differences.PerTensor(Differences.Atoms(batch));
        Tensor difference = (prediction.Virials! - labels.Virials).to(ScalarType.Float64);
        return (Differences.PerTensor(labels.FrameWeights * labels.VirialsWeights) * PerAtom(difference, atoms)).mean();
    }

    // e²/N, or the Huber function of e/N
    private Tensor PerAtom(Tensor difference, Tensor atoms) =>
        plan.HuberDelta is null ? difference.square() / atoms : Penalty(difference / atoms);

    // e², or the Huber function of e
    private Tensor Penalty(Tensor difference) =>
        plan.HuberDelta is { } delta ? Differences.Huber(difference, delta) : difference.square();
}
