using System.Xml.Linq;

namespace OpenMM;

/// <summary>How interactions beyond the cutoff are treated; OpenMM's numbers.</summary>
public enum NonbondedMethod
{
    NoCutoff = 0,
    CutoffNonPeriodic = 1,
    CutoffPeriodic = 2,
    Ewald = 3,
    Pme = 4,
    LjPme = 5,
}

/// <summary>Charge (e), Lennard-Jones σ (nm) and ε (kJ/mol) of a particle.</summary>
public readonly record struct NonbondedParticle(double Charge, double Sigma, double Epsilon);

/// <summary>A pair with its own parameters; all zero: no interaction.</summary>
public readonly record struct NonbondedException(int Particle1, int Particle2, double ChargeProduct, double Sigma, double Epsilon);

/// <summary>Coulomb and Lennard-Jones interactions of all pairs.</summary>
public sealed class NonbondedForce : Force
{
    public override string TypeName => nameof(NonbondedForce);

    /// <summary>One for each particle of the System, in its order.</summary>
    public IList<NonbondedParticle> Particles { get; } = [];

    public IList<NonbondedException> Exceptions { get; } = [];

    public NonbondedMethod Method { get; set; }

    /// <summary>nm.</summary>
    public double Cutoff { get; set; } = 1;

    /// <summary>Where the Lennard-Jones energy begins to be switched off, nm; null: not at all.</summary>
    public double? SwitchingDistance { get; set; }

    public double ReactionFieldDielectric { get; set; } = 78.3;

    public double EwaldErrorTolerance { get; set; } = 5e-4;

    public bool DispersionCorrection { get; set; } = true;

    /// <summary>Do exceptions see images of the box?</summary>
    public bool ExceptionsArePeriodic { get; set; }

    /// <summary>PME's α (1/nm) and grid; null: chosen from <see cref="EwaldErrorTolerance"/>.</summary>
    public (double Alpha, int Nx, int Ny, int Nz)? PmeParameters { get; set; }

    public void AddParticle(double charge, double sigma, double epsilon) => Particles.Add(new(charge, sigma, epsilon));

    public void AddException(int particle1, int particle2, double chargeProduct, double sigma, double epsilon) =>
        Exceptions.Add(new(particle1, particle2, chargeProduct, sigma, epsilon));

    /// <summary>
    /// Leaves out pairs one or two bonds apart and scales those three bonds apart, with Lorentz–Berthelot rules for their
    /// Lennard-Jones parameters.
    /// </summary>
    public void AddExceptionsFromBonds(IEnumerable<(int Atom1, int Atom2)> bonds, double coulomb14Scale, double lj14Scale)
    {
        var neighbors = new SortedSet<int>[Particles.Count];
        for (int i = 0; i < neighbors.Length; i++)
            neighbors[i] = [];
        foreach ((int a, int b) in bonds)
        {
            neighbors[a].Add(b);
            neighbors[b].Add(a);
        }

        for (int i = 0; i < neighbors.Length; i++)
        {
            foreach ((int j, int apart) in WithinThreeBonds(i, neighbors).Where(p => p.Key < i))
            {
                (NonbondedParticle p, NonbondedParticle q) = (Particles[j], Particles[i]);
                if (apart < 3)
                    AddException(j, i, 0, 1, 0);
                else
                    AddException(j, i, coulomb14Scale * p.Charge * q.Charge, 0.5 * (p.Sigma + q.Sigma), lj14Scale * Math.Sqrt(p.Epsilon * q.Epsilon));
            }
        }
    }

    // Particles up to three bonds away, with the number of bonds on the shortest way.
    private static SortedDictionary<int, int> WithinThreeBonds(int from, SortedSet<int>[] neighbors)
    {
        var found = new SortedDictionary<int, int> { [from] = 0 };
        List<int> shell = [from];
        for (int apart = 1; apart <= 3; apart++)
            shell = [.. shell.SelectMany(a => neighbors[a]).Where(a => found.TryAdd(a, apart))];
        return found;
    }

    private protected override int Version => 4;

    private protected override void Write(XElement force)
    {
        (double alpha, int nx, int ny, int nz) = PmeParameters ?? default;
        force.Add(
            Xml.Attribute("method", (int)Method), Xml.Attribute("cutoff", Cutoff), Xml.Attribute("ewaldTolerance", EwaldErrorTolerance),
            Xml.Attribute("rfDielectric", ReactionFieldDielectric), Xml.Attribute("dispersionCorrection", DispersionCorrection),
            Xml.Attribute("useSwitchingFunction", SwitchingDistance is not null), Xml.Attribute("switchingDistance", SwitchingDistance ?? -1),
            Xml.Attribute("exceptionsUsePeriodic", ExceptionsArePeriodic), Xml.Attribute("includeDirectSpace", 1),
            Xml.Attribute("alpha", alpha), Xml.Attribute("nx", nx), Xml.Attribute("ny", ny), Xml.Attribute("nz", nz),
            Xml.Attribute("ljAlpha", 0), Xml.Attribute("ljnx", 0), Xml.Attribute("ljny", 0), Xml.Attribute("ljnz", 0), Xml.Attribute("recipForceGroup", -1),
            new XElement("GlobalParameters"), new XElement("ParticleOffsets"), new XElement("ExceptionOffsets"),
            new XElement("Particles", Particles.Select(p => new XElement("Particle",
                Xml.Attribute("q", p.Charge), Xml.Attribute("sig", p.Sigma), Xml.Attribute("eps", p.Epsilon)))),
            new XElement("Exceptions", Exceptions.Select(e => new XElement("Exception", Xml.Attribute("p1", e.Particle1), Xml.Attribute("p2", e.Particle2),
                Xml.Attribute("q", e.ChargeProduct), Xml.Attribute("sig", e.Sigma), Xml.Attribute("eps", e.Epsilon)))));
    }
}
