using System.Globalization;
using IonicMlff.Analysis.Shapes;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Scans;

/// <summary>
/// The dihedral a-b-c-d that a scan drives. It may be named by the atoms (<c>5-1-2-9</c>, ids of the file) or as the analyses of ions name
/// theirs (<c>tfsi:phi</c>). b and c need not be bonded.
/// </summary>
/// <param name="Name">As given.</param>
/// <param name="A">First atom, from 0 within the molecule.</param>
/// <param name="B">Second atom.</param>
/// <param name="C">Third atom.</param>
/// <param name="D">Fourth atom.</param>
public sealed record ScanDihedral(string Name, int A, int B, int C, int D)
{
    private const string Tfsi = "TFSI", Pyr14 = "PYR14";

    private static readonly (string Kind, string Name, string Meaning)[] Known =
    [
        (Tfsi, "phi", "C-S...S-C"),
        (Tfsi, "psi", "C-S...S-N"),
        (Tfsi, "psi2", "N-S...S-C"),
        (Tfsi, "CSNS", "C-S-N-S"),
        (Tfsi, "SNSC", "S-N-S-C"),
        (Pyr14, "MeNCC", "methyl C-N-C-C along butyl"),
        (Pyr14, "NCCC", "N-C-C-C along butyl"),
        (Pyr14, "CCCC", "C-C-C-C along butyl"),
    ];

    /// <summary>Names that are known.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(k => $"{k.Kind.ToLowerInvariant()}:{k.Name}")];

    /// <summary>The chain of atoms in words, for axes: <c>C–S···S–C</c>; empty when only numbers are known.</summary>
    public string Meaning { get; private init; } = "";

    /// <summary>Finds the dihedral and the molecule it is in.</summary>
    /// <param name="text">Four ids with - or , between them, or a name.</param>
    /// <param name="molecules">Molecules of a file.</param>
    /// <exception cref="IlmlffException">An unknown name, a molecule or an atom that the file does not have, atoms of two molecules.</exception>
    public static (ScanDihedral Dihedral, SingleMolecule Molecule) Find(string text, MoleculeSet molecules) =>
        text.Contains(':', StringComparison.Ordinal) ? ByName(text, molecules) : ByAtoms(text, molecules);

    /// <summary>Value in a geometry, radians in (−π, π].</summary>
    public double Of(ReadOnlySpan<double> positions) => Dihedral.Of(positions, A, B, C, D);

    private static (ScanDihedral, SingleMolecule) ByName(string text, MoleculeSet molecules)
    {
        string[] words = text.Split(':');
        int found = Array.FindIndex(Known, k => words.Length == 2 && Is(k.Kind, words[0]) && Is(k.Name, words[1]));
        if (found < 0)
            throw IlmlffException.Usage($"--dihedral does not know '{text}'; did you mean '{NearestWord.To(text, Names)}'? Known: {string.Join(", ", Names)}, or four atoms as 5-1-2-9.");
        (string kind, string name, string meaning) = Known[found];
        if (molecules.Of(kind) is not [Molecule first, ..])
            throw IlmlffException.BadData($"{molecules.Topology.Source} has no {kind}; it has {string.Join(", ", molecules.Kinds.Select(k => $"{molecules.Of(k).Count} {k.Name}"))}.");
        var molecule = SingleMolecule.Of(molecules, first);
        return (Of(kind, name, molecule) with { Name = Names[found], Meaning = meaning }, molecule);
    }

    private static ScanDihedral Of(string kind, string name, SingleMolecule molecule)
    {
        if (kind == Tfsi)
        {
            TfsiShape s = TfsiShape.Of(molecule.Set.All[0], molecule.Set, molecule.Elements);
            return name switch
            {
                "phi" => new(name, s.C1, s.S1, s.S2, s.C2),
                "psi" => new(name, s.C1, s.S1, s.S2, s.N),
                "psi2" => new(name, s.N, s.S1, s.S2, s.C2),
                "CSNS" => new(name, s.C1, s.S1, s.N, s.S2),
                _ => new(name, s.S1, s.N, s.S2, s.C2),
            };
        }

        Pyr14Shape p = Pyr14Shape.Of(molecule.Set.All[0], molecule.Set, molecule.Elements);
        int[] chain = [p.Methyl, p.N, .. p.Chain];
        int at = name switch { "MeNCC" => 0, "NCCC" => 1, _ => 2 };
        return new(name, chain[at], chain[at + 1], chain[at + 2], chain[at + 3]);
    }

    private static (ScanDihedral, SingleMolecule) ByAtoms(string text, MoleculeSet molecules)
    {
        string[] words = text.Split(['-', ','], StringSplitOptions.TrimEntries);
        var ids = new long[words.Length];
        for (int k = 0; k < words.Length; k++)
        {
            if (words.Length != 4 || !long.TryParse(words[k], NumberStyles.None, CultureInfo.InvariantCulture, out ids[k]))
                throw IlmlffException.Usage($"--dihedral is '{text}', expected four atoms as 5-1-2-9 or one of {string.Join(", ", Names)}.");
        }

        if (ids.Distinct().Count() < 4)
            throw IlmlffException.Usage($"--dihedral {text} names an atom twice; a dihedral has four.");
        Topology t = molecules.Topology;
        int[] atoms = [.. ids.Select(id => t.Ids is { } own ? Array.IndexOf(own, id) : id >= 1 && id <= t.AtomCount ? (int)id - 1 : -1)];
        if (Array.IndexOf(atoms, -1) is >= 0 and var missing)
            throw IlmlffException.BadData($"--dihedral {text}: {t.Source} has no atom {ids[missing]}; it has {t.AtomCount} atoms, from {t.Id(0)} to {t.Id(t.AtomCount - 1)}.");
        if (atoms.FirstOrDefault(a => molecules.MoleculeOf[a] != molecules.MoleculeOf[atoms[0]], -1) is >= 0 and var other)
            throw IlmlffException.BadData($"--dihedral {text}: atoms {ids[0]} and {t.Id(other)} of {t.Source} are not in one molecule.");
        var molecule = SingleMolecule.Of(molecules, molecules.All[molecules.MoleculeOf[atoms[0]]]);
        int[] own2 = Array.ConvertAll(ids, molecule.AtomOf);
        return (new(text, own2[0], own2[1], own2[2], own2[3]), molecule);
    }

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
