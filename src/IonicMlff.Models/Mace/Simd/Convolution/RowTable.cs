using System.Diagnostics;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Mace.Simd.Convolution;

/// <summary>The rows of a <see cref="ConvolutionPlan"/> as offsets in numbers, sorted by l2.</summary>
internal sealed unsafe class RowTable<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly NativeBuffer<RowOffsets> rows = new();

    public RowTable(ConvolutionPlan plan)
    {
        Debug.Assert(plan.RowStart.Length == 5, "rows belong to l2 = 0, 1, 2, 3");
        rows.Ensure(plan.Rows.Length);
        for (int r = 0; r < plan.Rows.Length; r++)
            rows.Pointer[r] = new RowOffsets(plan.Rows[r].Radial * L.Count, plan.Rows[r].Component * L.Count);
        End0 = rows.Pointer + plan.RowStart[1];
        End1 = rows.Pointer + plan.RowStart[2];
        End2 = rows.Pointer + plan.RowStart[3];
        End3 = rows.Pointer + plan.RowStart[4];
    }

    /// <summary>Rows of l2 = 0.</summary>
    public RowOffsets* Start => rows.Pointer;

    /// <summary>End of the rows of l2 = 0; those of l2 = 1 follow.</summary>
    public RowOffsets* End0 { get; }

    /// <inheritdoc cref="End0"/>
    public RowOffsets* End1 { get; }

    /// <inheritdoc cref="End0"/>
    public RowOffsets* End2 { get; }

    /// <inheritdoc cref="End0"/>
    public RowOffsets* End3 { get; }

    public void Dispose() => rows.Dispose();
}

/// <summary>Where a row finds its radial function within an edge's columns, and its component within a feature row.</summary>
internal readonly record struct RowOffsets(nint Radial, nint Component);
