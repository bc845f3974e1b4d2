using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Tool.Diagnosis;
using IonicMlff.Tool.Evaluation;

namespace IonicMlff.Tool.Benchmark;

/// <summary>
/// Atoms to time an evaluator on: frames of a file, or a cubic grid at the density of the ionic liquid PYR14-BF4 (0.0952 atoms per
/// Å³, about 80 neighbours within 6 Å), each atom moved a little, elements mixed at random in PYR14-BF4's proportions as far as the
/// model has them. Energies of such a grid mean nothing; times do, since they depend on the number of neighbours alone.
/// </summary>
internal sealed record TestBox(string Name, int[] Species, double[] Positions, Cell Cell)
{
    private const double AtomsPerCubicAngstrom = 0.0952;
    private const double Jitter = 0.25;

    /// <summary>Number of atoms.</summary>
    public int Atoms => Species.Length;

    /// <summary>A frame of a file; the name says which.</summary>
    public static TestBox Of(Frame frame, int[] species) => new(frame.Origin, species, frame.Positions, frame.Cell);

    /// <summary>
    /// The liquid of the examples (350 atoms of PYR14-BF4) when the program runs from a clone and the potential knows its elements,
    /// else a grid of as many atoms.
    /// </summary>
    public static TestBox Standard(PotentialInfo info)
    {
        const int Atoms = 350;
        int[] liquid = [1, 5, 6, 7, 9];
        string? file = Checkout.Find()?.At("examples", "pyr14bf4-openmm", "start.extxyz");
        if (file is null || !File.Exists(file) || liquid.Except(info.AtomicNumbers).Any())
        {
            return Cubic(Atoms, info.AtomicNumbers);
        }

        Frame frame = ExtxyzReader.Read(file).First();
        return Of(frame, new SpeciesMap(info).Of(frame)) with { Name = "liquid PYR14-BF4" };
    }

    /// <summary>The same atoms for a potential whose elements are in another order.</summary>
    public TestBox For(PotentialInfo info, PotentialInfo from) =>
        this with { Species = Array.ConvertAll(Species, s => info.AtomicNumbers.ToList().IndexOf(from.AtomicNumbers[s])) };

    /// <summary>Mean number of neighbours per atom, images counted.</summary>
    public double NeighboursPerAtom(double cutoff)
    {
        var list = new NeighborList(cutoff, skin: 0);
        list.Update(new AtomsView { LocalCount = Atoms, Positions = Positions, Species = Species, Cell = Cell });
        return Atoms == 0 ? 0 : list.Neighbor.Length / (double)Atoms;
    }

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
