using System.Xml.Linq;

namespace OpenMM;

/// <summary>Which bonds of <see cref="ForceField.CreateSystem"/> are rigid.</summary>
public enum Constraints
{
    None,
    HBonds,
    AllBonds,
    HAngles,
}

/// <summary>Choices of <see cref="ForceField.CreateSystem"/>; OpenMM's defaults.</summary>
public sealed record ForceFieldOptions
{
    public NonbondedMethod NonbondedMethod { get; init; } = NonbondedMethod.NoCutoff;

    /// <summary>nm.</summary>
    public double NonbondedCutoff { get; init; } = 1;

    public Constraints Constraints { get; init; } = Constraints.None;

    /// <summary>Rigid water? Null: as the force field says, which is nearly always yes.</summary>
    public bool? RigidWater { get; init; }

    public bool RemoveCMMotion { get; init; } = true;

    /// <summary>Mass of hydrogens bound to heavy atoms, dalton, taken from these; null: as it is. Rigid water is left alone.</summary>
    public double? HydrogenMass { get; init; }

    public double? SwitchDistance { get; init; }

    public double EwaldErrorTolerance { get; init; } = 5e-4;

    /// <summary>Null: as the force field says, else yes.</summary>
    public bool? DispersionCorrection { get; init; }

    /// <summary>Energies for constrained bonds and angles too.</summary>
    public bool FlexibleConstraints { get; init; }
}

/// <summary>
/// A force field in OpenMM's XML: residue templates (matched by elements and bonds), harmonic bonds and angles, periodic and
/// Ryckaert–Bellemans torsions, Lennard-Jones and charges, virtual sites. What else such a file may hold (patches, scripts, custom forces,
/// AMOEBA, ...) is refused by name. Needs no OpenMM until a <see cref="Context"/> is made.
/// </summary>
public sealed class ForceField
{
    private static readonly Dictionary<string, Func<ForceTerms>> Known = new()
    {
        ["HarmonicBondForce"] = () => new HarmonicBondTerms(),
        ["HarmonicAngleForce"] = () => new HarmonicAngleTerms(),
        ["PeriodicTorsionForce"] = () => new PeriodicTorsionTerms(),
        ["RBTorsionForce"] = () => new RyckaertBellemansTerms(),
        ["NonbondedForce"] = () => new NonbondedTerms(),
    };

    internal static readonly string[] WithoutForces = ["Info", "Include", "AtomTypes", "Residues", "Patches"];
    private readonly IReadOnlyList<(string Path, XElement Root)> _files;
    private readonly AtomTypes _types = new();
    private readonly List<ResidueTemplate> _templates = [];
    private readonly List<(string Name, ForceTerms Terms)> _forces = [];

    /// <summary>Reads files, by path or by the short name of one that comes with OpenMM's Python package (<c>tip3p.xml</c>).</summary>
    /// <exception cref="OpenMMException">A file is missing, damaged, or has a part that is not supported.</exception>
    public ForceField(params ReadOnlySpan<string> files)
    {
        _files = ForceFieldFiles.Read(files.ToArray());
        foreach ((string path, XElement root) in _files)
        {
            foreach (XElement type in root.Elements("AtomTypes").Elements("Type"))
                _types.Add(type, path);
        }

        foreach ((string path, XElement root) in _files)
        {
            foreach (XElement residue in root.Elements("Residues").Elements("Residue"))
                Add(new ResidueTemplate(residue, _types, path));
            foreach (XElement part in root.Elements().Where(e => !WithoutForces.Contains(e.Name.LocalName)))
                ReadForce(part, path);
        }
    }

    /// <summary>Names of the residue templates.</summary>
    public IReadOnlyList<string> Residues => [.. _templates.Select(t => t.Name)];

    /// <summary>Folders in which short names are looked up.</summary>
    public static IReadOnlyList<string> DataFolders => [.. ForceFieldFiles.DataFolders()];

    /// <summary>
    /// This force field as one file: everything that was read, included files too, so that it needs no other file. OpenMM's Python package
    /// reads it as well, and gives the same System. Patches are left out, as they are not read.
    /// </summary>
    public string ToXml() => ForceFieldFiles.Merge(_files).ToText();

    /// <summary>The System of a topology.</summary>
    /// <exception cref="OpenMMException">A residue matches no template, or a parameter is missing; the message says which.</exception>
    public MolecularSystem CreateSystem(Topology topology, ForceFieldOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(topology);
        options ??= new ForceFieldOptions();
        var p = new Parameterization(topology);
        bool[] rigid = AssignTypes(p, options);
        SetBox(p, options);
        SetMasses(p, options, rigid);
        p.FindAnglesAndTorsions();
        ChooseConstraints(p, options, rigid);
        foreach ((_, ForceTerms terms) in _forces)
            terms.Apply(p, options);
        if (options.RemoveCMMotion)
            p.System.AddForce(new CMMotionRemover());
        return p.System;
    }

    private void Add(ResidueTemplate template)
    {
        int same = _templates.FindIndex(t => t.Name == template.Name);
        if (same < 0)
            _templates.Add(template);
        else if (_templates[same].OverrideLevel < template.OverrideLevel)
            _templates[same] = template;
        else if (_templates[same].OverrideLevel == template.OverrideLevel)
            throw new OpenMMException($"The residue {template.Name} is defined in {_templates[same].File} and again in {template.File}.");
    }

    private void ReadForce(XElement part, string path)
    {
        string name = part.Name.LocalName;
        if (!Known.TryGetValue(name, out Func<ForceTerms>? make))
        {
            throw new OpenMMException($"{path} has a <{name}>, which OpenMM.NET's ForceField does not read (it reads {string.Join(", ", Known.Keys)}): "
                + "build this System with OpenMM's Python package, and load its XML with MolecularSystem.FromXml.");
        }

        ForceTerms? terms = _forces.Find(f => f.Name == name).Terms;
        if (terms is null)
            _forces.Add((name, terms = make()));
        terms.Read(part, _types, path);
    }

    // Types of all atoms, and virtual sites; returns which residues are rigid water.
    private bool[] AssignTypes(Parameterization p, ForceFieldOptions options)
    {
        var rigid = new bool[p.Topology.Residues.Count];
        foreach (Atom _ in p.Topology.Atoms)
            p.System.AddParticle(0);
        foreach (Residue residue in p.Topology.Residues)
        {
            (ResidueTemplate template, int[] match) = Match(residue, p.Neighbors);
            for (int i = 0; i < match.Length; i++)
            {
                int atom = residue.Atoms[i].Index;
                p.TemplateAtoms[atom] = template.Atoms[match[i]];
                p.Types[atom] = template.Atoms[match[i]].Type;
            }

            foreach (TemplateSite site in template.Sites)
            {
                int Particle(int templateAtom) => residue.Atoms[Array.IndexOf(match, templateAtom)].Index;
                p.System.SetVirtualSite(Particle(site.Index), site.Make([.. site.Atoms.Select(Particle)]));
                p.Sites.Add((Particle(site.Index), Particle(site.ExcludeWith)));
            }

            rigid[residue.Index] = residue.Name == "HOH" && (options.RigidWater ?? template.RigidWater);
        }

        return rigid;
    }

    private (ResidueTemplate Template, int[] Match) Match(Residue residue, IReadOnlyList<SortedSet<int>> bonded)
    {
        var matches = _templates.Select(t => (Template: t, Match: TemplateMatch.Find(residue, t, bonded))).Where(m => m.Match is not null).ToList();
        if (matches.Count == 0)
            throw new OpenMMException(NoMatch(residue));
        IEnumerable<string> Types((ResidueTemplate Template, int[]? Match) m) => m.Match!.Select(t => m.Template.Atoms[t].Type.Name);
        if (matches.Find(m => !Types(m).SequenceEqual(Types(matches[0]))) is { Template: { } other })
            throw new OpenMMException($"Residue {residue.Name} {residue.Id} matches several templates that differ: {matches[0].Template.Name} and {other.Name}.");
        return (matches[0].Template, matches[0].Match!);
    }

    private string NoMatch(Residue residue)
    {
        string what = $"No template of the force field matches residue {residue.Name} {residue.Id} ({residue.Atoms.Count} atoms: "
            + $"{string.Join(' ', residue.Atoms.Take(12).Select(a => a.Name))}{(residue.Atoms.Count > 12 ? " ..." : "")}).";
        if (_templates.Find(t => t.Name == residue.Name) is not { } same)
            return $"{what} It has no residue of that name{Nearest.Hint(residue.Name, Residues)}";
        string[] missing = [.. same.Atoms.Select(a => a.Name).Except(residue.Atoms.Select(a => a.Name))];
        string[] extra = [.. residue.Atoms.Select(a => a.Name).Except(same.Atoms.Select(a => a.Name))];
        return what + (missing.Length + extra.Length == 0
            ? $" Its template {same.Name} has the same atoms, but other bonds or elements: does the topology have all bonds?"
            : $" Its template {same.Name} differs:{(missing.Length > 0 ? $" the residue lacks {string.Join(", ", missing)}" : "")}"
                + $"{(extra.Length > 0 ? $" the template lacks {string.Join(", ", extra)}" : "")}.");
    }

    private static void SetBox(Parameterization p, ForceFieldOptions options)
    {
        if (p.Topology.Box is { } box)
            p.System.DefaultBox = box;
        else if (options.NonbondedMethod > NonbondedMethod.CutoffNonPeriodic)
            throw new OpenMMException($"{options.NonbondedMethod} needs a periodic box, but the topology has none: set Topology.Box (CRYST1 in a PDB file).");
    }

    private static void SetMasses(Parameterization p, ForceFieldOptions options, bool[] rigid)
    {
        for (int i = 0; i < p.Types.Length; i++)
            p.System.SetMass(i, p.Types[i].Mass);
        if (options.HydrogenMass is not { } mass)
            return;
        foreach (Bond bond in p.Bonds)
        {
            (int heavy, int hydrogen) = p.IsHydrogen(bond.Atom1) ? (bond.Atom2, bond.Atom1) : (bond.Atom1, bond.Atom2);
            if (!p.IsHydrogen(hydrogen) || p.IsHydrogen(heavy) || p.Topology.Atoms[heavy].Element is null || rigid[p.Topology.Atoms[hydrogen].Residue.Index])
                continue;
            p.System.SetMass(heavy, p.System.Masses[heavy] - (mass - p.System.Masses[hydrogen]));
            p.System.SetMass(hydrogen, mass);
        }
    }

    private static void ChooseConstraints(Parameterization p, ForceFieldOptions options, bool[] rigid)
    {
        bool Rigid(params ReadOnlySpan<int> atoms)
        {
            foreach (int a in atoms)
            {
                if (!rigid[p.Topology.Atoms[a].Residue.Index])
                    return false;
            }

            return true;
        }

        foreach (Bond b in p.Bonds)
        {
            b.Constrained = Rigid(b.Atom1, b.Atom2) || options.Constraints is Constraints.AllBonds or Constraints.HAngles
                || options.Constraints == Constraints.HBonds && (p.IsHydrogen(b.Atom1) || p.IsHydrogen(b.Atom2));
        }

        for (int i = 0; i < p.Angles.Count; i++)
        {
            (int a, int b, int c) = p.Angles[i];
            int hydrogens = (p.IsHydrogen(a) ? 1 : 0) + (p.IsHydrogen(c) ? 1 : 0);
            p.AngleConstrained[i] = Rigid(a, b, c) || options.Constraints == Constraints.HAngles
                && (hydrogens == 2 || hydrogens == 1 && p.Topology.Atoms[b].Element == "O");
        }
    }
}
