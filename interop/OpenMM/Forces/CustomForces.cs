using System.Xml.Linq;

namespace OpenMM;

/// <summary>A force whose energy is an expression in OpenMM's language.</summary>
public abstract class CustomForce(string energy) : Force
{
    /// <summary>Energy in kJ/mol.</summary>
    public string Energy { get; } = energy;

    /// <summary>Parameters of the whole system, with their defaults; changed through <see cref="Context.SetParameter"/>.</summary>
    public IDictionary<string, double> GlobalParameters { get; } = new Dictionary<string, double>();

    private protected XElement Globals() => new("GlobalParameters", GlobalParameters.Select(p =>
        new XElement("Parameter", new XAttribute("name", p.Key), Xml.Attribute("default", p.Value))));

    private protected static XElement Names(string list, IEnumerable<string> names) =>
        new(list, names.Select(n => new XElement("Parameter", new XAttribute("name", n))));

    private protected static void AddParameters(XElement item, IReadOnlyList<double> values)
    {
        for (int i = 0; i < values.Count; i++)
            item.Add(Xml.Attribute($"param{i + 1}", values[i]));
    }

    private protected double[] Checked(double[] values, IList<string> names) => values.Length == names.Count
        ? values
        : throw new ArgumentException($"{TypeName}: {values.Length} values, but it has {names.Count} parameters ({string.Join(", ", names)}).");
}

/// <summary>An energy for each particle as a function of x, y, z (nm).</summary>
public sealed class CustomExternalForce(string energy) : CustomForce(energy)
{
    private readonly List<(int Particle, double[] Values)> _particles = [];

    public override string TypeName => nameof(CustomExternalForce);

    public IList<string> PerParticleParameters { get; } = [];

    public void AddParticle(int particle, params double[] values) => _particles.Add((particle, Checked(values, PerParticleParameters)));

    private protected override void Write(XElement force) => force.Add(new XAttribute("energy", Energy),
        Names("PerParticleParameters", PerParticleParameters), Globals(),
        new XElement("Particles", _particles.Select(p =>
        {
            var item = new XElement("Particle", Xml.Attribute("index", p.Particle));
            AddParameters(item, p.Values);
            return item;
        })));
}

/// <summary>An energy for each listed pair as a function of r (nm).</summary>
public sealed class CustomBondForce(string energy) : CustomForce(energy)
{
    private readonly List<(int A, int B, double[] Values)> _bonds = [];

    public override string TypeName => nameof(CustomBondForce);

    public IList<string> PerBondParameters { get; } = [];

    public bool Periodic { get; set; }

    public void AddBond(int particle1, int particle2, params double[] values) => _bonds.Add((particle1, particle2, Checked(values, PerBondParameters)));

    private protected override int Version => 3;

    private protected override void Write(XElement force) => force.Add(new XAttribute("energy", Energy), Xml.Attribute("usesPeriodic", Periodic),
        Names("PerBondParameters", PerBondParameters), Globals(), new XElement("EnergyParameterDerivatives"),
        new XElement("Bonds", _bonds.Select(b =>
        {
            var item = new XElement("Bond", Xml.Attribute("p1", b.A), Xml.Attribute("p2", b.B));
            AddParameters(item, b.Values);
            return item;
        })));
}

/// <summary>An energy for every pair as a function of r (nm) and of both particles' parameters (name1, name2).</summary>
public sealed class CustomNonbondedForce(string energy) : CustomForce(energy)
{
    private readonly List<double[]> _particles = [];

    public override string TypeName => nameof(CustomNonbondedForce);

    public IList<string> PerParticleParameters { get; } = [];

    /// <summary>Pairs left out.</summary>
    public IList<(int Particle1, int Particle2)> Exclusions { get; } = [];

    /// <summary>Interactions only between two sets; empty: between all.</summary>
    public IList<(IReadOnlyCollection<int> Set1, IReadOnlyCollection<int> Set2)> InteractionGroups { get; } = [];

    /// <summary>Global parameters whose energy derivatives a state can hold.</summary>
    public IList<string> EnergyDerivatives { get; } = [];

    /// <summary><see cref="NonbondedMethod.NoCutoff"/>, <see cref="NonbondedMethod.CutoffNonPeriodic"/> or <see cref="NonbondedMethod.CutoffPeriodic"/>.</summary>
    public NonbondedMethod Method { get; set; }

    /// <summary>nm.</summary>
    public double Cutoff { get; set; } = 1;

    public double? SwitchingDistance { get; set; }

    public bool LongRangeCorrection { get; set; }

    /// <summary>One call for each particle of the System, in its order.</summary>
    public void AddParticle(params double[] values) => _particles.Add(Checked(values, PerParticleParameters));

    private protected override int Version => 2;

    private protected override void Write(XElement force)
    {
        if (Method > NonbondedMethod.CutoffPeriodic)
            throw new OpenMMException($"CustomNonbondedForce can't use {Method}: choose NoCutoff, CutoffNonPeriodic or CutoffPeriodic.");
        static XElement Set(string name, IEnumerable<int> particles) =>
            new(name, particles.Select(p => new XElement("Particle", Xml.Attribute("index", p))));
        force.Add(new XAttribute("energy", Energy), Xml.Attribute("method", (int)Method), Xml.Attribute("cutoff", Cutoff),
            Xml.Attribute("useSwitchingFunction", SwitchingDistance is not null), Xml.Attribute("switchingDistance", SwitchingDistance ?? -1),
            Xml.Attribute("useLongRangeCorrection", LongRangeCorrection),
            Names("PerParticleParameters", PerParticleParameters), Globals(), Names("EnergyParameterDerivatives", EnergyDerivatives),
            new XElement("Particles", _particles.Select(values =>
            {
                var item = new XElement("Particle");
                AddParameters(item, values);
                return item;
            })),
            new XElement("Exclusions", Exclusions.Select(e => new XElement("Exclusion", Xml.Attribute("p1", e.Particle1), Xml.Attribute("p2", e.Particle2)))),
            new XElement("Functions"),
            new XElement("InteractionGroups", InteractionGroups.Select(g => new XElement("InteractionGroup", Set("Set1", g.Set1), Set("Set2", g.Set2)))));
    }
}
