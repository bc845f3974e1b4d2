using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Dpmd.Simd.Environment;

/// <summary>
/// The neighbours within the cutoff of the centres of a tile: what the embedding and its reverse need of each, in arrays in which every
/// section (centre and type of neighbour) starts at a multiple of a register.
/// </summary>
internal sealed unsafe class TileNeighbors<T>(int types) : IDisposable
    where T : unmanaged
{
    private const int Arrays = 8;
    private const int Slack = 64;
    private readonly NativeBuffer<T> numbers = new();
    private readonly NativeBuffer<int> entry = new();
    private readonly NativeBuffer<int> sections = new();
    private long stride;

    /// <summary>s = R̃[0].</summary>
    public T* S => numbers.Pointer;

    /// <summary>(s − lower)/h of the section's table.</summary>
    public T* Place => numbers.Pointer + stride;

    /// <summary>d_x/σ_1 (d_x until the rows are computed).</summary>
    public T* X => numbers.Pointer + 2 * stride;

    /// <summary>d_y/σ_2.</summary>
    public T* Y => numbers.Pointer + 3 * stride;

    /// <summary>d_z/σ_3.</summary>
    public T* Z => numbers.Pointer + 4 * stride;

    /// <summary>w/q², q = r + p: R̃[1..3] = F·(X, Y, Z).</summary>
    public T* F => numbers.Pointer + 5 * stride;

    /// <summary>(w'/q − w/q²)/(r σ_0): ∂R̃[0]/∂d = Radial·d.</summary>
    public T* Radial => numbers.Pointer + 6 * stride;

    /// <summary>(w'/q² − 2w/q³)/r: ∂F/∂d = Angular·d.</summary>
    public T* Angular => numbers.Pointer + 7 * stride;

    /// <summary>Entry of the neighbour list.</summary>
    public int* Entry => entry.Pointer;

    /// <summary>First neighbour of a section.</summary>
    public int* First(int lane, int type) => sections.Pointer + 2 * ((long)lane * types + type);

    /// <summary>Number of neighbours of a section.</summary>
    public int* Count(int lane, int type) => First(lane, type) + 1;

    /// <summary>Makes room for a number of neighbours and centres.</summary>
    public void Ensure(long neighbours, int centres, int register)
    {
        long needed = neighbours + (long)centres * types * register + Slack;
        if (needed > stride)
        {
            stride = (needed + needed / 4 + Slack - 1) / Slack * Slack;
            numbers.Ensure(Arrays * stride);
            entry.Ensure(stride);
        }

        sections.Ensure(2L * centres * types);
    }

    public void Dispose()
    {
        numbers.Dispose();
        entry.Dispose();
        sections.Dispose();
    }
}
