using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using IonicMlff.Models.Dpmd.Simd.Environment;

namespace IonicMlff.Models.Dpmd.Simd.Embedding;

/// <summary>Where the gradients of a centre's neighbours go: forces and virials, in double.</summary>
/// <param name="list">Neighbour list and positions.</param>
/// <param name="forces">x, y, z, 0 per atom.</param>
/// <param name="atomVirials">9 numbers per atom, or null.</param>
internal unsafe ref struct ForceTarget(NeighborSections list, double* forces, double* atomVirials)
{
    private readonly double* positions = list.Positions;
    private readonly double* shifts = list.Shifts;
    private readonly int* neighbor = list.Neighbor;
    private readonly int* image = list.Image;
    private Vector256<double> own;       // position of the centre
    private Vector256<double> force;     // on the centre
    private Vector256<double> x, y, z;   // rows of Σ d⊗g

    /// <summary>Starts a centre.</summary>
    public void Start(int centre)
    {
        own = Vector256.Load(positions + 4L * centre);
        force = default;
    }

    /// <summary>Ends it: F_i += Σ g.</summary>
    public readonly void End(int centre) => (Vector256.Load(forces + 4L * centre) + force).Store(forces + 4L * centre);

    /// <summary>
    /// One neighbour: g = along·d + scaled; F_j −= g, F_i += g, virial −= d⊗g (given to the neighbour). The fourth number of scaled is zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int entry, Vector256<double> along, Vector256<double> scaled)
    {
        int j = neighbor[entry];
        Vector256<double> d = Vector256.Load(positions + 4L * j) + Vector256.Load(shifts + 4L * image[entry]) - own;
        Vector256<double> g = Vector256.FusedMultiplyAdd(along, d, scaled);
        double* f = forces + 4L * j;
        (Vector256.Load(f) - g).Store(f);
        force += g;
        x = Vector256.FusedMultiplyAdd(Vector256.Shuffle(d, Vector256.Create(0L, 0, 0, 0)), g, x);
        y = Vector256.FusedMultiplyAdd(Vector256.Shuffle(d, Vector256.Create(1L, 1, 1, 1)), g, y);
        z = Vector256.FusedMultiplyAdd(Vector256.Shuffle(d, Vector256.Create(2L, 2, 2, 2)), g, z);
        if (atomVirials != null)
            AddVirial(atomVirials + 9L * j, d, g);
    }

    /// <summary>Adds what has been collected to a virial.</summary>
    public readonly void AddTo(double[] virial)
    {
        for (int b = 0; b < 3; b++)
        {
            virial[b] -= x[b];
            virial[3 + b] -= y[b];
            virial[6 + b] -= z[b];
        }
    }

    private static void AddVirial(double* w, Vector256<double> d, Vector256<double> g)
    {
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
                w[3 * a + b] -= d[a] * g[b];
        }
    }
}
