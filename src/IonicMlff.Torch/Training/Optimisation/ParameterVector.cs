using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Optimisation;

/// <summary>
/// The trained parameters of a model as one vector θ, [P], in the order of the model: the optimiser does its few operations once
/// and not once per tensor. The model keeps its own tensors; <see cref="Load"/> copies into them.
/// </summary>
public sealed class ParameterVector : IDisposable
{
    private readonly IReadOnlyList<ModelParameter> _parameters;

    /// <summary>θ as it is in the model.</summary>
    public ParameterVector(DifferentiableModel model)
    {
        _parameters = [.. model.Parameters.Where(p => p.IsTrainable)];
        if (_parameters.Count == 0)
            throw new ArgumentException("Every parameter of the model is frozen; there is nothing to train.", nameof(model));
        using DisposeScope scope = NewDisposeScope();
        using var still = no_grad();
        Values = cat([.. _parameters.Select(p => p.Tensor.detach().reshape(-1))], 0).DetachFromDisposeScope();
        IsDecaying = cat([.. _parameters.Select(p => full_like(p.Tensor.detach().reshape(-1), p.Group == ModelParameter.Decay ? 1 : 0))], 0)
            .DetachFromDisposeScope();
    }

    /// <summary>The parameters the vector is made of.</summary>
    public IReadOnlyList<ModelParameter> Parameters => _parameters;

    /// <summary>θ, [P].</summary>
    public Tensor Values { get; }

    /// <summary>1 for entries with weight decay, 0 for others, [P].</summary>
    public Tensor IsDecaying { get; }

    /// <summary>Gradient tensors of the parameters, in their order, as one vector; a missing one is zero.</summary>
    public Tensor Joined(IReadOnlyList<Tensor?> gradients) =>
        cat([.. _parameters.Select((p, k) => gradients[k] is { } g ? g.reshape(-1) : zeros_like(p.Tensor).detach().reshape(-1))], 0);

    /// <summary>The part of a vector that belongs to a parameter (no copy).</summary>
    public Tensor Part(Tensor vector, int parameter)
    {
        long first = 0;
        for (int k = 0; k < parameter; k++)
            first += _parameters[k].Tensor.numel();
        return vector.narrow(0, first, _parameters[parameter].Tensor.numel());
    }

    /// <summary>Copies a vector of this layout into the model.</summary>
    public void Load(Tensor vector)
    {
        using DisposeScope scope = NewDisposeScope();
        using var still = no_grad();
        long first = 0;
        foreach (ModelParameter p in _parameters)
        {
            long count = p.Tensor.numel();
            p.Tensor.copy_(vector.narrow(0, first, count).reshape(p.Tensor.shape));
            first += count;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Values.Dispose();
        IsDecaying.Dispose();
    }
}
