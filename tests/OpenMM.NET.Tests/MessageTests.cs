using IonicMlff.Testing;
using Xunit;

namespace OpenMM.Tests;

/// <summary>What a user does wrong: each message names the thing, what was met and the cure.</summary>
public sealed class MessageTests
{
    [OpenMMFact]
    public void UnknownPlatform() => Refused(() => Platform.ByName("Cpu"), "no platform 'Cpu'", "did you mean 'CPU'", "Reference", "libopenmm-plugins");

    [OpenMMFact]
    public void UnknownProperty() => Refused(
        () => new Context(Boxes.Wells(1), new VerletIntegrator(0.001), Platform.ByName("CPU"), new Dictionary<string, string> { ["Thread"] = "2" }),
        "CPU has no property 'Thread'", "did you mean 'Threads'");

    [OpenMMFact]
    public void WrongNumberOfPositions() => Refused(c => c.SetPositions(new Vec3[4]), "4 positions were given", "3 particles");

    [OpenMMFact]
    public void WrongNumberOfVelocities() => Refused(c => c.SetVelocities(new Vec3[1]), "1 velocities were given", "3 particles");

    [OpenMMFact]
    public void UnknownParameter() => Refused(c => c.SetParameter("kk", 1), "no parameter 'kk'", "did you mean 'k'");

    [OpenMMFact]
    public void UnknownIntegratorValue() =>
        Refused(c => c.SetIntegratorValue("temperature", 300), "no value named 'temperature'", "constraintTolerance, stepSize");

    [OpenMMFact]
    public void StateWithoutWhatIsRead() => Refused(c =>
    {
        c.SetPositions(new Vec3[3]);
        using State state = c.GetState(StateTypes.Positions);
        _ = state.PotentialEnergy;
    }, "holds Positions, not Energy", "GetState");

    /// <summary>OpenMM's own text.</summary>
    [OpenMMFact]
    public void ForcesThatOpenMMRefuses()
    {
        MolecularSystem system = Boxes.Wells(2);
        system.AddForce(new NonbondedForce()).AddParticle(0, 1, 0);
        Refused(() => new Context(system, new VerletIntegrator(0.001), Installation.Reference),
            "NonbondedForce must have exactly as many particles as the System it belongs to");
    }

    [OpenMMFact]
    public void BoxTooSmallForTheCutoff()
    {
        (Topology topology, Vec3[] positions) = Boxes.Water(2);
        Refused(() =>
        {
            using var context = new Context(Boxes.WaterSystem(topology, cutoff: 1.2), new VerletIntegrator(0.001), Installation.Reference);
            context.SetPositions(positions);
            using State state = context.GetState(StateTypes.Energy);
        }, "cutoff distance", "half the periodic box");
    }

    [OpenMMFact]
    public void DamagedCheckpoint()
    {
        using var context = new Context(Boxes.Wells(3), new VerletIntegrator(0.001), Installation.Reference);
        context.SetPositions(new Vec3[3]);
        byte[] good = context.CreateCheckpoint();
        Refused(() => context.LoadCheckpoint(good.AsSpan(0, good.Length / 2)), "damaged");
        Refused(() => context.LoadCheckpoint("no checkpoint at all"u8));
        context.LoadCheckpoint(good);
    }

    [OpenMMFact]
    public void CheckpointThatIsNotThere()
    {
        using var simulation = new Simulation(Boxes.Wells(1), new VerletIntegrator(0.001), Installation.Reference);
        Refused(() => simulation.LoadCheckpoint("/no/such.chk"), "'/no/such.chk' does not exist");
    }

    [OpenMMFact]
    public void XmlOfSomethingElse()
    {
        Refused(() => MolecularSystem.FromXml(new VerletIntegrator(0.001).ToXml().ToString()), "VerletIntegrator, not a System");
        Refused(() => Integrator.FromXml(new MolecularSystem().ToXml()), "System, not an Integrator");
        Refused(() => State.FromXml(new MolecularSystem().ToXml()), "System, not a State");
        Refused(() => MolecularSystem.FromXml("<System"), "XML of the System can't be read");
        Refused(() => MolecularSystem.FromXml("<System type=\"System\"/>"), "no <PeriodicBoxVectors>");
        Refused(() => new XmlForce("<Force/>"), "no attribute 'type'");
    }

    /// <summary>The C interface does not take an integrator for a system either.</summary>
    [OpenMMFact]
    public unsafe void NativeXmlOfSomethingElse()
    {
        static void Read(string? xml)
        {
            Native.openmm_system* system;
            OpenMMLibrary.Check(Native.OpenMMNative.openmm_system_from_xml(xml, &system));
        }

        Refused(() => Read(new VerletIntegrator(0.001).ToXml().ToString()), "not a System");
        Refused(() => Read("nothing"), "not XML");
        Refused(() => Read(null), "xml is NULL");
        Refused(() => OpenMMLibrary.Check(Native.OpenMMNative.openmm_context_step(null, 1)), "context is NULL");
        Refused(() => OpenMMLibrary.Check(Native.OpenMMNative.openmm_load_plugin("/no/such.so")), "/no/such.so");
    }

    [Fact]
    public void NumbersThatXmlCannotHold() =>
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => new VerletIntegrator(double.NaN).ToXml()).Message, StringComparison.Ordinal);

    [Fact]
    public void IndicesOutOfRange()
    {
        var system = new MolecularSystem();
        system.AddParticle(1);
        Assert.Contains("1 particles", Assert.Throws<ArgumentOutOfRangeException>(() => system.AddConstraint(0, 1, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => system.AddParticle(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HarmonicBondForce { ForceGroup = 32 });
    }

    [Fact]
    public void ModelsAndElements()
    {
        Refused(() => new IlmlffForce("/no/such/model.pth"), "'/no/such/model.pth' does not exist", "no folder /no/such");
        Refused(() => new IlmlffForce(Path.Combine(TestData.Root, "READNE.md")), "did you mean 'README.md'");
        Refused(() => new IlmlffForce(TestData.Root), "is a folder");
        Refused(() => new IlmlffForce().AddAtoms(["H", "Cx"]), "Particle 1: 'Cx' is not an element symbol");
        Refused(() => new IlmlffForce { Precision = "singel" }, "'singel'", "double, mixed");
        var force = new IlmlffForce(Path.Combine(TestData.Root, "README.md"));
        Refused(() => force.ToXml(), "no atoms", "AddAtoms");
    }

    [OpenMMFact]
    public void TrajectoriesThatCannotBeContinued()
    {
        string text = Installation.Scratch("text.dcd");
        File.WriteAllText(text, new string('x', 400));
        Refused(() => Append(new DcdReporter(text, 1, append: true)), "can't be continued", "not a DCD file");
        Refused(() => Append(new XtcReporter(text, 1, append: true)), "can't be continued: frame 1 begins with 2021161080; every frame of an XTC file begins with 1995");
        string dcd = Installation.Scratch("other.dcd"), xtc = Installation.Scratch("other.xtc");
        using (var reporter = new DcdReporter(dcd, 1))
            Append(reporter, particles: 5);
        using (var reporter = new XtcReporter(xtc, 1))
            Append(reporter, particles: 5);
        Refused(() => Append(new DcdReporter(dcd, 1, append: true)), "it has 5 atoms, the System 3");
        Refused(() => Append(new XtcReporter(xtc, 1, append: true)), "frame 1 has 5 atoms, the run has 3");

        static void Append(IReporter reporter, int particles = 3)
        {
            using var simulation = new Simulation(Boxes.Wells(particles), new VerletIntegrator(0.001), Installation.Reference);
            simulation.Context.SetPositions(Boxes.Scattered(particles));
            simulation.Reporters.Add(reporter);
            simulation.Step(1);
        }
    }

    private static void Refused(Action<Context> act, params string[] parts)
    {
        using var context = new Context(Boxes.Wells(3), new VerletIntegrator(0.001), Installation.Reference);
        Refused(() => act(context), parts);
    }

    private static void Refused(Action act, params string[] parts)
    {
        string message = Assert.Throws<OpenMMException>(act).Message;
        Assert.NotEmpty(message);
        Assert.All(parts, p => Assert.Contains(p, message, StringComparison.Ordinal));
    }
}
