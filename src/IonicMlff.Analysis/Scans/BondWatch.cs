using System.Globalization;
using IonicMlff.Analysis.Shapes;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Scans;

/// <summary>
/// Whether a geometry is still the molecule it was: a bond is broken from 0.2 Å beyond the distance up to which bonds are found (sum of the
/// covalent radii + 0.4 Å), and two atoms have come together from 0.2 Å below it.
/// </summary>
public sealed class BondWatch
{
    private const double Margin = 0.2;
    private readonly SingleMolecule _molecule;
    private readonly (int I, int J, double Limit)[] _bonded, _free;

    /// <summary>Watches the bonds that a molecule has.</summary>
    public BondWatch(SingleMolecule molecule)
    {
        _molecule = molecule;
        (int I, int J, double Limit)[] pairs = [.. from i in Enumerable.Range(0, molecule.Elements.Length) from j in Enumerable.Range(0, i)
            select (j, i, BondPerception.Radius(molecule.Elements[i]) + BondPerception.Radius(molecule.Elements[j]) + BondPerception.Tolerance)];
        _bonded = [.. pairs.Where(p => molecule.Neighbors[p.I].Contains(p.J))];
        _free = [.. pairs.Where(p => !molecule.Neighbors[p.I].Contains(p.J))];
    }

    /// <summary>The bond that is broken most, in words; null: none.</summary>
    public string? Broken(ReadOnlySpan<double> r)
    {
        (double worst, string? text) = (Margin, null);
        foreach ((int i, int j, double limit) in _bonded)
        {
            double d = Dihedral.Distance(r, i, j);
            if (d - limit > worst)
                (worst, text) = (d - limit, Text($"the bond of atoms {_molecule.NameOf(i)} and {_molecule.NameOf(j)} is {d:F2} Å long"));
        }

        return text;
    }

    /// <summary>The two atoms without a bond that are closest to one, in words; null: none.</summary>
    public string? Joined(ReadOnlySpan<double> r)
    {
        (double worst, string? text) = (Margin, null);
        foreach ((int i, int j, double limit) in _free)
        {
            double d = Dihedral.Distance(r, i, j);
            if (limit - d > worst)
                (worst, text) = (limit - d, Text($"atoms {_molecule.NameOf(i)} and {_molecule.NameOf(j)}, which are not bonded, are {d:F2} Å apart"));
        }

        return text;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
