using System.Xml.Linq;

namespace OpenMM;

/// <summary>The terms of one kind of force in a force field, from all its files.</summary>
internal abstract class ForceTerms
{
    /// <summary>Takes the terms of one file.</summary>
    public abstract void Read(XElement force, AtomTypes types, string file);

    /// <summary>Adds the force to the System.</summary>
    public abstract void Apply(Parameterization p, ForceFieldOptions options);
}

/// <summary>½ k (r − r0)².</summary>
internal sealed class HarmonicBondTerms : ForceTerms
{
    private readonly List<(HashSet<string>[] Types, double Length, double K)> _terms = [];

    public override void Read(XElement force, AtomTypes types, string file)
    {
        foreach (XElement e in force.Elements("Bond"))
        {
            if (types.Of(e, 2) is { } sets)
                _terms.Add((sets, e.Double("length"), e.Double("k")));
        }
    }

    public override void Apply(Parameterization p, ForceFieldOptions options)
    {
        HarmonicBondForce force = p.System.AddForce(new HarmonicBondForce());
        var found = new Dictionary<(string, string), int>();
        foreach (Bond bond in p.Bonds)
        {
            (string a, string b) = (p.TypeOf(bond.Atom1), p.TypeOf(bond.Atom2));
            if (!found.TryGetValue((a, b), out int term))
            {
                found[(a, b)] = term = _terms.FindIndex(t => t.Types[0].Contains(a) && t.Types[1].Contains(b)
                    || t.Types[0].Contains(b) && t.Types[1].Contains(a));
            }

            if (term < 0)
                continue;
            (_, double length, double k) = _terms[term];
            bond.Length = length;
            if (bond.Constrained)
                p.Constrain(bond.Atom1, bond.Atom2, length);
            if (k != 0 && (!bond.Constrained || options.FlexibleConstraints))
                force.AddBond(bond.Atom1, bond.Atom2, length, k);
        }
    }
}

/// <summary>½ k (θ − θ0)².</summary>
internal sealed class HarmonicAngleTerms : ForceTerms
{
    private readonly List<(HashSet<string>[] Types, double Angle, double K)> _terms = [];

    public override void Read(XElement force, AtomTypes types, string file)
    {
        foreach (XElement e in force.Elements("Angle"))
        {
            if (types.Of(e, 3) is { } sets)
                _terms.Add((sets, e.Double("angle"), e.Double("k")));
        }
    }

    public override void Apply(Parameterization p, ForceFieldOptions options)
    {
        HarmonicAngleForce force = p.System.AddForce(new HarmonicAngleForce());
        var lengths = new Dictionary<(int, int), double?>();
        foreach (Bond bond in p.Bonds)
            lengths[(bond.Atom1, bond.Atom2)] = lengths[(bond.Atom2, bond.Atom1)] = bond.Length;
        var found = new Dictionary<(string, string, string), int>();
        for (int i = 0; i < p.Angles.Count; i++)
        {
            (int a, int b, int c) = p.Angles[i];
            (string, string, string) types = (p.TypeOf(a), p.TypeOf(b), p.TypeOf(c));
            if (!found.TryGetValue(types, out int term))
            {
                found[types] = term = _terms.FindIndex(t => t.Types[1].Contains(types.Item2)
                    && (t.Types[0].Contains(types.Item1) && t.Types[2].Contains(types.Item3)
                        || t.Types[0].Contains(types.Item3) && t.Types[2].Contains(types.Item1)));
            }

            if (term < 0)
                continue;
            (_, double angle, double k) = _terms[term];
            // Law of cosines: the angle is fixed by the distance of its ends.
            if (p.AngleConstrained[i] && lengths[(a, b)] is { } l1 && lengths[(c, b)] is { } l2)
                p.Constrain(a, c, Math.Sqrt(l1 * l1 + l2 * l2 - 2 * l1 * l2 * Math.Cos(angle)));
            if (k != 0 && (!p.AngleConstrained[i] || options.FlexibleConstraints))
                force.AddAngle(a, b, c, angle, k);
        }
    }
}

/// <summary>Charges and Lennard-Jones parameters.</summary>
internal sealed class NonbondedTerms : ForceTerms
{
    private static readonly string[] Names = ["charge", "sigma", "epsilon"];
    private readonly Dictionary<string, Dictionary<string, double>> _ofType = [];
    private double _coulomb14 = double.NaN;
    private double _lj14 = double.NaN;
    private bool? _dispersionCorrection;

    public override void Read(XElement force, AtomTypes types, string file)
    {
        (double coulomb, double lj) = (force.Double("coulomb14scale"), force.Double("lj14scale"));
        if (!(double.IsNaN(_coulomb14) || Math.Abs(coulomb - _coulomb14) < 1e-5 && Math.Abs(lj - _lj14) < 1e-5))
            throw new OpenMMException($"{file}: its 1-4 scales ({coulomb}, {lj}) differ from those of the files before it ({_coulomb14}, {_lj14}).");
        if (double.IsNaN(_coulomb14))
            (_coulomb14, _lj14) = (coulomb, lj);
        _dispersionCorrection ??= force.Attribute("useDispersionCorrection")?.Value.ToUpperInvariant() switch
        {
            null => null,
            "TRUE" or "1" => true,
            _ => false,
        };
        string[] fromResidue = [.. force.Elements("UseAttributeFromResidue").Select(e => e.Need("name"))];
        foreach (XElement e in force.Elements("Atom"))
        {
            if (types.Of(e, 1) is not { } sets)
                continue;
            Dictionary<string, double> values = Names.Except(fromResidue).ToDictionary(n => n, n => e.Double(n));
            foreach (string type in sets[0])
                _ofType[type] = values;
        }
    }

    public override void Apply(Parameterization p, ForceFieldOptions options)
    {
        NonbondedForce force = p.System.AddForce(new NonbondedForce
        {
            Method = options.NonbondedMethod,
            Cutoff = options.NonbondedCutoff,
            SwitchingDistance = options.SwitchDistance,
            EwaldErrorTolerance = options.EwaldErrorTolerance,
            DispersionCorrection = options.DispersionCorrection ?? _dispersionCorrection ?? true,
        });
        for (int atom = 0; atom < p.Types.Length; atom++)
            force.AddParticle(Value(p, atom, "charge"), Value(p, atom, "sigma"), Value(p, atom, "epsilon"));
        force.AddExceptionsFromBonds(BondsForExceptions(p), _coulomb14, _lj14);
    }

    private double Value(Parameterization p, int atom, string name)
    {
        if (!_ofType.TryGetValue(p.TypeOf(atom), out Dictionary<string, double>? values))
            throw new OpenMMException($"NonbondedForce has no parameters for the type '{p.TypeOf(atom)}' of {p.Topology.Atoms[atom]}.");
        return values.TryGetValue(name, out double value) || p.TemplateAtoms[atom].Parameters.TryGetValue(name, out value)
            ? value
            : throw new OpenMMException($"NonbondedForce has no {name} for {p.Topology.Atoms[atom]}: neither its type '{p.TypeOf(atom)}' nor its residue gives one.");
    }

    // A virtual site is excluded from what its parent is excluded from: it gets the parent's bonds, and one to the parent.
    private static List<(int, int)> BondsForExceptions(Parameterization p)
    {
        ILookup<int, int> children = p.Sites.ToLookup(s => s.Parent, s => s.Site);
        List<(int, int)> bonds = [.. p.Bonds.Select(b => (b.Atom1, b.Atom2))];
        for (int i = 0; i < bonds.Count; i++) // grows: children of children
        {
            (int a, int b) = bonds[i];
            bonds.AddRange(children[a].Select(child => (child, b)));
            bonds.AddRange(children[b].Select(child => (a, child)));
            bonds.AddRange(from first in children[a] from second in children[b] select (first, second));
        }

        bonds.AddRange(p.Sites.Select(s => (s.Site, s.Parent)));
        return [.. bonds.Distinct()];
    }
}
