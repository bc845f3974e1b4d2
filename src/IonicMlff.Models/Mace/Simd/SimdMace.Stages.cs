using IonicMlff.Models.Mace.Simd.Edges;
using IonicMlff.Models.Mace.Simd.Layers;

namespace IonicMlff.Models.Mace.Simd;

/// <summary>
/// The stages of a step as each thread runs them. A thread owns a run of receivers, and of all atoms where sums over threads are formed;
/// what receivers send to other atoms goes to the thread's own arrays. Sums over threads run in the order of the threads, so that a
/// number of threads fixes every bit of the result.
/// </summary>
internal sealed unsafe partial class SimdMace<L, V, T>
{
    private readonly Stages stages;
    private Step step;
    private int currentLayer;

    /// <summary>Addresses and counts that hold during one call of Compute.</summary>
    private readonly struct Step
    {
        public required int LocalCount { get; init; }

        public required int AllCount { get; init; }

        public required EdgeFinder<L, V, T>.Atoms Atoms { get; init; }

        public required double* Forces { get; init; }

        /// <summary>Null when they are not asked for.</summary>
        public required double* AtomVirials { get; init; }
    }

    /// <summary>The stages as delegates, made once.</summary>
    private sealed class Stages(SimdMace<L, V, T> owner)
    {
        public Action<int> FindEdges { get; } = owner.FindEdges;

        public Action<int> ComputeLayer { get; } = owner.ComputeLayer;

        public Action<int> ComputeAndReverseLastLayer { get; } = owner.ComputeAndReverseLastLayer;

        public Action<int> AddUpGradients { get; } = owner.AddUpGradients;

        public Action<int> ReverseUp { get; } = owner.ReverseUp;

        public Action<int> ReverseLayer { get; } = owner.ReverseLayer;

        public Action<int> ReverseEdges { get; } = owner.ReverseAllEdges;

        public Action<int> AddThreads { get; } = owner.AddThreads;
    }

    private void FindEdges(int thread)
    {
        for (int i = receiverEnd[thread]; i < receiverEnd[thread + 1]; i++)
            siteEnergies.Pointer[i] = finder.Find(step.Atoms, i, edges);
    }

    private void ComputeLayer(int thread)
    {
        SimdLayer<L, V, T> layer = layers[currentLayer], next = layers[currentLayer + 1];
        for (int i = receiverEnd[thread]; i < receiverEnd[thread + 1]; i++)
        {
            if (ComputeReceiver(layer, thread, i, keepSlopes: false))
                next.ComputeUp(i, layer.H(i));
            else
                new Span<T>(next.Up(i), next.UpRow).Clear(); // an unseen atom; its row is exchanged with the others
        }
    }

    // The gradient of the last layer's readout is known as soon as the atom's features are: its edges are still in the cache.
    private void ComputeAndReverseLastLayer(int thread)
    {
        SimdLayer<L, V, T> layer = layers[currentLayer];
        Workspace<L, V, T> own = work[thread];
        own.UpGrad.Clear(layer.IsFirst ? 0 : (long)step.AllCount * layer.UpRow);
        for (int i = receiverEnd[thread]; i < receiverEnd[thread + 1]; i++)
        {
            if (ComputeReceiver(layer, thread, i, keepSlopes: true))
                layer.Reverse(own, edges, i, step.Atoms.Species[i], GradientBefore(i), haveSlopes: true);
        }
    }

    private void ReverseLayer(int thread)
    {
        SimdLayer<L, V, T> layer = layers[currentLayer];
        Workspace<L, V, T> own = work[thread];
        own.UpGrad.Clear(layer.IsFirst ? 0 : (long)step.AllCount * layer.UpRow);
        for (int i = receiverEnd[thread]; i < receiverEnd[thread + 1]; i++)
        {
            int z = step.Atoms.Species[i];
            if (z < 0)
                continue;

            own.Turn(edges, i, model.MaxEll, spline.Step);
            layer.Aim(own, edges, i, step.Atoms.Species);
            layer.Reverse(own, edges, i, z, GradientBefore(i), haveSlopes: false);
        }
    }

    // Features of receiver i after a layer, their readouts and the readouts' gradients; false for an unseen atom.
    private bool ComputeReceiver(SimdLayer<L, V, T> layer, int thread, int i, bool keepSlopes)
    {
        int z = step.Atoms.Species[i];
        if (z < 0)
            return false;

        Workspace<L, V, T> own = work[thread];
        own.Turn(edges, i, model.MaxEll, spline.Step);
        layer.Aim(own, edges, i, step.Atoms.Species);
        layer.Compute(own, i, z, layer.IsFirst ? H0(z) : layers[currentLayer - 1].H(i), keepSlopes);
        foreach (SimdReadout<L, V, T> readout in readouts[currentLayer])
        {
            siteEnergies.Pointer[i] += readout.Evaluate(
                layer.H(i), layer.Weights.Product.OutComponents, scale, layer.HGrad(i), own.Readout.Pointer);
        }

        return true;
    }

    private T* GradientBefore(int i) => currentLayer == 0 ? null : layers[currentLayer - 1].HGrad(i);

    // Σ_threads ∂E/∂x, into the first thread's array.
    private void AddUpGradients(int thread)
    {
        (long first, long end) = ShareOf(thread, step.AllCount);
        int row = layers[currentLayer].UpRow;
        T* sum = work[0].UpGrad.Pointer;
        for (int other = 1; other < work.Length; other++)
        {
            T* part = work[other].UpGrad.Pointer;
            for (long k = first * row; k < end * row; k += L.Count)
                L.Store(L.Add(L.Load(sum + k), L.Load(part + k)), sum + k);
        }
    }

    private void ReverseUp(int thread)
    {
        SimdLayer<L, V, T> layer = layers[currentLayer];
        for (int i = receiverEnd[thread]; i < receiverEnd[thread + 1]; i++)
        {
            if (step.Atoms.Species[i] >= 0)
                layer.ReverseUp(work[0].UpGrad.Pointer + (long)i * layer.UpRow, layers[currentLayer - 1].HGrad(i));
        }
    }

    private void ReverseAllEdges(int thread)
    {
        Workspace<L, V, T> own = work[thread];
        own.Forces.Clear(3L * step.AllCount);
        double* atomVirials = null;
        if (step.AtomVirials != null)
        {
            atomVirials = own.AtomVirials.Ensure(9L * step.AllCount);
            own.AtomVirials.Clear(9L * step.AllCount);
        }

        Array.Clear(own.Virial);
        fixed (double* virial = own.Virial)
        {
            for (int i = receiverEnd[thread]; i < receiverEnd[thread + 1]; i++)
                ReverseEdges<L, V, T>.Compute(edges, i, own.Forces.Pointer, virial, atomVirials);
        }
    }

    private void AddThreads(int thread)
    {
        (long first, long end) = ShareOf(thread, step.AllCount);
        foreach (Workspace<L, V, T> own in work)
        {
            Add(own.Forces.Pointer, step.Forces, 3 * first, 3 * end);
            if (step.AtomVirials != null)
                Add(own.AtomVirials.Pointer, step.AtomVirials, 9 * first, 9 * end);
        }
    }

    private (long First, long End) ShareOf(int thread, long count) => (count * thread / team.Size, count * (thread + 1) / team.Size);

    private static void Add(double* part, double* sum, long first, long end)
    {
        for (long k = first; k < end; k++)
            sum[k] += part[k];
    }
}
