using System.Runtime.CompilerServices;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Mace.Simd.Edges;

/// <summary>
/// What the kernels need of each edge of one receiver, as scalars to spread over channels: harmonics, spline weights and their slopes,
/// unit vector, gradients of the harmonics. Layout [edge / lanes, quantity, edge % lanes]: written by registers of edges, read one
/// scalar at a time with constant offsets, and small enough for the first-level cache.
/// </summary>
internal readonly unsafe struct EdgeTile<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly T* start;
    private readonly int blockStride;
    private readonly int harmonicCount;

    public EdgeTile(T* start, int count, int harmonicCount)
    {
        this.start = start;
        Count = count;
        this.harmonicCount = harmonicCount;
        blockStride = Quantities(harmonicCount) * L.Count;
    }

    /// <summary>Edges.</summary>
    public int Count { get; }

    /// <summary>Numbers from one block of edges to the next.</summary>
    public int BlockStride => blockStride;

    /// <summary>Quantities per edge for S harmonics.</summary>
    public static int Quantities(int harmonicCount) => 4 * harmonicCount + 15;

    /// <summary>Numbers needed for a count of edges.</summary>
    public static long Size(int count, int harmonicCount) =>
        (long)((count + L.Count - 1) / L.Count) * Quantities(harmonicCount) * L.Count;

    /// <summary>First quantity of a block of edges.</summary>
    public T* Block(int block) => start + (long)block * blockStride;

    /// <summary>Y_lm of edge e, one every L.Count numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Harmonics(int e) => start + ((uint)e / (uint)L.Count * (uint)blockStride + (uint)e % (uint)L.Count);

    /// <summary>Six spline weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* SplineWeights(int e) => Harmonics(e) + harmonicCount * L.Count;

    /// <summary>Six slopes of the spline weights, per Å.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* SplineSlopes(int e) => Harmonics(e) + (harmonicCount + 6) * L.Count;

    /// <summary>Unit vector, then ∂Y_lm/∂v, three components per harmonic.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Directions(int e) => Harmonics(e) + (harmonicCount + 12) * L.Count;
}
