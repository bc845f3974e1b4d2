using IonicMlff.Models.Mace.Simd.Edges;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Mace.Simd.Layers;

/// <summary>What one thread needs while it works on one receiver, and the sums it keeps until the threads are added up.</summary>
internal sealed unsafe class Workspace<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly NativeBuffer<T> tile = new();
    private readonly NativeBuffer<nint> pointers = new();
    private readonly List<IDisposable> owned;

    public Workspace()
    {
        owned = [tile, pointers, Radial, RadialSlopes, Moments, Message, A, B, Scratch, Readout, UpGrad, Forces, AtomVirials];
    }

    /// <summary>The edges of the receiver at work.</summary>
    public EdgeTile<L, V, T> Tile { get; private set; }

    /// <summary>Features of each edge's sender.</summary>
    public nint* Features { get; private set; }

    /// <summary>Their gradients.</summary>
    public nint* FeaturesGrad { get; private set; }

    /// <summary>First table row of each edge.</summary>
    public nint* TableRows { get; private set; }

    /// <summary>R, [channel block, edge, column, lane].</summary>
    public NativeBuffer<T> Radial { get; } = new();

    /// <summary>dR/dd.</summary>
    public NativeBuffer<T> RadialSlopes { get; } = new();

    /// <summary>Moments of one channel block, or their gradients.</summary>
    public NativeBuffer<T> Moments { get; } = new();

    /// <summary>Message or its gradient.</summary>
    public NativeBuffer<T> Message { get; } = new();

    /// <summary>∂E/∂A.</summary>
    public NativeBuffer<T> A { get; } = new();

    /// <summary>B or its gradient.</summary>
    public NativeBuffer<T> B { get; } = new();

    /// <summary>∂E/∂ρ as a register, then room for gradients nobody wants.</summary>
    public NativeBuffer<T> Scratch { get; } = new();

    /// <summary>Hidden units of a readout.</summary>
    public NativeBuffer<T> Readout { get; } = new();

    /// <summary>This thread's share of ∂E/∂x, one row per atom.</summary>
    public NativeBuffer<T> UpGrad { get; } = new();

    /// <summary>This thread's share of the forces, all atoms.</summary>
    public NativeBuffer<double> Forces { get; } = new();

    /// <summary>This thread's share of the atoms' virials.</summary>
    public NativeBuffer<double> AtomVirials { get; } = new();

    /// <summary>This thread's share of the virial.</summary>
    public double[] Virial { get; } = new double[9];

    /// <summary>Makes room for a step.</summary>
    public void Resize(int atoms, int upRow, int readoutLength)
    {
        UpGrad.Ensure((long)atoms * upRow);
        Forces.Ensure(3L * atoms);
        Readout.Ensure(readoutLength);
    }

    /// <summary>Makes room for a receiver's edges and turns to it.</summary>
    public void Turn(EdgeList<T> edges, int receiver, int maxEll, double step)
    {
        int count = edges.Count[receiver], harmonics = (maxEll + 1) * (maxEll + 1);
        tile.Ensure(EdgeTile<L, V, T>.Size(count, harmonics));
        pointers.Ensure(3L * count);
        Tile = new EdgeTile<L, V, T>(tile.Pointer, count, harmonics);
        Features = pointers.Pointer;
        FeaturesGrad = Features + count;
        TableRows = FeaturesGrad + count;
        TileKernel<L, V, T>.Fill(Tile, edges, edges.Start[receiver], maxEll, step);
    }

    public void Dispose()
    {
        foreach (IDisposable buffer in owned)
            buffer.Dispose();
    }
}
