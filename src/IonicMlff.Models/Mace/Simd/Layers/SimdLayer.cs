using IonicMlff.Models.Mace.Simd.Convolution;
using IonicMlff.Models.Mace.Simd.Edges;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;
using IonicMlff.Models.Mace.Simd.Polynomials;
using IonicMlff.Models.Mace.Simd.Radial;

namespace IonicMlff.Models.Mace.Simd.Layers;

/// <summary>
/// One message-passing layer on one receiver, h → h': messages from the senders' x = linear_up(h), then A, contraction and product; and
/// its reverse. Rows are [channel block, component, lane].
/// </summary>
internal sealed unsafe class SimdLayer<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly NativeBuffer<T> up = new();
    private readonly NativeBuffer<T> a = new();
    private readonly NativeBuffer<T> h = new();
    private readonly NativeBuffer<T> hGrad = new();
    private readonly NativeBuffer<T> normalisation = new(); // 1/(ρ + 1)

    public SimdLayer(LayerWeights<L, V, T> weights, bool first)
    {
        Weights = weights;
        IsFirst = first;
        UpRow = weights.Channels.RowLength(weights.Convolution.FeatureComponents);
        ARow = weights.Channels.RowLength(weights.TargetComponents);
        HRow = weights.Channels.RowLength(weights.Product.OutComponents);
    }

    /// <summary>Constants.</summary>
    public LayerWeights<L, V, T> Weights { get; }

    /// <summary>The first layer: x depends on the sender's element alone and has one row per element instead of one per atom.</summary>
    public bool IsFirst { get; }

    /// <summary>Numbers per row of x.</summary>
    public int UpRow { get; }

    /// <summary>Numbers per row of h'.</summary>
    public int HRow { get; }

    private int ARow { get; }

    /// <summary>x of a sender (first layer: of an element).</summary>
    public T* Up(int row) => up.Pointer + (long)row * UpRow;

    /// <summary>h' of a receiver.</summary>
    public T* H(int atom) => h.Pointer + (long)atom * HRow;

    /// <summary>∂E/∂h'.</summary>
    public T* HGrad(int atom) => hGrad.Pointer + (long)atom * HRow;

    /// <summary>Makes room for the rows of a step.</summary>
    public void Resize(int localCount, int upRows)
    {
        up.Ensure((long)upRows * UpRow);
        a.Ensure((long)localCount * ARow);
        h.Ensure((long)localCount * HRow);
        hGrad.Ensure((long)localCount * HRow);
        normalisation.Ensure(localCount);
    }

    /// <summary>x = linear_up(h) of one row.</summary>
    public void ComputeUp(int row, T* hIn)
    {
        T* x = Up(row);
        new Span<T>(x, UpRow).Clear();
        Weights.Up.Add(hIn, x);
    }

    /// <summary>∂E/∂h += linear_upᵀ ∂E/∂x.</summary>
    public void ReverseUp(T* upGrad, T* hInGrad) => Weights.Up.AddReverse(upGrad, hInGrad);

    /// <summary>Points each edge of the receiver to its sender's features, their gradients and its row of the radial table.</summary>
    public void Aim(Workspace<L, V, T> work, EdgeList<T> edges, int receiver, int* species)
    {
        nint* tables = Weights.Tables.ForReceiver(species[receiver]);
        long start = edges.Start[receiver];
        nint rowBytes = Weights.Tables.RowStride * sizeof(T);
        for (int e = 0; e < work.Tile.Count; e++)
        {
            int j = edges.Sender[start + e], z = species[j];
            work.Features[e] = (nint)Up(IsFirst ? z : j);
            work.FeaturesGrad[e] = IsFirst ? 0 : (nint)(work.UpGrad.Pointer + (long)j * UpRow);
            work.TableRows[e] = tables[z] + edges.Knot[start + e] * rowBytes;
        }
    }

    /// <summary>h' of receiver i from its neighbours' x and its own h. With <paramref name="keepSlopes"/> a reverse follows at once.</summary>
    public void Compute(Workspace<L, V, T> work, int i, int z, T* hIn, bool keepSlopes)
    {
        LayerWeights<L, V, T> w = Weights;
        ComputeMessage(work, i, keepSlopes);                                        // m = Σ_j R Y ⊗ x
        T* target = a.Pointer + (long)i * ARow;
        new Span<T>(target, ARow).Clear();
        w.Message(z).Add(work.Message.Pointer, target);                             // A = linear(m)/avg
        if (w.HasDensity)
            Scale(target, normalisation.Pointer[i]);                                // A = linear(m)/(ρ + 1)

        T* b = work.B.Ensure(w.Channels.RowLength(w.ContractedComponents));
        for (int block = 0; block < w.Channels.Blocks; block++)                     // B = Σ_ν W U A⋯A
        {
            ContractionKernel<L, V, T>.Compute(
                w.Program, w.ContractedComponents, w.Coefficients(z) + (long)block * w.CoefficientStride,
                target + block * w.TargetComponents * L.Count, b + block * w.ContractedComponents * L.Count);
        }

        T* next = H(i);
        new Span<T>(next, HRow).Clear();
        w.Product.Add(b, next);                                                     // h' = linear(B) + sc
        w.Skip(z)?.Add(hIn, next);
        new Span<T>(HGrad(i), HRow).Clear();
    }

    /// <summary>
    /// From ∂E/∂h' of receiver i to the gradients of its edges, of its neighbours' x, and, through the skip connection, of its own h
    /// (added to <paramref name="hInGrad"/>; null in the first layer). With <paramref name="haveSlopes"/> the radial functions are those
    /// that <see cref="Compute"/> has just left.
    /// </summary>
    public void Reverse(Workspace<L, V, T> work, EdgeList<T> edges, int i, int z, T* hInGrad, bool haveSlopes)
    {
        LayerWeights<L, V, T> w = Weights;
        if (hInGrad != null)
            w.Skip(z)?.AddReverse(HGrad(i), hInGrad);
        int bRow = w.Channels.RowLength(w.ContractedComponents);
        T* bGrad = work.B.Ensure(bRow);
        new Span<T>(bGrad, bRow).Clear();
        w.Product.AddReverse(HGrad(i), bGrad);

        T* target = a.Pointer + (long)i * ARow;
        T* aGrad = work.A.Ensure(ARow);
        new Span<T>(aGrad, ARow).Clear();
        for (int block = 0; block < w.Channels.Blocks; block++)
        {
            int at = block * w.TargetComponents * L.Count;
            ContractionKernel<L, V, T>.Reverse(
                w.Program, w.ContractedComponents, w.Coefficients(z) + (long)block * w.CoefficientStride,
                target + at, bGrad + block * w.ContractedComponents * L.Count, aGrad + at);
        }

        T* densityGrad = w.HasDensity ? ReverseDensity(work, i, target, aGrad) : null;
        int messageRow = w.Channels.RowLength(w.Convolution.MessageComponents);
        T* messageGrad = work.Message.Ensure(messageRow);
        new Span<T>(messageGrad, messageRow).Clear();
        w.Message(z).AddReverse(aGrad, messageGrad);
        ReverseMessage(work, edges, i, messageGrad, densityGrad, haveSlopes);
    }

    public void Dispose()
    {
        up.Dispose();
        a.Dispose();
        h.Dispose();
        hGrad.Dispose();
        normalisation.Dispose();
        Weights.Dispose();
    }

    private void ComputeMessage(Workspace<L, V, T> work, int i, bool keepSlopes)
    {
        LayerWeights<L, V, T> w = Weights;
        ConvolutionPlan plan = w.Convolution;
        int stride = w.Tables.RowStride, blocks = w.Channels.Blocks;
        T* message = work.Message.Ensure(w.Channels.RowLength(plan.MessageComponents));
        T* moments = work.Moments.Ensure((long)plan.MomentCount * L.Count);
        long perBlock = (long)work.Tile.Count * stride;
        T* radial = work.Radial.Ensure(keepSlopes ? blocks * perBlock : perBlock);
        T* slopes = keepSlopes ? work.RadialSlopes.Ensure(blocks * perBlock) : null;
        for (int block = 0; block < blocks; block++)
        {
            T* r = keepSlopes ? radial + block * perBlock : radial;
            long tableBlock = (long)block * w.Tables.BlockStride;
            if (keepSlopes)
                RadialKernel<L, V, T>.ComputeWithSlopes(work.Tile, work.TableRows, tableBlock, stride, r, slopes + block * perBlock);
            else
                RadialKernel<L, V, T>.Compute(work.Tile, work.TableRows, tableBlock, stride, r);
            MomentKernel<L, V, T>.Compute(plan, work.Tile, r, stride, work.Features, block * plan.FeatureComponents * L.Count, moments);
            w.Couplings.Compute(moments, message + block * plan.MessageComponents * L.Count);
            if (block == 0 && w.HasDensity)
                normalisation.Pointer[i] = Normalise(r + stride - L.Count, stride, work.Tile.Count);
        }
    }

    private void ReverseMessage(
        Workspace<L, V, T> work, EdgeList<T> edges, int i, T* messageGrad, T* densityGrad, bool haveSlopes)
    {
        LayerWeights<L, V, T> w = Weights;
        ConvolutionPlan plan = w.Convolution;
        int stride = w.Tables.RowStride, blocks = w.Channels.Blocks;
        T* momentsGrad = work.Moments.Ensure((long)plan.MomentCount * L.Count);
        long perBlock = (long)work.Tile.Count * stride;
        T* radial = work.Radial.Ensure(haveSlopes ? blocks * perBlock : perBlock);
        T* slopes = work.RadialSlopes.Ensure(haveSlopes ? blocks * perBlock : perBlock);
        T* unwanted = work.Scratch.Ensure((long)(1 + plan.FeatureComponents) * L.Count) + L.Count;
        new Span<T>(unwanted, plan.FeatureComponents * L.Count).Clear();
        for (int block = 0; block < blocks; block++)
        {
            T* r = haveSlopes ? radial + block * perBlock : radial;
            T* s = haveSlopes ? slopes + block * perBlock : slopes;
            if (!haveSlopes)
                RadialKernel<L, V, T>.ComputeWithSlopes(work.Tile, work.TableRows, (long)block * w.Tables.BlockStride, stride, r, s);
            w.Couplings.Reverse(messageGrad + block * plan.MessageComponents * L.Count, momentsGrad);
            ReverseMomentKernel<L, V, T>.Compute(w.Rows, work.Tile, new ReverseOperands<T>
            {
                Radial = r,
                Slopes = s,
                RadialStride = stride,
                Features = work.Features,
                FeaturesGrad = IsFirst ? null : work.FeaturesGrad,
                Unwanted = unwanted,
                BlockOffset = block * plan.FeatureComponents * L.Count,
                MomentsGrad = momentsGrad,
                DensityGrad = block == 0 ? densityGrad : null,
                Gx = edges.Gradient(0) + edges.Start[i],
                Gy = edges.Gradient(1) + edges.Start[i],
                Gz = edges.Gradient(2) + edges.Start[i],
            });
        }
    }

    // n = 1/(1 + Σ_e ρ_e); ρ_e is the first lane of its column.
    private static T Normalise(T* density, int stride, int count)
    {
        double rho = 0;
        for (int e = 0; e < count; e++)
            rho += L.ToDouble(density[(long)e * stride]);
        return L.FromDouble(1 / (1 + rho));
    }

    // A = n·linear(m): ∂E/∂ρ = −n Σ A ∂E/∂A, returned as a register whose first lane holds it; ∂E/∂A becomes ∂E/∂linear(m).
    private T* ReverseDensity(Workspace<L, V, T> work, int i, T* target, T* aGrad)
    {
        T n = normalisation.Pointer[i];
        V sum = L.Zero;
        for (int k = 0; k < ARow; k += L.Count)
            sum = L.Fma(L.Load(target + k), L.Load(aGrad + k), sum);
        Scale(aGrad, n);
        T* register = work.Scratch.Ensure((long)(1 + Weights.Convolution.FeatureComponents) * L.Count);
        new Span<T>(register, L.Count).Clear();
        register[0] = L.FromDouble(-L.ToDouble(n) * L.ToDouble(L.Sum(sum)));
        return register;
    }

    private void Scale(T* row, T factor)
    {
        V f = L.Spread(&factor);
        for (int k = 0; k < ARow; k += L.Count)
            L.Store(L.Multiply(f, L.Load(row + k)), row + k);
    }
}
