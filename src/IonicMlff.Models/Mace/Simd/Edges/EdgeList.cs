using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Mace.Simd.Edges;

/// <summary>
/// The directed edges j → i shorter than the cutoff, found once per step and used by all layers. Each receiver owns a run of the
/// arrays that starts at a multiple of the register width and is padded with harmless entries (u = 0, d = 1).
/// </summary>
internal sealed unsafe class EdgeList<T> : IDisposable
    where T : unmanaged
{
    private readonly NativeBuffer<long> start = new();
    private readonly NativeBuffer<int> count = new();
    private readonly NativeBuffer<int> sender = new();
    private readonly NativeBuffer<int> knot = new();
    private readonly NativeBuffer<T> numbers = new();
    private long capacity;

    /// <summary>First entry of each receiver.</summary>
    public long* Start => start.Pointer;

    /// <summary>Edges of each receiver.</summary>
    public int* Count => count.Pointer;

    /// <summary>Sender of each edge.</summary>
    public int* Sender => sender.Pointer;

    /// <summary>Spline interval of each edge.</summary>
    public int* Knot => knot.Pointer;

    /// <summary>Position within the interval, in [0, 1).</summary>
    public T* Fraction => numbers.Pointer;

    /// <summary>d, Å.</summary>
    public T* Distance => numbers.Pointer + capacity;

    /// <summary>v/d, one array per axis.</summary>
    public T* Unit(int axis) => numbers.Pointer + (2 + axis) * capacity;

    /// <summary>∂E/∂v that the stages have collected, eV/Å, one array per axis.</summary>
    public T* Gradient(int axis) => numbers.Pointer + (5 + axis) * capacity;

    /// <summary>Makes room for rows as long as the neighbour list's; lengths are known later.</summary>
    public void Layout(ReadOnlySpan<int> rowStart, int lanes)
    {
        int rows = rowStart.Length - 1;
        start.Ensure(rows + 1);
        count.Ensure(rows + 1);
        long total = 0;
        for (int i = 0; i < rows; i++)
        {
            start.Pointer[i] = total;
            total += (rowStart[i + 1] - rowStart[i] + lanes - 1) / lanes * lanes;
        }

        sender.Ensure(total);
        knot.Ensure(total);
        capacity = Math.Max(capacity, total);
        numbers.Ensure(8 * capacity);
    }

    public void Dispose()
    {
        start.Dispose();
        count.Dispose();
        sender.Dispose();
        knot.Dispose();
        numbers.Dispose();
    }
}
