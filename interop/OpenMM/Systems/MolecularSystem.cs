using System.Xml.Linq;
using OpenMM.Native;

namespace OpenMM;

/// <summary>A fixed distance (nm) between two particles.</summary>
public readonly record struct Constraint(int Particle1, int Particle2, double Distance);

/// <summary>
/// OpenMM's System: particles with masses (dalton), virtual sites, constraints, forces and the default box (nm). It is called
/// MolecularSystem because .NET's own namespace is called System. Making and writing one needs no OpenMM; a <see cref="Context"/>
/// copies it, so later changes do not reach contexts that exist.
/// </summary>
public sealed class MolecularSystem
{
    private readonly List<double> _masses = [];
    private readonly SortedDictionary<int, VirtualSite> _sites = [];
    private readonly List<Constraint> _constraints = [];
    private readonly List<Force> _forces = [];

    public int ParticleCount => _masses.Count;

    /// <summary>Masses in dalton; 0 stays where it is (or is a virtual site).</summary>
    public IReadOnlyList<double> Masses => _masses;

    public IReadOnlyDictionary<int, VirtualSite> VirtualSites => _sites;

    public IReadOnlyList<Constraint> Constraints => _constraints;

    public IReadOnlyList<Force> Forces => _forces;

    /// <summary>Box of a new context; OpenMM gives every System a cube of 2 nm.</summary>
    public Box DefaultBox { get; set; } = Box.Cube(2);

    /// <summary>Adds a particle and returns its index.</summary>
    public int AddParticle(double mass)
    {
        _masses.Add(mass >= 0 && double.IsFinite(mass)
            ? mass
            : throw new ArgumentOutOfRangeException(nameof(mass), mass, "A mass is a finite number of daltons, not below 0."));
        return _masses.Count - 1;
    }

    public void SetMass(int particle, double mass) => _masses[Existing(particle)] = mass;

    /// <summary>Makes a particle (of mass 0) a virtual site.</summary>
    public void SetVirtualSite(int particle, VirtualSite site)
    {
        foreach (int p in site.Particles)
            Existing(p);
        _sites[Existing(particle)] = site;
    }

    public void AddConstraint(int particle1, int particle2, double distance)
    {
        if (particle1 == particle2)
            throw new ArgumentException($"A constraint joins two particles, not particle {particle1} with itself.");
        _constraints.Add(new Constraint(Existing(particle1), Existing(particle2), distance));
    }

    /// <summary>Adds a force and returns it.</summary>
    public T AddForce<T>(T force)
        where T : Force
    {
        ArgumentNullException.ThrowIfNull(force);
        _forces.Add(force);
        return force;
    }

    public bool RemoveForce(Force force) => _forces.Remove(force);

    /// <summary>The System's XML, as <c>XmlSerializer</c> reads it.</summary>
    public string ToXml()
    {
        var particles = new XElement("Particles");
        for (int i = 0; i < _masses.Count; i++)
            particles.Add(new XElement("Particle", Xml.Attribute("mass", _masses[i]), _sites.TryGetValue(i, out VirtualSite? site) ? site.ToXml() : null));
        return new XElement("System", new XAttribute("type", "System"), Xml.Attribute("version", 1),
            new XElement("PeriodicBoxVectors", Xml.Vector("A", DefaultBox.A), Xml.Vector("B", DefaultBox.B), Xml.Vector("C", DefaultBox.C)),
            particles,
            new XElement("Constraints", _constraints.Select(c => new XElement("Constraint",
                Xml.Attribute("d", c.Distance), Xml.Attribute("p1", c.Particle1), Xml.Attribute("p2", c.Particle2)))),
            new XElement("Forces", _forces.Select(f => f.ToXml()))).ToText();
    }

    /// <summary>Reads a System's XML, from OpenMM (any language) or <see cref="ToXml"/>. Its forces become <see cref="XmlForce"/>s.</summary>
    /// <exception cref="OpenMMException">It is not the XML of a System.</exception>
    public static MolecularSystem FromXml(string xml)
    {
        XElement root = Xml.Parse(xml, "System");
        if (root.Attribute("type")?.Value != "System")
            throw new OpenMMException($"This XML describes a {root.Attribute("type")?.Value ?? root.Name.LocalName}, not a System.");
        XElement Part(string name) => root.Element(name) ?? throw new OpenMMException($"The XML of the System has no <{name}>.");
        Vec3 Row(string name) => Part("PeriodicBoxVectors").Element(name) is { } v
            ? new Vec3(v.Double("x"), v.Double("y"), v.Double("z"))
            : throw new OpenMMException($"The System's <PeriodicBoxVectors> has no vector {name}.");
        var system = new MolecularSystem { DefaultBox = new Box(Row("A"), Row("B"), Row("C")) };
        List<XElement> particles = [.. Part("Particles").Elements()];
        foreach (XElement particle in particles)
            system.AddParticle(particle.Double("mass"));
        for (int i = 0; i < particles.Count; i++)
        {
            if (particles[i].Elements().FirstOrDefault() is { } site)
                system.SetVirtualSite(i, VirtualSite.FromXml(site));
        }

        foreach (XElement c in Part("Constraints").Elements())
            system.AddConstraint(c.Integer("p1"), c.Integer("p2"), c.Double("d"));
        foreach (XElement force in Part("Forces").Elements())
            system.AddForce(new XmlForce(force));
        return system;
    }

    /// <summary>The System as OpenMM itself writes it after reading <see cref="ToXml"/>.</summary>
    /// <exception cref="OpenMMException">OpenMM refuses it, or is not installed.</exception>
    public unsafe string ToOpenMMXml()
    {
        using SystemObject system = Create();
        using var lease = system.Use();
        return OpenMMLibrary.Text(OpenMMNative.openmm_system_to_xml(lease.Pointer));
    }

    internal unsafe SystemObject Create()
    {
        Platform.LoadDefaultPlugins();
        foreach (Force force in _forces)
            force.Prepare();
        openmm_system* system;
        OpenMMLibrary.Check(OpenMMNative.openmm_system_from_xml(ToXml(), &system));
        return new SystemObject(system);
    }

    private int Existing(int particle) => (uint)particle < (uint)_masses.Count
        ? particle
        : throw new ArgumentOutOfRangeException(nameof(particle), particle, $"The System has {_masses.Count} particles, numbered from 0.");
}
