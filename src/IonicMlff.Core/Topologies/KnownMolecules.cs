using IonicMlff.Core.Elements;

namespace IonicMlff.Core.Topologies;

/// <summary>
/// Ions and molecules known by name. Two molecules with one formula are told apart by the graph of their heavy atoms
/// (C9H20N is 1-butyl-1-methylpyrrolidinium, and also 1-methyl-1-propylpiperidinium).
/// </summary>
internal static class KnownMolecules
{
    // Name, charge, formula, skeleton of heavy atoms as SMILES without hydrogens, charges and bond orders.
    private static readonly (string Name, int Charge, string Formula, string Skeleton)[] Table =
    [
        ("Li", 1, "Li", "[Li]"),
        ("Na", 1, "Na", "[Na]"),
        ("K", 1, "K", "K"),
        ("Cl", -1, "Cl", "[Cl]"),
        ("Br", -1, "Br", "[Br]"),
        ("PYR13", 1, "C8H18N", "N1(C)(CCC)CCCC1"),
        ("PYR14", 1, "C9H20N", "N1(C)(CCCC)CCCC1"),
        ("PIP13", 1, "C9H20N", "N1(C)(CCC)CCCCC1"),
        ("PIP14", 1, "C10H22N", "N1(C)(CCCC)CCCCC1"),
        ("EMIM", 1, "C6H11N2", "CN1CCN(CC)C1"),
        ("BMIM", 1, "C8H15N2", "CN1CCN(CCCC)C1"),
        ("BF4", -1, "BF4", "B(F)(F)(F)F"),
        ("PF6", -1, "F6P", "P(F)(F)(F)(F)(F)F"),
        ("FSI", -1, "F2NO4S2", "FS(O)(O)NS(O)(O)F"),
        ("TFSI", -1, "C2F6NO4S2", "C(F)(F)(F)S(O)(O)NS(O)(O)C(F)(F)F"),
        ("OTf", -1, "CF3O3S", "C(F)(F)(F)S(O)(O)O"),
        ("DCA", -1, "C2N3", "NCNCN"),
        ("H2O", 0, "H2O", "O"),
    ];

    private static readonly string[] Signatures = [.. Table.Select(t => Signature(SkeletonText.Parse(t.Skeleton)))];

    /// <summary>The known molecule of this formula and graph, or null.</summary>
    public static (string Name, int Charge)? Find(string formula, int[] atoms, int[] elements, int[][] neighbors)
    {
        string? signature = null;
        for (int k = 0; k < Table.Length; k++)
        {
            if (Table[k].Formula == formula && Signatures[k] == (signature ??= Signature(HeavyAtoms(atoms, elements, neighbors))))
                return (Table[k].Name, Table[k].Charge);
        }

        return null;
    }

    private static (int[] Elements, int[][] Neighbors) HeavyAtoms(int[] atoms, int[] elements, int[][] neighbors)
    {
        int[] heavy = [.. atoms.Where(a => elements[a] != 1)];
        var at = heavy.Select((a, i) => (a, i)).ToDictionary(p => p.a, p => p.i);
        return ([.. heavy.Select(a => elements[a])], [.. heavy.Select(a => neighbors[a].Where(at.ContainsKey).Select(b => at[b]).ToArray())]);
    }

    /// <summary>
    /// Colours of the atoms after refinement by their neighbours' colours (Weisfeiler and Leman), sorted: equal for equal graphs.
    /// Rings of different size, which plain refinement may confuse, differ through the number of bonds and distances from their branches.
    /// </summary>
    private static string Signature((int[] Elements, int[][] Neighbors) graph)
    {
        string[] colors = [.. graph.Elements.Select((z, i) => $"{PeriodicTable.Symbol(z)}{graph.Neighbors[i].Length}")];
        for (int round = 0; round < Math.Min(colors.Length, 8); round++)
        {
            string[] next = [.. colors.Select((c, i) => $"{c}({string.Join(',', graph.Neighbors[i].Select(j => colors[j]).Order(StringComparer.Ordinal))})")];
            colors = [.. next.Select(Digest)];
        }

        return string.Join(' ', colors.Order(StringComparer.Ordinal)) + $" {graph.Neighbors.Sum(n => n.Length) / 2}";
    }

    private static string Digest(string text) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text)).AsSpan(0, 8));
}
