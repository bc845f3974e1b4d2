using IonicMlff.Training.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Runs;

/// <summary>The weights a run began with, to tell how far each block has moved.</summary>
public sealed class StartWeights : IDisposable
{
    private readonly List<(ModelParameter Parameter, Tensor Start)> _weights;

    /// <summary>The weights of a model as they are now.</summary>
    public StartWeights(DifferentiableModel model)
    {
        using var still = no_grad();
        _weights = [.. model.Parameters.Select(p => (p, p.Tensor.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>One vector for the checkpoint.</summary>
    public double[] Values
    {
        get
        {
            using DisposeScope scope = NewDisposeScope();
            return [.. _weights.SelectMany(w => w.Start.to(ScalarType.Float64).cpu().reshape(-1).data<double>().ToArray())];
        }

        set
        {
            using DisposeScope scope = NewDisposeScope();
            int first = 0;
            foreach ((_, Tensor start) in _weights)
            {
                int count = (int)start.numel();
                start.copy_(tensor(value[first..(first + count)], dtype: ScalarType.Float64).reshape(start.shape));
                first += count;
            }
        }
    }

    /// <summary>‖θ − θ₀‖ and ‖θ − θ₀‖/‖θ₀‖ of each block, in the order of the model.</summary>
    public IReadOnlyList<BlockMovement> Movements()
    {
        using DisposeScope scope = NewDisposeScope();
        using var still = no_grad();
        return
        [
            .. _weights.GroupBy(w => (w.Parameter.Block, w.Parameter.IsTrainable)).Select(block =>
            {
                double moved = Math.Sqrt(block.Sum(w => Squares(w.Parameter.Tensor.detach() - w.Start)));
                double start = Math.Sqrt(block.Sum(w => Squares(w.Start)));
                return new BlockMovement(
                    block.Key.Block, block.Sum(w => w.Start.numel()), start > 0 ? moved / start : null, moved, !block.Key.IsTrainable);
            }),
        ];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach ((_, Tensor start) in _weights)
            start.Dispose();
    }

    private static double Squares(Tensor t) => t.to(ScalarType.Float64).square().sum().item<double>();
}
