using IonicMlff.Training.Configuration.Plan;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Optimisation;

/// <summary>
/// Adam and AdamW with PyTorch's arithmetic, AMSGrad on demand:
/// g ← g + λθ (Adam) or θ ← θ(1 − ηλ) (AdamW) for parameters with weight decay λ;
/// m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; v̂ ← max(v̂, v) (AMSGrad) or v;
/// θ ← θ − η/(1 − β₁ᵏ) · m / (√v̂/√(1 − β₂ᵏ) + ε) at the k-th step.
/// </summary>
public sealed class AdamOptimiser : IDisposable
{
    private readonly OptimiserPlan _plan;
    private readonly Tensor _decay;

    /// <summary>An optimiser before its first step.</summary>
    public AdamOptimiser(ParameterVector parameters, OptimiserPlan plan)
    {
        (Parameters, _plan) = (parameters, plan);
        using DisposeScope scope = NewDisposeScope();
        FirstMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
        SecondMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
        LargestSecondMoment = plan.AmsGrad ? zeros_like(parameters.Values).DetachFromDisposeScope() : null;
        _decay = (parameters.IsDecaying * plan.WeightDecay).DetachFromDisposeScope();
    }

    /// <summary>θ.</summary>
    public ParameterVector Parameters { get; }

    /// <summary>k: steps made.</summary>
    public long Steps { get; set; }

    /// <summary>m, [P].</summary>
    public Tensor FirstMoment { get; }

    /// <summary>v, [P].</summary>
    public Tensor SecondMoment { get; }

    /// <summary>v̂, [P]; null without AMSGrad.</summary>
    public Tensor? LargestSecondMoment { get; }

    /// <summary>One step along a gradient, [P], with learning rate η; changes θ in <see cref="Parameters"/>, not in the model.</summary>
    public void Step(Tensor gradient, double learningRate)
    {
        using DisposeScope scope = NewDisposeScope();
        using var still = no_grad();
        Steps++;
        Tensor theta = Parameters.Values;
        Tensor g = gradient;
        if (_plan.WeightDecay != 0 && _plan.Kind == OptimiserKind.Adam)
            g = g + _decay * theta;
        else if (_plan.WeightDecay != 0)
            theta.mul_(1 - learningRate * _decay);

        FirstMoment.mul_(_plan.Beta1).add_(g, alpha: 1 - _plan.Beta1);
        SecondMoment.mul_(_plan.Beta2).addcmul_(g, g, 1 - _plan.Beta2);
        Tensor second = SecondMoment;
        if (LargestSecondMoment is { } largest)
            second = largest.copy_(maximum(largest, SecondMoment));
        double firstCorrection = 1 - Math.Pow(_plan.Beta1, Steps);
        double secondCorrection = Math.Sqrt(1 - Math.Pow(_plan.Beta2, Steps));
        Tensor denominator = (second.sqrt() / secondCorrection).add_(_plan.Epsilon);
        theta.addcdiv_(FirstMoment, denominator, -learningRate / firstCorrection);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        LargestSecondMoment?.Dispose();
        _decay.Dispose();
    }
}
