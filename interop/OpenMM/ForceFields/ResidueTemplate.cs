using System.Globalization;
using System.Xml.Linq;

namespace OpenMM;

/// <summary>An atom of a residue template.</summary>
internal sealed class TemplateAtom(string name, AtomType type, IReadOnlyDictionary<string, double> parameters)
{
    public string Name => name;

    public AtomType Type => type;

    /// <summary>Attributes such as a charge, for forces that take them from the residue.</summary>
    public IReadOnlyDictionary<string, double> Parameters => parameters;

    /// <summary>Atoms of the template it is bonded to.</summary>
    public List<int> Bonded { get; } = [];

    /// <summary>Bonds to atoms of other residues.</summary>
    public int ExternalBonds { get; set; }
}

/// <summary>A virtual site of a residue template, on atoms of the template.</summary>
internal sealed record TemplateSite(int Index, IReadOnlyList<int> Atoms, int ExcludeWith, Func<IReadOnlyList<int>, VirtualSite> Make);

/// <summary>A residue as a force field knows it.</summary>
internal sealed class ResidueTemplate
{
    private readonly Dictionary<string, int> _byName = [];

    public ResidueTemplate(XElement residue, AtomTypes types, string file)
    {
        Name = residue.Need("name");
        File = file;
        OverrideLevel = residue.Attribute("override") is null ? 0 : residue.Integer("override");
        RigidWater = residue.Attribute("rigidWater")?.Value.ToUpperInvariant() is null or "TRUE";
        foreach (XElement atom in residue.Elements("Atom"))
            AddAtom(atom, types);
        foreach (XElement bond in residue.Elements("Bond"))
        {
            (int a, int b) = (Atom(bond, "atomName1", "from"), Atom(bond, "atomName2", "to"));
            Atoms[a].Bonded.Add(b);
            Atoms[b].Bonded.Add(a);
        }

        foreach (XElement bond in residue.Elements("ExternalBond"))
            Atoms[Atom(bond, "atomName", "from")].ExternalBonds++;
        foreach (XElement site in residue.Elements("VirtualSite"))
            Sites.Add(ReadSite(site));
    }

    public string Name { get; }

    public string File { get; }

    public int OverrideLevel { get; }

    /// <summary>Is water of this kind rigid unless asked otherwise?</summary>
    public bool RigidWater { get; }

    public List<TemplateAtom> Atoms { get; } = [];

    public List<TemplateSite> Sites { get; } = [];

    private void AddAtom(XElement atom, AtomTypes types)
    {
        string name = atom.Need("name"), type = atom.Need("type");
        if (!types.Contains(type))
            throw new OpenMMException($"{File}: atom {name} of residue {Name} has the type '{type}', which no file defines.");
        if (!_byName.TryAdd(name, Atoms.Count))
            throw new OpenMMException($"{File}: residue {Name} has two atoms called {name}.");
        Dictionary<string, double> parameters = atom.Attributes().Where(a => a.Name.LocalName is not ("name" or "type"))
            .Where(a => double.TryParse(a.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            .ToDictionary(a => a.Name.LocalName, a => double.Parse(a.Value, CultureInfo.InvariantCulture));
        Atoms.Add(new TemplateAtom(name, types[type], parameters));
    }

    // By name, or by number in older files.
    private int Atom(XElement of, string nameAttribute, string indexAttribute)
    {
        if (of.Attribute(nameAttribute)?.Value is not { } name)
        {
            int index = of.Integer(indexAttribute);
            return (uint)index < (uint)Atoms.Count ? index : throw new OpenMMException($"{File}: residue {Name} has no atom number {index}.");
        }

        return _byName.TryGetValue(name, out int found)
            ? found
            : throw new OpenMMException($"{File}: residue {Name} has no atom '{name}'; it has {string.Join(", ", _byName.Keys)}.");
    }

    private TemplateSite ReadSite(XElement site)
    {
        int[] Of(int count) => [.. Enumerable.Range(1, count).Select(i => Atom(site, $"atomName{i}", $"atom{i}"))];
        double D(string name) => site.Double(name);
        int own = Atom(site, "siteName", "index");
        (int[] atoms, Func<IReadOnlyList<int>, VirtualSite> make) = site.Need("type") switch
        {
            "average2" => (Of(2), (Func<IReadOnlyList<int>, VirtualSite>)(p => new TwoParticleAverageSite(p[0], p[1], D("weight1"), D("weight2")))),
            "average3" => (Of(3), p => new ThreeParticleAverageSite(p[0], p[1], p[2], D("weight1"), D("weight2"), D("weight3"))),
            "outOfPlane" => (Of(3), p => new OutOfPlaneSite(p[0], p[1], p[2], D("weight12"), D("weight13"), D("weightCross"))),
            "localCoords" => LocalCoordinates(site, Of),
            string other => throw new OpenMMException($"{File}: residue {Name} has a virtual site of the type '{other}'; known are average2, average3, outOfPlane and localCoords."),
        };
        return new TemplateSite(own, atoms, site.Attribute("excludeWith") is null ? atoms[0] : site.Integer("excludeWith"), make);
    }

    private static (int[], Func<IReadOnlyList<int>, VirtualSite>) LocalCoordinates(XElement site, Func<int, int[]> of)
    {
        int count = Enumerable.Range(1, 1000).TakeWhile(i => site.Attribute($"wo{i}") is not null).Count();
        double[] Weights(string name) => [.. Enumerable.Range(1, count).Select(i => site.Double($"{name}{i}"))];
        var position = new Vec3(site.Double("p1"), site.Double("p2"), site.Double("p3"));
        return (of(count), p => new LocalCoordinatesSite(p, Weights("wo"), Weights("wx"), Weights("wy"), position));
    }
}
