using System.Xml.Linq;

namespace OpenMM;

/// <summary>½ k (r − r0)²; nm, kJ/mol/nm².</summary>
public readonly record struct HarmonicBond(int Particle1, int Particle2, double Length, double K);

/// <summary>½ k (θ − θ0)²; radians, kJ/mol/rad².</summary>
public readonly record struct HarmonicAngle(int Particle1, int Particle2, int Particle3, double Angle, double K);

/// <summary>k (1 + cos(n φ − phase)); radians, kJ/mol.</summary>
public readonly record struct PeriodicTorsion(
    int Particle1, int Particle2, int Particle3, int Particle4, int Periodicity, double Phase, double K);

/// <summary>Σ c_i cos^i(φ − 180°); kJ/mol.</summary>
public readonly record struct RyckaertBellemansTorsion(
    int Particle1, int Particle2, int Particle3, int Particle4, double C0, double C1, double C2, double C3, double C4, double C5);

/// <summary>Harmonic bonds.</summary>
public sealed class HarmonicBondForce : Force
{
    public override string TypeName => nameof(HarmonicBondForce);

    public IList<HarmonicBond> Bonds { get; } = [];

    /// <summary>Do bonds see images of the box?</summary>
    public bool Periodic { get; set; }

    public void AddBond(int particle1, int particle2, double length, double k) => Bonds.Add(new(particle1, particle2, length, k));

    private protected override int Version => 2;

    private protected override void Write(XElement force) => force.Add(Xml.Attribute("usesPeriodic", Periodic),
        new XElement("Bonds", Bonds.Select(b => new XElement("Bond", Xml.Attribute("p1", b.Particle1), Xml.Attribute("p2", b.Particle2),
            Xml.Attribute("d", b.Length), Xml.Attribute("k", b.K)))));
}

/// <summary>Harmonic angles.</summary>
public sealed class HarmonicAngleForce : Force
{
    public override string TypeName => nameof(HarmonicAngleForce);

    public IList<HarmonicAngle> Angles { get; } = [];

    public bool Periodic { get; set; }

    public void AddAngle(int particle1, int particle2, int particle3, double angle, double k) =>
        Angles.Add(new(particle1, particle2, particle3, angle, k));

    private protected override int Version => 2;

    private protected override void Write(XElement force) => force.Add(Xml.Attribute("usesPeriodic", Periodic),
        new XElement("Angles", Angles.Select(a => new XElement("Angle", Xml.Attribute("p1", a.Particle1), Xml.Attribute("p2", a.Particle2),
            Xml.Attribute("p3", a.Particle3), Xml.Attribute("a", a.Angle), Xml.Attribute("k", a.K)))));
}

/// <summary>Torsions as cosines.</summary>
public sealed class PeriodicTorsionForce : Force
{
    public override string TypeName => nameof(PeriodicTorsionForce);

    public IList<PeriodicTorsion> Torsions { get; } = [];

    public bool Periodic { get; set; }

    public void AddTorsion(int particle1, int particle2, int particle3, int particle4, int periodicity, double phase, double k) =>
        Torsions.Add(new(particle1, particle2, particle3, particle4, periodicity, phase, k));

    private protected override int Version => 2;

    private protected override void Write(XElement force) => force.Add(Xml.Attribute("usesPeriodic", Periodic),
        new XElement("Torsions", Torsions.Select(t => new XElement("Torsion", Xml.Attribute("p1", t.Particle1), Xml.Attribute("p2", t.Particle2),
            Xml.Attribute("p3", t.Particle3), Xml.Attribute("p4", t.Particle4), Xml.Attribute("periodicity", t.Periodicity),
            Xml.Attribute("phase", t.Phase), Xml.Attribute("k", t.K)))));
}

/// <summary>Torsions as Ryckaert–Bellemans polynomials.</summary>
public sealed class RBTorsionForce : Force
{
    public override string TypeName => nameof(RBTorsionForce);

    public IList<RyckaertBellemansTorsion> Torsions { get; } = [];

    public bool Periodic { get; set; }

    private protected override int Version => 2;

    private protected override void Write(XElement force) => force.Add(Xml.Attribute("usesPeriodic", Periodic),
        new XElement("Torsions", Torsions.Select(t => new XElement("Torsion", Xml.Attribute("p1", t.Particle1), Xml.Attribute("p2", t.Particle2),
            Xml.Attribute("p3", t.Particle3), Xml.Attribute("p4", t.Particle4), Xml.Attribute("c0", t.C0), Xml.Attribute("c1", t.C1),
            Xml.Attribute("c2", t.C2), Xml.Attribute("c3", t.C3), Xml.Attribute("c4", t.C4), Xml.Attribute("c5", t.C5)))));
}
