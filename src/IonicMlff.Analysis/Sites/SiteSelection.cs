using IonicMlff.Analysis.Runs;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Sites;

/// <summary>
/// Points of a system by name: <c>O</c> (an element), <c>N(TFSI)</c> (an element in one kind of molecule), <c>type:3</c> (a LAMMPS type),
/// <c>*</c> and <c>*(TFSI)</c> (all atoms), <c>com(TFSI)</c> (centres of mass).
/// </summary>
public sealed class SiteSelection
{
    private readonly bool _isCenter;

    private SiteSelection(string name, int[] items, int[] molecules, bool isCenter)
    {
        (Name, Items, Molecules, _isCenter) = (name, items, molecules, isCenter);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Atoms, or molecules for centres of mass; ascending.</summary>
    public int[] Items { get; }

    /// <summary>Molecule of each point.</summary>
    public int[] Molecules { get; }

    /// <summary>Number of points.</summary>
    public int Count => Items.Length;

    /// <summary>Positions of a frame the points are taken from, 3 numbers per item.</summary>
    public double[] Source(AnalysisFrame frame) => _isCenter ? frame.Centers : frame.Positions;

    /// <summary>Points that are in both selections.</summary>
    public int Overlap(SiteSelection other) => _isCenter == other._isCenter ? Items.Intersect(other.Items).Count() : 0;

    /// <summary>Finds the points.</summary>
    /// <exception cref="IlmlffException">The name is not understood, or there are no such points.</exception>
    public static SiteSelection Parse(string text, AnalysisSystem system)
    {
        string name = text.Trim();
        MoleculeSet molecules = system.Molecules;
        int open = name.IndexOf('(', StringComparison.Ordinal);
        string what = open < 0 ? name : name[..open], kind = open < 0 ? "" : name[(open + 1)..].TrimEnd(')');
        if (open >= 0 && (!name.EndsWith(')') || molecules.Kinds.All(k => k.Name != kind)))
        {
            throw IlmlffException.Usage($"'{name}': there are no molecules '{kind}'; did you mean '{NearestWord.To(kind, molecules.Kinds.Select(k => k.Name))}'? "
                + $"Kinds here: {string.Join(", ", molecules.Kinds.Select(k => k.Name))}.");
        }

        Molecule[] inside = [.. molecules.All.Where(m => open < 0 || m.Kind.Name == kind)];
        if (what == "com")
            return new(name, [.. inside.Select(m => m.Index)], [.. inside.Select(m => m.Index)], true);
        int[] atoms = [.. inside.SelectMany(m => m.Atoms).Where(Matching(what, name, system)).Order()];
        if (atoms.Length == 0)
            throw IlmlffException.Usage($"'{name}': there are no such atoms. Kinds here: {string.Join(", ", molecules.Kinds.Select(k => $"{k.Name} ({k.Formula})"))}.");
        return new(name, atoms, [.. atoms.Select(a => molecules.MoleculeOf[a])], false);
    }

    /// <summary>The atom that stands for a kind: Li, N of PYR14 and TFSI, B of BF4, else the centre of mass.</summary>
    public static string CenterOf(MoleculeKind kind) => kind.Name switch
    {
        "Li" or "Na" or "K" or "Cl" or "Br" => kind.Name,
        "PYR13" or "PYR14" or "PIP13" or "PIP14" or "TFSI" or "FSI" => $"N({kind.Name})",
        "BF4" => "B",
        "PF6" => "P",
        _ => $"com({kind.Name})",
    };

    private static Func<int, bool> Matching(string what, string name, AnalysisSystem system)
    {
        if (what == "*")
            return _ => true;
        if (what.StartsWith("type:", StringComparison.Ordinal) && int.TryParse(what.AsSpan(5), out int type))
        {
            int[] types = system.Topology.Types ?? throw IlmlffException.Usage($"'{name}': the types of the atoms are not known.");
            return a => types[a] == type;
        }

        if (!PeriodicTable.TryAtomicNumber(what, out int z))
        {
            throw IlmlffException.Usage(
                $"'{name}' is not understood; expected an element (O), an element of a molecule (N(TFSI)), a LAMMPS type (type:3), all atoms (* or *(TFSI)) or centres of mass (com(TFSI)). {PeriodicTable.Unknown(what)}");
        }

        int[] elements = system.Elements($"'{name}'");
        return a => elements[a] == z;
    }
}
