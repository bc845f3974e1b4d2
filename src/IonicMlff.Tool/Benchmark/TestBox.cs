using IonicMlff.Core.Geometry;

namespace IonicMlff.Tool.Benchmark;

/// <summary>
/// Atoms to time an evaluator on when no frames are given: a cubic grid at the density of the ionic liquid PYR14-BF4 (0.0952 atoms per
/// Å³, so 86 neighbours within 6 Å), each atom moved a little, elements mixed at random in PYR14-BF4's proportions as far as the
/// model has them. Energies of such a box mean nothing; times do, since they depend on the number of neighbours alone.
/// </summary>
internal sealed record TestBox(string Name, int[] Species, double[] Positions, Cell Cell)
{
    private const double AtomsPerCubicAngstrom = 0.0952;
    private const double Jitter = 0.25;

    /// <summary>Number of atoms.</summary>
    public int Atoms => Species.Length;

    /// <summary>A cubic box of the given number of atoms; always the same for the same arguments.</summary>
    public static TestBox Cubic(int atoms, IReadOnlyList<int> atomicNumbers)
    {
        var random = new Random(20260101);
        double edge = Math.Cbrt(atoms / AtomsPerCubicAngstrom);
        int perEdge = (int)Math.Ceiling(Math.Cbrt(atoms) - 1e-9);
        double spacing = edge / perEdge;
        int[] weights = Weights(atomicNumbers);
        var species = new int[atoms];
        var positions = new double[3 * atoms];

        // Grid points to spare are spread evenly: point number k·n/atoms for atom k.
        long points = (long)perEdge * perEdge * perEdge;
        for (int i = 0; i < atoms; i++)
        {
            long point = i * points / atoms;
            long[] grid = [point % perEdge, point / perEdge % perEdge, point / perEdge / perEdge];
            for (int k = 0; k < 3; k++)
            {
                positions[3 * i + k] = (grid[k] + 0.5) * spacing + Jitter * (2 * random.NextDouble() - 1);
            }

            species[i] = Draw(weights, random);
        }

        return new TestBox($"grid of {atoms} atoms", species, positions, Cell.Orthogonal(edge, edge, edge));
    }

    // Atoms of one ion pair C9 H20 N, B F4; all elements alike when the model knows none of these.
    private static int[] Weights(IReadOnlyList<int> atomicNumbers)
    {
        int[] weights = [.. atomicNumbers.Select(z => z switch { 1 => 20, 5 => 1, 6 => 9, 7 => 1, 9 => 4, _ => 0 })];
        return weights.Sum() > 0 ? weights : [.. atomicNumbers.Select(_ => 1)];
    }

    private static int Draw(int[] weights, Random random)
    {
        int ticket = random.Next(weights.Sum());
        int species = 0;
        while (ticket >= weights[species])
        {
            ticket -= weights[species++];
        }

        return species;
    }
}
