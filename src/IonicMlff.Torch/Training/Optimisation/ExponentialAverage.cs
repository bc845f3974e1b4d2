using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Optimisation;

/// <summary>
/// Exponential moving average of the weights: after the k-th step d = min(decay, (1 + k)/(10 + k)), s ← s − (1 − d)(s − θ); s begins
/// as θ₀. What is evaluated and saved are these weights.
/// </summary>
public sealed class ExponentialAverage : IDisposable
{
    private readonly double _decay;

    /// <summary>The average at θ₀.</summary>
    public ExponentialAverage(ParameterVector parameters, double decay)
    {
        _decay = decay;
        Values = parameters.Values.clone().DetachFromDisposeScope();
    }

    /// <summary>s, [P].</summary>
    public Tensor Values { get; }

    /// <summary>k: updates made.</summary>
    public long Updates { get; set; }

    /// <summary>Takes up the weights after a step.</summary>
    public void Update(Tensor weights)
    {
        using DisposeScope scope = NewDisposeScope();
        using var still = no_grad();
        Updates++;
        double decay = Math.Min(_decay, (1.0 + Updates) / (10.0 + Updates));
        Values.sub_((Values - weights) * (1 - decay));
    }

    /// <inheritdoc />
    public void Dispose() => Values.Dispose();
}
