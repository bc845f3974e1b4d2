using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Dpmd.Simd.Embedding;

/// <summary>
/// A <see cref="QuinticTable"/> as the kernels read it: [interval, block, 6, lane], functions in lanes, the last block filled up with
/// functions that are zero.
/// </summary>
internal sealed unsafe class PackedTable<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly NativeBuffer<T> numbers;
    private readonly QuinticTable table;

    public PackedTable(QuinticTable table)
    {
        this.table = table;
        Blocks = (table.Functions + L.Count - 1) / L.Count;
        numbers = NativeBuffer<T>.Zeros((long)table.Intervals * Stride);
        for (int k = 0; k < table.Intervals; k++)
        {
            for (int p = 0; p < QuinticTable.Coefficients; p++)
            {
                for (int q = 0; q < table.Functions; q++)
                {
                    double value = table.Values[(k * QuinticTable.Coefficients + p) * table.Functions + q];
                    Row(k)[(q / L.Count * QuinticTable.Coefficients + p) * L.Count + q % L.Count] = L.FromDouble(value);
                }
            }
        }
    }

    /// <summary>Start of the range.</summary>
    public double Lower => table.Lower;

    /// <summary>Width of an interval.</summary>
    public double Step => table.Step;

    /// <summary>Last interval.</summary>
    public int Last => table.Intervals - 1;

    /// <summary>Registers of functions.</summary>
    public int Blocks { get; }

    /// <summary>Functions, those that are zero included.</summary>
    public int Width => Blocks * L.Count;

    /// <summary>Scalars from one interval to the next.</summary>
    public int Stride => Blocks * QuinticTable.Coefficients * L.Count;

    /// <summary>First number.</summary>
    public T* Pointer => numbers.Pointer;

    /// <summary>Bytes.</summary>
    public long Bytes => numbers.Bytes;

    public void Dispose() => numbers.Dispose();

    private T* Row(int interval) => numbers.Pointer + (long)interval * Stride;
}
