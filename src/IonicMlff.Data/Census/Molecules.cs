using IonicMlff.Core.Elements;

namespace IonicMlff.Data.Census;

/// <summary>The molecules of a frame: atoms that bonds connect, brought together across the borders of the box.</summary>
internal sealed class Molecules
{
    private const double SameVector = 1e-3; // Å

    private readonly int[] atomicNumbers;
    private readonly List<int[]> members = [];
    private readonly double[] together;

    /// <param name="atomicNumbers">Elements of the atoms.</param>
    /// <param name="bonds">Bonds with the vectors from I to J.</param>
    public Molecules(int[] atomicNumbers, IReadOnlyList<(int I, int J, double X, double Y, double Z, double Length)> bonds)
    {
        this.atomicNumbers = atomicNumbers;
        int n = atomicNumbers.Length;
        together = new double[3 * n];
        var neighbors = new List<(int To, double X, double Y, double Z)>[n];
        for (int i = 0; i < n; i++)
            neighbors[i] = [];
        foreach (var b in bonds)
        {
            neighbors[b.I].Add((b.J, b.X, b.Y, b.Z));
            neighbors[b.J].Add((b.I, -b.X, -b.Y, -b.Z));
        }

        var seen = new bool[n];
        for (int first = 0; first < n; first++)
        {
            if (seen[first])
                continue;
            seen[first] = true;
            var found = new List<int> { first };
            for (int k = 0; k < found.Count; k++)
            {
                int i = found[k];
                foreach ((int j, double x, double y, double z) in neighbors[i].Where(b => !seen[b.To]))
                {
                    seen[j] = true;
                    (together[3 * j], together[3 * j + 1], together[3 * j + 2]) = (together[3 * i] + x, together[3 * i + 1] + y, together[3 * i + 2] + z);
                    found.Add(j);
                }
            }

            members.Add([.. found]);
        }

        // a chain that goes on into the next box has no place of its own
        AreFinite = bonds.All(b => Math.Abs(together[3 * b.J] - together[3 * b.I] - b.X) + Math.Abs(together[3 * b.J + 1] - together[3 * b.I + 1] - b.Y)
            + Math.Abs(together[3 * b.J + 2] - together[3 * b.I + 2] - b.Z) < SameVector);
    }

    /// <summary>No molecule is connected with its own image, as crystals and networks are.</summary>
    public bool AreFinite { get; }

    /// <summary>Formulas with their numbers, e.g. <c>4 BF4, 4 C9H20N</c>.</summary>
    public string Formulas => string.Join(", ", members.Select(m => string.Concat(m.CountBy(i => atomicNumbers[i]).Select(c => (Symbol: PeriodicTable.Symbol(c.Key), Count: c.Value))
        .OrderBy(c => c.Symbol, StringComparer.Ordinal).Select(c => c.Count == 1 ? c.Symbol : $"{c.Symbol}{c.Count}"))).CountBy(f => f).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key}"));

    /// <summary>
    /// Σ over molecules Σ_i (r_i − R) ⊗ F_i with R the middle of the molecule, eV, symmetric, row-major: the share of the virial that the
    /// forces within and on molecules have; what is missing is that of the net forces between them.
    /// </summary>
    public double[] Virial(double[] forces)
    {
        var w = new double[9];
        foreach (int[] molecule in members)
        {
            for (int a = 0; a < 3; a++)
            {
                double middle = molecule.Average(i => together[3 * i + a]);
                foreach (int i in molecule)
                {
                    for (int b = 0; b < 3; b++)
                        w[3 * a + b] += (together[3 * i + a] - middle) * forces[3 * i + b];
                }
            }
        }

        return [.. Enumerable.Range(0, 9).Select(k => 0.5 * (w[k] + w[k % 3 * 3 + k / 3]))];
    }
}
