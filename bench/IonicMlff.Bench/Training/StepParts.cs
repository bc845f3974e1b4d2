using IonicMlff.Torch;
using IonicMlff.Torch.Training.Losses;
using IonicMlff.Torch.Training.Optimisation;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Bench.Training;

/// <summary>One training step, whole as a run does it, and the same calculation taken apart.</summary>
internal static class StepParts
{
    /// <summary>Loss, gradient, clipping, Adam, moving average; the batch is there.</summary>
    public static void Whole(TrainingCase c)
    {
        using var gradient = GradientStep.Of(c.Model, c.Weights, c.Loss, c.Batch, c.Rate);
        Update(c, gradient.Gradient, gradient.Norm);
    }

    /// <summary>Loss and ‖gradient‖ at the start weights.</summary>
    public static (double Loss, double Norm) FirstLoss(TrainingCase c)
    {
        using var gradient = GradientStep.Of(c.Model, c.Weights, c.Loss, c.Batch, c.Rate);
        return (gradient.Loss.Total, gradient.Norm);
    }

    /// <summary>The parts in order, each with the CPU seconds it took.</summary>
    public static (string Name, double Seconds)[] Apart(TrainingCase c)
    {
        var parts = new List<(string, double)>();
        Time("neighbour list", () => c.MakeGraphs());
        Time("tensors of the batch", () => c.MakeBatch().Dispose());
        using DisposeScope scope = NewDisposeScope();
        FrameBatch batch = c.Batch.Frames;
        Tensor? r = null, nodes = null, energies = null, g = null;
        Time("forward", () =>
        {
            r = batch.EdgeVectors.detach().requires_grad_(true);
            nodes = c.Model.NodeEnergies(batch, r);
            energies = zeros(batch.FrameCount, dtype: ScalarType.Float64).index_add(0, batch.FrameOfAtom, nodes.to(ScalarType.Float64), 1);
        });
        Time("forces (backward)", () => g = autograd.grad([energies!.sum()], [r!], retain_graph: true, create_graph: true)[0]);
        Tensor? total = null;
        Time("loss", () => total = c.Loss.Evaluate(batch, Predicted(batch, r!, g!, nodes!, energies!), c.Batch.Labels, c.Rate)
            .Select(t => t.Value).Aggregate((a, b) => a + b));
        Tensor? gradient = null;
        Time("gradient of the loss (backward of forward and forces)", () =>
        {
            Tensor?[] found = [.. autograd.grad([total!], [.. c.Weights.Parameters.Select(p => p.Tensor)], allow_unused: true)
                .Select(x => x.IsInvalid ? null : x)];
            gradient = c.Weights.Joined(found).detach();
        });
        Time("optimiser and average", () => Update(c, gradient!, GradientClip.Norm(gradient!)));
        return [.. parts];

        void Time(string name, Action action)
        {
            double before = CpuTime.Now;
            action();
            parts.Add((name, CpuTime.Now - before));
        }
    }

    private static void Update(TrainingCase c, Tensor gradient, double norm)
    {
        using (no_grad())
            gradient.mul_(GradientClip.Factor(norm, c.Plan.Optimiser.ClipNorm ?? 10));
        c.Optimiser.Step(gradient, c.Rate);
        c.Weights.Load(c.Weights.Values);
        c.Average.Update(c.Weights.Values);
    }

    // As DifferentiableModel.Predict: forces and the virial of each frame from g = ∂E/∂r.
    private static Prediction Predicted(FrameBatch batch, Tensor r, Tensor g, Tensor nodes, Tensor energies)
    {
        Tensor forces = zeros(batch.AtomCount, 3, dtype: g.dtype).index_add(0, batch.Receivers, g, 1).index_add(0, batch.Senders, g, -1);
        var virials = new List<Tensor>();
        long first = 0;
        foreach (FrameGraph graph in batch.Graphs)
        {
            virials.Add(r.detach().narrow(0, first, graph.EdgeCount).transpose(0, 1).mm(g.narrow(0, first, graph.EdgeCount)).neg());
            first += graph.EdgeCount;
        }

        return new Prediction { Energies = energies, NodeEnergies = nodes, Forces = forces, Virials = stack(virials, 0), EdgeGradients = g };
    }
}

/// <summary>CPU seconds of this process, user and system, to the microsecond.</summary>
internal static class CpuTime
{
    public static double Now => Environment.CpuUsage.TotalTime.TotalSeconds;
}
