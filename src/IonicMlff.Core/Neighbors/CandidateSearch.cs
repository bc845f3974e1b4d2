using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Neighbors;

/// <summary>Finds the candidate neighbours of the local atoms: periodic images, or the host's ghosts.</summary>
internal static class CandidateSearch
{
    /// <summary>Images that are generated at most, unless the system itself is larger (about 150 MB).</summary>
    private const double MostImages = 1 << 22;

    /// <summary>
    /// All images w_j + S·h within <paramref name="radius"/> of the box around the local atoms. Per direction, with the height d
    /// of the lattice planes, −R/d ≤ s_j + S ≤ 1 + R/d holds for every image within R of a wrapped atom: any number of images is
    /// found when an edge is shorter than R, for every shape of cell.
    /// </summary>
    public static void AddImages(
        CandidateAtoms candidates, Centers centers, in AtomsView atoms, in Lattice lattice, double radius)
    {
        double pa = lattice.PeriodicA ? radius / lattice.HeightA : 0;
        double pb = lattice.PeriodicB ? radius / lattice.HeightB : 0;
        double pc = lattice.PeriodicC ? radius / lattice.HeightC : 0;
        RefuseTooManyImages(centers.SeenCount, lattice, radius, (1 + 2 * pa) * (1 + 2 * pb) * (1 + 2 * pc));

        Matrix3 h = lattice.Rows;
        double[] box = centers.Box;
        for (int j = 0; j < atoms.LocalCount; j++)
        {
            if (atoms.Species[j] < 0)
                continue;
            ReadOnlySpan<double> w = centers.Wrapped.AsSpan(3 * j, 3);
            ReadOnlySpan<double> s = centers.Fractional.AsSpan(3 * j, 3);
            (int a0, int a1) = Range(s[0], pa);
            (int b0, int b1) = Range(s[1], pb);
            (int c0, int c1) = Range(s[2], pc);
            for (int a = a0; a <= a1; a++)
            {
                for (int b = b0; b <= b1; b++)
                {
                    for (int c = c0; c <= c1; c++)
                    {
                        double x = w[0] + (a * h.Xx + b * h.Yx + c * h.Zx);
                        double y = w[1] + (a * h.Xy + b * h.Yy + c * h.Zy);
                        double z = w[2] + (a * h.Xz + b * h.Yz + c * h.Zz);
                        if (IsNear(box, x, y, z, radius))
                            candidates.Add(x, y, z, j, ImageTable.Key(a, b, c) - centers.CellsAway[j]);
                    }
                }
            }
        }
    }

    /// <summary>The local atoms and the ghosts near them; the host has made all images.</summary>
    public static void AddGhosts(CandidateAtoms candidates, Centers centers, in AtomsView atoms, double radius)
    {
        int total = atoms.LocalCount + atoms.GhostCount;
        for (int j = 0; j < total; j++)
        {
            if (atoms.Species[j] < 0)
                continue;
            ReadOnlySpan<double> r = atoms.Positions.Slice(3 * j, 3);
            if (j >= atoms.LocalCount)
                Centers.CheckPosition(r, j, "ghost atom");
            if (IsNear(centers.Box, r[0], r[1], r[2], radius))
                candidates.Add(r[0], r[1], r[2], j, 0);
        }
    }

    private static (int First, int Last) Range(double s, double padding) =>
        padding == 0 ? (0, 0) : ((int)Math.Ceiling(-padding - s - 1e-9), (int)Math.Floor(1 + padding - s + 1e-9));

    private static bool IsNear(double[] box, double x, double y, double z, double radius) =>
        x >= box[0] - radius && x <= box[3] + radius && y >= box[1] - radius && y <= box[4] + radius
        && z >= box[2] - radius && z <= box[5] + radius;

    private static void RefuseTooManyImages(int atoms, in Lattice lattice, double radius, double imagesPerAtom)
    {
        if (lattice.PeriodicA && lattice.PeriodicB && lattice.PeriodicC)
        {
            // A fully periodic system has exactly this many neighbours on average, so the bound per atom can be applied at once.
            double density = atoms / Math.Abs(lattice.Rows.Determinant);
            double mean = density * 4 * Math.PI / 3 * radius * radius * radius;
            if (!(mean <= NeighborList.MaxNeighborsPerAtom + 1))
                throw TooManyNeighbors($"{atoms} atoms in a cell of {atoms / density:G4} Å³ have {mean:G4} neighbours each "
                    + $"within {radius:G4} Å");
        }

        if (!(atoms * imagesPerAtom <= Math.Max(MostImages, 8.0 * atoms)))
        {
            throw TooManyNeighbors(
                $"{atoms} atoms in a cell whose lattice planes are {lattice.HeightA:G4}, {lattice.HeightB:G4}, "
                    + $"{lattice.HeightC:G4} Å apart need "
                + $"{imagesPerAtom:G4} images each within {radius:G4} Å");
        }
    }

    /// <summary>The refusal of a system that is too dense.</summary>
    public static IlmlffException TooManyNeighbors(string found) => IlmlffException.BadData(
        $"{found}; at most {NeighborList.MaxNeighborsPerAtom} neighbours per atom are accepted. "
        + "Check the unit of cell and positions (Å expected), and that the cell is not flat or strongly skewed.");
}
