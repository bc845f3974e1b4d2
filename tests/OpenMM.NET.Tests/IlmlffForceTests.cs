using System.Xml.Linq;
using IonicMlff.Testing;
using Xunit;

namespace OpenMM.Tests;

/// <summary>IonicMlff's force as an object of OpenMM.NET.</summary>
public sealed class IlmlffForceTests
{
    private static readonly string Toy = Path.Combine(TestData.Root, "tests", "ToyPotentials", "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "ToyPotentials.dll") + ":PairToy";

    private const double KilojoulesPerEv = 96.48533212331002;

    /// <summary>A C# potential with Lennard-Jones' formula gives what OpenMM's own force gives: units, signs, images.</summary>
    [OpenMMTheory]
    [InlineData(1)]
    [InlineData(2)] // a committee of two equals: the first drives
    public void ALennardJonesPotentialEqualsOpenMMsOwn(int members)
    {
        (Topology topology, Vec3[] positions) = Lattice();
        MolecularSystem ours = Particles(topology), theirs = Particles(topology);
        var force = ours.AddForce(new IlmlffForce(Enumerable.Repeat(Toy, members).ToArray()) { Threads = 2, ForceGroup = 4 });
        force.AddAtoms(topology);
        var lj = theirs.AddForce(new NonbondedForce { Method = NonbondedMethod.CutoffPeriodic, Cutoff = 0.6, DispersionCorrection = false });
        foreach (Atom _ in topology.Atoms)
            lj.AddParticle(0, 0.25, 0.01 * KilojoulesPerEv);
        (double energy, Vec3[] forces) = Evaluate(ours, positions);
        (double expectedEnergy, Vec3[] expectedForces) = Evaluate(theirs, positions);
        Assert.Equal(expectedEnergy, energy, 1e-10 * Math.Abs(expectedEnergy));
        for (int i = 0; i < forces.Length; i++)
            Assert.True((forces[i] - expectedForces[i]).Length <= 1e-9 * Math.Max(1, expectedForces[i].Length), $"force on {i}: {forces[i]}, expected {expectedForces[i]}");
    }

    /// <summary>It comes back from OpenMM's XML as it was written.</summary>
    [OpenMMFact]
    public void SurvivesXml()
    {
        (Topology topology, _) = Lattice();
        MolecularSystem system = Particles(topology);
        var force = system.AddForce(new IlmlffForce(Toy) { Precision = "mixed", Threads = 3, Backend = "auto", Charge = -1, Spin = 2, Periodic = true, Name = "toy" });
        force.AddAtoms(topology);
        force.AddBond(0, 1);
        string xml = system.ToOpenMMXml();
        Assert.Contains("precision=\"mixed\"", xml, StringComparison.Ordinal);
        Assert.Contains("threads=\"3\"", xml, StringComparison.Ordinal);
        Assert.Contains("charge=\"-1\"", xml, StringComparison.Ordinal);
        Assert.Contains($"<Model path=\"{Toy}\"/>", xml, StringComparison.Ordinal);
        Assert.Contains("periodic=\"yes\"", xml, StringComparison.Ordinal);
        Assert.Equal(xml, MolecularSystem.FromXml(xml).ToOpenMMXml());
    }

    /// <summary>The form with parameters of DeePMD models.</summary>
    [OpenMMFact]
    public void ParametersSurviveXml()
    {
        MolecularSystem system = new();
        system.AddParticle(1);
        system.AddForce(new IlmlffForce(Toy) { FrameParameters = [1 / 3.0, 2], AtomParameters = [0.7] }).AddAtoms(["H"]);
        string xml = system.ToOpenMMXml();
        var values = XElement.Parse(xml).Descendants("Parameter").Select(p => (p.Parent!.Name.LocalName, double.Parse(p.Attribute("value")!.Value)));
        Assert.Equal([("FrameParameters", 1 / 3.0), ("FrameParameters", 2), ("AtomParameters", 0.7)], values.OrderByDescending(v => v.LocalName));
    }

    [OpenMMFact]
    public void RunsDynamicsAndIsReleased()
    {
        (Topology topology, Vec3[] positions) = Lattice();
        MolecularSystem system = Particles(topology);
        system.AddForce(new IlmlffForce(Toy) { Threads = 1 }).AddAtoms(topology);
        double Total(Context context)
        {
            using State state = context.GetState(StateTypes.Energy);
            return state.PotentialEnergy + state.KineticEnergy;
        }

        using var context = new Context(system, new VerletIntegrator(0.001), Installation.Reference);
        context.SetPositions(positions);
        context.SetVelocitiesToTemperature(50, 3);
        context.Step(2);
        double before = Total(context);
        context.Step(20);
        Assert.Equal(before, Total(context), 0.5); // of about 40 kJ/mol kinetic
    }

    /// <summary>What goes wrong inside arrives with its text.</summary>
    [OpenMMFact]
    public void ItsErrorsArriveAsTheyAre()
    {
        (Topology topology, Vec3[] positions) = Lattice();
        MolecularSystem system = Particles(topology);
        system.AddForce(new IlmlffForce(Toy + "Missing")).AddAtoms(topology);
        string message = Assert.Throws<OpenMMException>(() => Evaluate(system, positions)).Message;
        Assert.Contains("PairToyMissing", message, StringComparison.Ordinal);
        Assert.StartsWith("IlmlffForce: ", message, StringComparison.Ordinal);

        MolecularSystem other = Particles(topology);
        other.AddParticle(1);
        other.AddForce(new IlmlffForce(Toy)).AddAtoms(topology);
        Assert.Contains("System of 64 particles, but the System has 65",
            Assert.Throws<OpenMMException>(() => new Context(other, new VerletIntegrator(0.001), Installation.Reference)).Message, StringComparison.Ordinal);
    }

    private static (double Energy, Vec3[] Forces) Evaluate(MolecularSystem system, Vec3[] positions)
    {
        using var context = new Context(system, new VerletIntegrator(0.001), Installation.Reference);
        context.SetPositions(positions);
        using State state = context.GetState(StateTypes.Energy | StateTypes.Forces);
        return (state.PotentialEnergy, state.Forces.ToArray());
    }

    private static MolecularSystem Particles(Topology topology)
    {
        var system = new MolecularSystem { DefaultBox = topology.Box!.Value };
        foreach (Atom _ in topology.Atoms)
            system.AddParticle(20);
        return system;
    }

    // 64 atoms near a cubic lattice in a triclinic box.
    private static (Topology, Vec3[]) Lattice()
    {
        Box box = Box.FromLengthsAndAngles(1.4, 1.45, 1.5, 85, 80, 95);
        var topology = new Topology { Box = box };
        Vec3[] noise = Boxes.Scattered(64);
        var positions = new Vec3[64];
        Residue residue = topology.AddResidue("GAS");
        for (int i = 0; i < 64; i++)
        {
            topology.AddAtom(residue, $"X{i}", i % 2 == 0 ? "C" : "N");
            positions[i] = box.A * (i % 4 / 4.0) + box.B * (i / 4 % 4 / 4.0) + box.C * (i / 16 / 4.0) + noise[i] * 0.05;
        }

        return (topology, positions);
    }
}
