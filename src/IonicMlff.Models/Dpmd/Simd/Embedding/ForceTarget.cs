using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using IonicMlff.Models.Dpmd.Simd.Environment;

namespace IonicMlff.Models.Dpmd.Simd.Embedding;

/// <summary>
/// Where the gradients g = ∂E/∂d of neighbours go, in double: F_j −= g, F_i += g, and what the virial needs besides the forces.
/// </summary>
/// <remarks>
/// W = −Σ d⊗g with d = r_j + T − r_i is Σ_atoms r⊗F − Σ_images T⊗(Σ g of the image), so that a neighbour costs one more sum of three
/// numbers and no products.
/// </remarks>
/// <param name="list">Neighbour list and positions.</param>
/// <param name="forces">x, y, z, 0 per atom.</param>
/// <param name="images">Σ g by image, likewise.</param>
/// <param name="atomVirials">9 numbers per atom, or null.</param>
internal readonly unsafe struct ForceTarget(NeighborSections list, double* forces, double* images, double* atomVirials)
{
    private readonly double* positions = list.Positions;
    private readonly double* shifts = list.Shifts;
    private readonly int* neighbor = list.Neighbor;
    private readonly int* image = list.Image;

    /// <summary>Position of an atom.</summary>
    public Vector256<double> Position(int atom) => Vector256.Load(positions + 4L * atom);

    /// <summary>
    /// One neighbour of a centre at <paramref name="own"/>: returns g = along·d + scaled. The fourth number of scaled is zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Add(int entry, Vector256<double> own, Vector256<double> along, Vector256<double> scaled)
    {
        long j = 4L * neighbor[entry], k = 4L * image[entry];
        Vector256<double> d = Vector256.Load(positions + j) + Vector256.Load(shifts + k) - own;
        Vector256<double> g = Vector256.FusedMultiplyAdd(along, d, scaled);
        (Vector256.Load(forces + j) - g).Store(forces + j);
        (Vector256.Load(images + k) + g).Store(images + k);
        if (atomVirials != null)
            AddVirial(atomVirials + 9L * neighbor[entry], d, g);
        return g;
    }

    /// <summary>F_i += Σ g.</summary>
    public void AddCentre(int atom, Vector256<double> sum) => (Vector256.Load(forces + 4L * atom) + sum).Store(forces + 4L * atom);

    // −d⊗g, given to the neighbour
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddVirial(double* w, Vector256<double> d, Vector256<double> g)
    {
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
                w[3 * a + b] -= d[a] * g[b];
        }
    }
}
