using IonicMlff.Core.Potentials;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch;

/// <summary>
/// Features of ghosts through the host. What arrives is a constant for torch on this rank; in the reverse pass its adjoint travels back to
/// the owners, layer by layer from the last, where it continues into their edges.
/// </summary>
internal sealed class GhostExchange(IHaloExchange halo, int[] callers, int callerCount, int localCount) : IFeatureExchange
{
    private readonly List<(Tensor Local, Tensor Ghosts, long[] Rows)> layers = [];

    /// <inheritdoc/>
    public Tensor Extend(Tensor local, Tensor rowOfAtom)
    {
        int width = (int)local.shape[1], ghosts = callers.Length - localCount;
        long[] rowOf = rowOfAtom.cpu().data<long>().ToArray();
        double[] rows = Numbers(local), all = new double[callerCount * width];
        for (int k = 0; k < localCount; k++)
            rows.AsSpan((int)rowOf[k] * width, width).CopyTo(all.AsSpan(callers[k] * width));
        halo.Forward(all, width);

        var arrived = new double[ghosts * width];
        for (int k = 0; k < ghosts; k++)
            all.AsSpan(callers[localCount + k] * width, width).CopyTo(arrived.AsSpan(((int)rowOf[localCount + k] - localCount) * width));
        Tensor leaf = tensor(arrived, dtype: ScalarType.Float64).reshape(ghosts, width).to(local.dtype).to(local.device).detach().requires_grad_(true);
        layers.Add((local.MoveToOuterDisposeScope(), leaf.MoveToOuterDisposeScope(), rowOf)); // of the module's pass
        return cat([local, leaf], 0);
    }

    /// <summary>∂E/∂r of this rank's edges, E being the energy of all ranks.</summary>
    public Tensor Gradient(Tensor energy, Tensor r)
    {
        Tensor?[] gradients = Gradients(energy, null, r, layers.Count);
        for (int k = layers.Count - 1; k >= 0; k--)
        {
            Tensor? seed = SendBack(layers[k], gradients[k + 1]);
            if (seed is null || !layers[k].Local.requires_grad)
                continue;
            Tensor?[] more = Gradients(layers[k].Local, seed, r, k);
            for (int i = 0; i < more.Length; i++)
                gradients[i] = gradients[i] is { } sum && more[i] is { } part ? sum + part : gradients[i] ?? more[i];
        }

        return gradients[0] ?? zeros_like(r);
    }

    /// <summary>The exchanges of a rank without atoms.</summary>
    public void TakePart(IReadOnlyList<int> widths)
    {
        foreach (int width in widths)
            halo.Forward(new double[callerCount * width], width);
        foreach (int width in widths.Reverse())
            halo.Reverse(new double[callerCount * width], width);
    }

    // With respect to the edge vectors and the ghosts of the first layers; null where nothing depends on them.
    private Tensor?[] Gradients(Tensor output, Tensor? seed, Tensor r, int layerCount)
    {
        if (!output.requires_grad)
            return new Tensor?[layerCount + 1];
        return [.. autograd.grad(
            [output], [r, .. layers.Take(layerCount).Select(l => l.Ghosts)], seed is null ? null : [seed], retain_graph: true, allow_unused: true)
            .Select(g => g is null || g.IsInvalid ? null : g)];
    }

    // The ghosts' adjoints go to their owners; what arrives here belongs to the local rows.
    private Tensor? SendBack((Tensor Local, Tensor Ghosts, long[] Rows) layer, Tensor? adjoint)
    {
        int width = (int)layer.Local.shape[1], ghosts = callers.Length - localCount;
        var all = new double[callerCount * width];
        if (adjoint is not null)
        {
            double[] rows = Numbers(adjoint);
            for (int k = 0; k < ghosts; k++)
                rows.AsSpan(((int)layer.Rows[localCount + k] - localCount) * width, width).CopyTo(all.AsSpan(callers[localCount + k] * width));
        }

        halo.Reverse(all, width);
        if (localCount == 0)
            return null;
        var local = new double[localCount * width];
        for (int k = 0; k < localCount; k++)
            all.AsSpan(callers[k] * width, width).CopyTo(local.AsSpan((int)layer.Rows[k] * width));
        return tensor(local, dtype: ScalarType.Float64).reshape(localCount, width).to(layer.Local.dtype).to(layer.Local.device);
    }

    private static double[] Numbers(Tensor x) => x.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
}
