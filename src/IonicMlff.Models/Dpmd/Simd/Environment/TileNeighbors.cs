using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Dpmd.Simd.Environment;

/// <summary>
/// The neighbours within the cutoff of the centres of a tile: what the embedding and its reverse need of each. A register's worth of
/// neighbours is a block, [field, lane], so that one pointer reaches all fields of a neighbour; every section (centre and type of
/// neighbour) starts a block.
/// </summary>
internal sealed unsafe class TileNeighbors<L, V, T>(int types) : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly NativeBuffer<T> blocks = new();
    private readonly NativeBuffer<int> sections = new();

    /// <summary>s = R̃[0].</summary>
    public static int S => 0;

    /// <summary>d_x/σ_1.</summary>
    public static int X => L.Count;

    /// <summary>d_y/σ_2.</summary>
    public static int Y => 2 * L.Count;

    /// <summary>d_z/σ_3.</summary>
    public static int Z => 3 * L.Count;

    /// <summary>F = w/q², q = r + p: R̃[1..3] = F·(X, Y, Z).</summary>
    public static int F => 4 * L.Count;

    /// <summary>(w'/q − w/q²)/(r σ_0): ∂R̃[0]/∂d = Radial·d.</summary>
    public static int Radial => 5 * L.Count;

    /// <summary>(w'/q² − 2w/q³)/r: ∂F/∂d = Angular·d.</summary>
    public static int Angular => 6 * L.Count;

    /// <summary>Interval of the section's table in which s is (see <see cref="ILane{V,T}.IntegerOf"/>).</summary>
    public static int Interval => 7 * L.Count;

    /// <summary>Where in the interval, 0 to 1.</summary>
    public static int Fraction => 8 * L.Count;

    /// <summary>Entry of the neighbour list, an integer.</summary>
    public static int Entry => 9 * L.Count;

    /// <summary>Scalars of a block.</summary>
    public static int Block => 10 * L.Count;

    /// <summary>First block of a section.</summary>
    public T* First(int lane, int type) => blocks.Pointer + (long)*Section(lane, type) * Block;

    /// <summary>Number of its neighbours.</summary>
    public int Count(int lane, int type) => Section(lane, type)[1];

    /// <summary>Sets a section; returns the block behind it.</summary>
    public int SetSection(int lane, int type, int firstBlock, int count)
    {
        Section(lane, type)[0] = firstBlock;
        Section(lane, type)[1] = count;
        return firstBlock + (count + L.Count - 1) / L.Count;
    }

    /// <summary>Makes room for a number of neighbours and centres.</summary>
    public void Ensure(long neighbours, int centres)
    {
        blocks.Ensure((neighbours / L.Count + (long)centres * types + 1) * Block);
        sections.Ensure(2L * centres * types);
    }

    public void Dispose()
    {
        blocks.Dispose();
        sections.Dispose();
    }

    private int* Section(int lane, int type) => sections.Pointer + 2 * ((long)lane * types + type);
}
