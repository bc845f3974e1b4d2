using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Losses;

/// <summary>What a training minimises.</summary>
public interface ILoss
{
    /// <summary>Names of the terms, in order: <c>energy</c>, <c>forces</c>, <c>stress</c>, <c>virial</c>.</summary>
    IReadOnlyList<string> Terms { get; }

    /// <summary>What the predictions must hold.</summary>
    Derivatives Needs { get; }

    /// <summary>The terms for one batch; their sum is the loss.</summary>
    /// <param name="batch">Frames.</param>
    /// <param name="prediction">What the model says; differentiable in its parameters.</param>
    /// <param name="labels">Labels and weights of the same frames.</param>
    /// <param name="learningRate">Rate that prefactors follow (DeePMD); others ignore it.</param>
    IReadOnlyList<LossTerm> Evaluate(FrameBatch batch, Prediction prediction, BatchLabels labels, double learningRate);
}

/// <summary>One term of a loss.</summary>
/// <param name="Name">One of <see cref="ILoss.Terms"/>.</param>
/// <param name="Weight">Its factor, already applied.</param>
/// <param name="Value">A number (no dimensions), in double, differentiable.</param>
public readonly record struct LossTerm(string Name, double Weight, Tensor Value);
