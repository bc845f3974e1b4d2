using System.Globalization;
using System.Xml.Linq;
using Xunit;

namespace OpenMM.Tests;

/// <summary>What C# writes, OpenMM reads as the same numbers; what OpenMM writes, C# reads.</summary>
public sealed class XmlTests
{
    public static TheoryData<string> ForceNames => new(Forces().Select(f => f.TypeName));

    public static TheoryData<string> IntegratorNames => new(Integrators().Select(i => i.TypeName));

    /// <summary>Every attribute of every element that C# writes comes back from OpenMM with the same value.</summary>
    [OpenMMTheory, MemberData(nameof(ForceNames))]
    public void ForcesAreReadAsWritten(string name)
    {
        MolecularSystem system = Particles();
        Force force = system.AddForce(Forces().Single(f => f.TypeName == name));
        force.ForceGroup = 3;
        force.Name = "my <name> & \"quotes\" é";
        Same(force.ToXml(), XElement.Parse(system.ToOpenMMXml()).Element("Forces")!.Elements().Single());
    }

    [OpenMMTheory, MemberData(nameof(IntegratorNames))]
    public unsafe void IntegratorsAreReadAsWritten(string name)
    {
        Integrator integrator = Integrators().Single(i => i.TypeName == name);
        using Native.IntegratorObject native = integrator.Create();
        using var lease = native.Use();
        Same(integrator.ToXml(), XElement.Parse(OpenMMLibrary.Text(Native.OpenMMNative.openmm_integrator_to_xml(lease.Pointer))));
    }

    [OpenMMTheory, MemberData(nameof(IntegratorNames))]
    public void EveryIntegratorMoves(string name)
    {
        using var context = new Context(Boxes.Wells(5), Integrators().Single(i => i.TypeName == name), Installation.Reference);
        Vec3[] positions = Boxes.Scattered(5);
        context.SetPositions(positions);
        context.Step(10);
        using State state = context.GetState(StateTypes.Positions | StateTypes.Energy);
        Assert.NotEqual(positions, state.Positions.ToArray());
        Assert.All(state.Positions.ToArray(), p => Assert.True(p.IsFinite));
        Assert.Equal(10, context.StepCount);
    }

    [OpenMMFact]
    public void ASystemSurvivesTheWayThroughOpenMM()
    {
        MolecularSystem system = Particles();
        system.DefaultBox = Box.FromLengthsAndAngles(3, 3.5, 4, 80, 75, 100);
        system.AddConstraint(0, 1, 0.1 / 3);
        system.SetMass(5, 0);
        system.SetVirtualSite(5, new OutOfPlaneSite(0, 1, 2, 0.1, 0.2, -1.0 / 7));
        system.SetMass(4, 0);
        system.SetVirtualSite(4, new LocalCoordinatesSite([0, 1, 2], [1, 0, 0], [-1, 0.5, 0.5], [0, -1, 1], new Vec3(0.01, 0.02, 1.0 / 3)));
        foreach (Force force in Forces().Where(f => f is not (MonteCarloMembraneBarostat or MonteCarloAnisotropicBarostat)))
            system.AddForce(force);
        MolecularSystem back = MolecularSystem.FromXml(system.ToOpenMMXml());
        Assert.Equal(system.Masses, back.Masses);
        Assert.Equal(system.DefaultBox, back.DefaultBox);
        Assert.Equal(system.Constraints, back.Constraints);
        Assert.Equal(system.VirtualSites[5], back.VirtualSites[5]);
        Assert.Equal(system.VirtualSites[4].Particles, back.VirtualSites[4].Particles);
        Assert.Equal(((LocalCoordinatesSite)system.VirtualSites[4]).Position, ((LocalCoordinatesSite)back.VirtualSites[4]).Position);
        Assert.Equal(system.Forces.Select(f => f.TypeName), back.Forces.Select(f => f.TypeName));
        Assert.Equal(system.ToOpenMMXml(), back.ToOpenMMXml());
        Assert.Equal(back.ToXml(), MolecularSystem.FromXml(back.ToXml()).ToXml());
    }

    [OpenMMFact]
    public void AStateSurvivesXml()
    {
        using var context = new Context(Boxes.Wells(4), new VerletIntegrator(0.001), Installation.Reference);
        context.SetPositions(Boxes.Scattered(4));
        context.SetVelocitiesToTemperature(300, 5);
        context.Step(3);
        using State state = context.GetState(StateTypes.Positions | StateTypes.Velocities | StateTypes.Forces | StateTypes.Energy | StateTypes.Parameters);
        using State back = State.FromXml(state.ToXml());
        Assert.Equal(state.Positions.ToArray(), back.Positions.ToArray());
        Assert.Equal(state.Velocities.ToArray(), back.Velocities.ToArray());
        Assert.Equal(state.Forces.ToArray(), back.Forces.ToArray());
        Assert.Equal(state.PotentialEnergy, back.PotentialEnergy);
        Assert.Equal(500, back.Parameters["k"]);
        Assert.Equal(state.Time, back.Time);
    }

    /// <summary>A force without a class here, and a custom integrator with a variable, as XML.</summary>
    [OpenMMFact]
    public void AnythingElseGoesAsXml()
    {
        MolecularSystem system = Boxes.Wells(2);
        system.AddForce(new XmlForce("""
            <Force energy="a*theta" forceGroup="2" name="x" type="CustomAngleForce" usesPeriodic="0" version="3"><PerAngleParameters/>
            <GlobalParameters><Parameter default="1.5" name="a"/></GlobalParameters><EnergyParameterDerivatives/><Angles/></Force>
            """));
        Integrator integrator = Integrator.FromXml("""
            <Integrator constraintTolerance="1e-05" kineticEnergyExpression="m*v*v/2" randomSeed="0" stepSize=".001" type="CustomIntegrator" version="2">
            <GlobalVariables pushes="1"/><PerDofVariables/><Computations>
            <Computation computationExpression="pushes+1" computationType="0" computationVariable="pushes"/></Computations><Functions/></Integrator>
            """);
        using var context = new Context(system, integrator, Installation.Reference);
        context.SetPositions(new Vec3[2]);
        context.Step(4);
        Assert.Equal(5, context.GetIntegratorValue("pushes"));
        Assert.Equal(1.5, context.GetParameter("a"));
        Assert.Equal(["a", "k"], context.ParameterNames.Order());
    }

    private static MolecularSystem Particles()
    {
        var system = new MolecularSystem();
        for (int i = 0; i < 6; i++)
            system.AddParticle(10 + i / 3.0);
        return system;
    }

    private static IEnumerable<Force> Forces()
    {
        var nonbonded = new NonbondedForce
        {
            Method = NonbondedMethod.LjPme,
            Cutoff = 0.9,
            SwitchingDistance = 0.8,
            PmeParameters = (3.1, 20, 24, 30),
            DispersionCorrection = false,
            EwaldErrorTolerance = 1e-4,
            ReactionFieldDielectric = 60,
            ExceptionsArePeriodic = true,
        };
        var custom = new CustomNonbondedForce("g*a1*a2/r")
        {
            PerParticleParameters = { "a" },
            GlobalParameters = { ["g"] = 1 / 7.0 },
            EnergyDerivatives = { "g" },
            Method = NonbondedMethod.CutoffPeriodic,
            Cutoff = 0.7,
            SwitchingDistance = 0.6,
            LongRangeCorrection = true,
            Exclusions = { (0, 1) },
            InteractionGroups = { ([0, 1], [2, 3, 4]) },
        };
        for (int i = 0; i < 6; i++)
        {
            nonbonded.AddParticle(Math.Pow(-1.1, i), 0.3 + i / 70.0, 0.1 * i);
            custom.AddParticle(i / 3.0);
        }

        nonbonded.AddException(0, 5, 1e-17, 0.31, 2e9);
        yield return nonbonded;
        yield return custom;
        yield return new HarmonicBondForce { Bonds = { new(0, 1, 0.1 / 3, 1e5) }, Periodic = true };
        yield return new HarmonicAngleForce { Angles = { new(0, 1, 2, 1.9, 1 / 3.0) }, Periodic = true };
        yield return new PeriodicTorsionForce { Torsions = { new(0, 1, 2, 3, 3, Math.PI, -0.65) } };
        yield return new RBTorsionForce { Torsions = { new(0, 1, 2, 3, 1, -2, 3.3, 4, 5e-3, 6) } };
        var external = new CustomExternalForce("k*x^2+g") { PerParticleParameters = { "k" }, GlobalParameters = { ["g"] = 2 } };
        external.AddParticle(3, 0.1);
        yield return external;
        var bond = new CustomBondForce("k*r^2") { PerBondParameters = { "k" }, Periodic = true };
        bond.AddBond(2, 4, 1 / 9.0);
        yield return bond;
        yield return new CMMotionRemover { Frequency = 7 };
        yield return new AndersenThermostat(310, 2.5) { RandomSeed = 4 };
        yield return new MonteCarloBarostat(1.01325, 298.15) { Frequency = 10, RandomSeed = 5 };
        yield return new MonteCarloAnisotropicBarostat(new Vec3(1, 2, 3), 298.15) { Scale = (true, false, true), RandomSeed = 6 };
        yield return new MonteCarloMembraneBarostat(1, 200, 298.15, MembraneXYMode.Anisotropic, MembraneZMode.ConstantVolume) { RandomSeed = 8 };
    }

    private static IEnumerable<Integrator> Integrators() =>
    [
        new VerletIntegrator(0.0011) { ConstraintTolerance = 1e-7 },
        new LangevinIntegrator(301, 0.9, 0.002) { RandomSeed = 3 },
        new LangevinMiddleIntegrator(302, 0.8, 0.002),
        new NoseHooverIntegrator(303, 50, 0.001) { ChainLength = 4, MultipleTimeSteps = 2, YoshidaSuzukiTerms = 5 },
        new BrownianIntegrator(304, 100, 0.0001),
        new VariableVerletIntegrator(1e-4) { MaximumStepSize = 0.002 },
        new VariableLangevinIntegrator(305, 1, 1e-4) { MaximumStepSize = 0.002, RandomSeed = 9 },
    ];

    // All of ours is in theirs: elements in order, attributes as numbers where they are numbers.
    private static void Same(XElement ours, XElement theirs)
    {
        foreach (XAttribute a in ours.Attributes())
        {
            string? other = theirs.Attribute(a.Name)?.Value;
            bool equal = double.TryParse(a.Value, CultureInfo.InvariantCulture, out double x) && double.TryParse(other, CultureInfo.InvariantCulture, out double y)
                ? x.Equals(y)
                : a.Value == other;
            Assert.True(equal, $"{ours.Name} {a.Name}: C# wrote '{a.Value}', OpenMM has '{other}'");
        }

        Assert.Equal(ours.Elements().Select(e => e.Name.LocalName).Where(n => n is not "Functions").Order(),
            theirs.Elements().Select(e => e.Name.LocalName).Where(n => n is not "Functions").Order());
        foreach (IGrouping<XName, XElement> group in ours.Elements().GroupBy(e => e.Name))
        {
            foreach ((XElement mine, XElement its) in group.Zip(theirs.Elements(group.Key)))
                Same(mine, its);
        }
    }
}
