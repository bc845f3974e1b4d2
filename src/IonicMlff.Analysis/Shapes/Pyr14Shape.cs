using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Shapes;

/// <summary>
/// Atoms of a PYR14 ion that tell its shape, found by the bonds: N, the ring carbons next to it (alpha) and behind them (beta), the
/// methyl carbon, and the butyl chain from N outwards.
/// </summary>
/// <param name="N">Nitrogen.</param>
/// <param name="Alpha">Two ring carbons bonded to N, by id.</param>
/// <param name="Beta">Two ring carbons not bonded to N, by id.</param>
/// <param name="Methyl">Carbon of the methyl group.</param>
/// <param name="Chain">Four carbons of butyl.</param>
public sealed record Pyr14Shape(int N, int[] Alpha, int[] Beta, int Methyl, int[] Chain)
{
    /// <summary>Numbers of <see cref="Measure"/>.</summary>
    public const int NumberCount = 8;

    /// <summary>Classes of <see cref="ClassOf"/>, in order of their numbers.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["gauche", "anti", "scorpion"];

    /// <summary>The atoms of a molecule.</summary>
    /// <exception cref="IlmlffException">It is not a pyrrolidinium with methyl and butyl.</exception>
    public static Pyr14Shape Of(Molecule molecule, MoleculeSet molecules, int[] elements)
    {
        int[] Carbons(int atom) => [.. molecules.Neighbors[atom].Where(b => elements[b] == 6)];
        int n = molecule.Atoms.First(a => elements[a] == 7);
        int[] around = Carbons(n);
        int[] methyl = [.. around.Where(a => Carbons(a).Length == 0)];

        // Walking away from N, the chain ends and the ring comes back to N.
        int[][] walks = [.. around.Except(methyl).Select(a => Walk(a, n, Carbons))];
        int[][] chain = [.. walks.Where(w => !molecules.Neighbors[w[^1]].Contains(n))];
        int[] alpha = [.. walks.Except(chain).Select(w => w[0]).Order()];
        int[] beta = [.. walks.Except(chain).SelectMany(w => w[1..^1]).Distinct().Order()];
        return methyl.Length == 1 && chain.Length == 1 && chain[0].Length == 4 && alpha.Length == 2 && beta.Length == 2
            ? new(n, alpha, beta, methyl[0], chain[0])
            : throw IlmlffException.BadData($"molecule {molecule.Index} is named {molecule.Kind.Name} but is not N with methyl, butyl and a ring of four carbons.");
    }

    private static int[] Walk(int first, int n, Func<int, int[]> carbons)
    {
        var walk = new List<int> { first };
        for (int before = n; ;)
        {
            int[] next = [.. carbons(walk[^1]).Where(b => b != before)];
            if (next.Length != 1 || walk.Contains(next[0]))
                return [.. walk];
            before = walk[^1];
            walk.Add(next[0]);
        }
    }

    /// <summary>
    /// r2 (methyl to the end of butyl), r1 of both alpha and both beta carbons (to the end of butyl), Å; dihedrals methyl-N-C-C, N-C-C-C
    /// and C-C-C-C along the chain, radians.
    /// </summary>
    public void Measure(ReadOnlySpan<double> whole, Span<double> numbers)
    {
        int end = Chain[3];
        numbers[0] = Dihedral.Distance(whole, Methyl, end);
        numbers[1] = Dihedral.Distance(whole, Alpha[0], end);
        numbers[2] = Dihedral.Distance(whole, Alpha[1], end);
        numbers[3] = Dihedral.Distance(whole, Beta[0], end);
        numbers[4] = Dihedral.Distance(whole, Beta[1], end);
        numbers[5] = Dihedral.Of(whole, Methyl, N, Chain[0], Chain[1]);
        numbers[6] = Dihedral.Of(whole, N, Chain[0], Chain[1], Chain[2]);
        numbers[7] = Dihedral.Of(whole, Chain[0], Chain[1], Chain[2], Chain[3]);
    }

    /// <summary>r1 of the nearer beta carbon.</summary>
    public static double NearerBeta(ReadOnlySpan<double> numbers) => Math.Min(numbers[3], numbers[4]);

    /// <summary>Scorpion when the chain folds onto the ring, else anti when it points away from the methyl group.</summary>
    public static int ClassOf(ReadOnlySpan<double> numbers, double scorpion, double anti) =>
        NearerBeta(numbers) < scorpion ? 2 : numbers[0] >= anti ? 1 : 0;
}
