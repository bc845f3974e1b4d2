using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using OpenMM;

namespace IonicMlff.Tool.Md.OpenMm;

/// <summary>
/// Which atoms move together when a Monte-Carlo barostat changes the box: whole ions. Two atoms are bonded when they are closer than 1.25
/// times the sum of their covalent radii; alkali and alkaline-earth metals are free cations. The same rule as <c>guessBonds</c> of the
/// Python package.
/// </summary>
internal sealed class Molecules
{
    private const double Scale = 1.25;
    private static readonly HashSet<int> FreeCations = [3, 11, 19, 37, 55, 87, 4, 12, 20, 38, 56, 88];

    private Molecules(List<(int, int)> bonds, int[] ofAtom, int count) => (Bonds, OfAtom, Count) = (bonds, ofAtom, count);

    /// <summary>Pairs of atoms, the lower first.</summary>
    public IReadOnlyList<(int First, int Second)> Bonds { get; }

    /// <summary>Molecule of each atom, numbered in the order of their first atoms.</summary>
    public int[] OfAtom { get; }

    public int Count { get; }

    /// <summary>Every atom by itself.</summary>
    public static Molecules None(int atoms) => new([], [.. Enumerable.Range(0, atoms)], atoms);

    /// <summary>Guesses bonds (positions in nm) and puts every molecule into one piece by moving atoms by box vectors.</summary>
    /// <exception cref="IlmlffException">No radius is known, or the bonds go on through the boundary without an end.</exception>
    public static Molecules Guess(MdSystem system, Vec3[] positions, in Box box)
    {
        List<(int, int)> bonds = Pairs(system.AtomicNumbers, positions, box);
        List<int>[] partners = [.. positions.Select(_ => new List<int>())];
        foreach ((int i, int j) in bonds)
        {
            partners[i].Add(j);
            partners[j].Add(i);
        }

        int[] molecule = [.. Enumerable.Repeat(-1, positions.Length)];
        int count = 0;
        var waiting = new Stack<int>();
        for (int start = 0; start < positions.Length; start++)
        {
            if (molecule[start] >= 0)
                continue;
            molecule[start] = count;
            waiting.Push(start);
            while (waiting.TryPop(out int atom))
            {
                foreach (int other in partners[atom].Where(o => molecule[o] < 0))
                {
                    molecule[other] = count;
                    positions[other] = positions[atom] + OpenMmBox.Nearest(positions[other] - positions[atom], box);
                    waiting.Push(other);
                }
            }

            count++;
        }

        foreach ((int i, int j) in bonds)
        {
            Vec3 apart = positions[j] - positions[i];
            if (apart.Length > OpenMmBox.Nearest(apart, box).Length + 1e-6)
            {
                string Name(int atom) => $"{atom + 1} ({PeriodicTable.Symbol(system.AtomicNumbers[atom])})";
                throw IlmlffException.BadData($"The bonds of atoms {Name(i)} and {Name(j)} go on through the boundary of the box without an end: a network, not molecules. " +
                    "The Monte-Carlo barostat of OpenMM moves whole molecules; hold the pressure with 'engine: lammps', or the volume with 'ensemble: nvt'.");
            }
        }

        return new Molecules(bonds, molecule, count);
    }

    private static List<(int, int)> Pairs(int[] numbers, Vec3[] positions, in Box box)
    {
        double[] radii = [.. numbers.Select(z => 0.1 * PeriodicTable.CovalentRadius(z))];
        int unknown = Array.FindIndex(radii, double.IsNaN);
        if (unknown >= 0)
            throw IlmlffException.BadData($"No covalent radius is known for {PeriodicTable.Symbol(numbers[unknown])}, so which atoms are bonded can't be guessed, which the barostat of OpenMM must know; take 'engine: lammps'.");
        var bonds = new List<(int, int)>();
        for (int i = 0; i < numbers.Length; i++)
        {
            if (FreeCations.Contains(numbers[i]))
                continue;
            for (int j = i + 1; j < numbers.Length; j++)
            {
                double reach = Scale * (radii[i] + radii[j]);
                Vec3 apart = OpenMmBox.Nearest(positions[j] - positions[i], box);
                if (apart.Dot(apart) < reach * reach && !FreeCations.Contains(numbers[j]))
                    bonds.Add((i, j));
            }
        }

        return bonds;
    }
}
