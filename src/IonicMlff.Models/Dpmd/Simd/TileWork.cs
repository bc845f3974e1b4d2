using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Simd.Descriptor;
using IonicMlff.Models.Dpmd.Simd.Environment;
using IonicMlff.Models.Dpmd.Simd.Fitting;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Dpmd.Simd;

/// <summary>Arrays of one thread: neighbours, moments, GR and fitting net of a tile, and the thread's share of forces and virials.</summary>
internal sealed unsafe class TileWork<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private const int Panel = 8;

    public TileWork(DpmdModel model, CentreModel<L, V, T>[] centres, NeighborSections list, int lanes)
    {
        Neighbors = new TileNeighbors<L, V, T>(model.TypeCount);
        Gather = new CentreGather<L, V, T>(model.Environment, list);
        Fitting = new FittingWork<T>([.. centres.Select(c => c.Fitting.Widths)], lanes);
        long moments = centres.Max(c => c.Moments) + Panel, channels = centres.Max(c => c.Channels + c.Axis) + Panel;
        Moments = NativeBuffer<T>.Zeros(4 * moments * lanes);
        Gr = NativeBuffer<T>.Zeros(4 * channels * lanes);
        GrGradient = NativeBuffer<T>.Zeros(4 * channels * lanes);
        OneCentre = NativeBuffer<T>.Zeros(4 * moments);
        Nearest = new double[model.TypeCount];
        IsExact = new bool[lanes];
    }

    /// <summary>Rows of the tile's neighbours.</summary>
    public TileNeighbors<L, V, T> Neighbors { get; }

    /// <summary>Neighbours of one centre.</summary>
    public CentreGather<L, V, T> Gather { get; }

    /// <summary>M, [moment, c, lane]; ∂E/∂M in the reverse.</summary>
    public NativeBuffer<T> Moments { get; }

    /// <summary>GR' and the axis channels, [row, c, lane].</summary>
    public NativeBuffer<T> Gr { get; }

    /// <summary>∂E/∂ of it.</summary>
    public NativeBuffer<T> GrGradient { get; }

    /// <summary>Moments of one section of one centre, [c, q].</summary>
    public NativeBuffer<T> OneCentre { get; }

    /// <summary>D and what follows.</summary>
    public FittingWork<T> Fitting { get; }

    /// <summary>By type: smallest squared distance of the centre at hand.</summary>
    public double[] Nearest { get; }

    /// <summary>By lane: a neighbour is outside the tables.</summary>
    public bool[] IsExact { get; }

    /// <summary>x, y, z, 0 per atom.</summary>
    public NativeBuffer<double> Forces { get; } = new();

    /// <summary>Σ g by image, x, y, z, 0.</summary>
    public NativeBuffer<double> Images { get; } = new();

    /// <summary>9 per atom; empty when not asked for.</summary>
    public NativeBuffer<double> AtomVirials { get; } = new();

    /// <summary>Share of the virial.</summary>
    public double[] Virial { get; } = new double[9];

    public void Dispose()
    {
        Neighbors.Dispose();
        Gather.Dispose();
        Fitting.Dispose();
        Moments.Dispose();
        Gr.Dispose();
        GrGradient.Dispose();
        OneCentre.Dispose();
        Forces.Dispose();
        Images.Dispose();
        AtomVirials.Dispose();
    }
}
