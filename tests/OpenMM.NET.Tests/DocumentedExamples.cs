using IonicMlff.Testing;
using Xunit;

namespace OpenMM.Tests;

/// <summary>The examples of docs/openmm-net.md: the same text, run.</summary>
public sealed class DocumentedExamples
{
    private static readonly string Page = Path.Combine(TestData.Root, "docs", "openmm-net.md");

    private static readonly string ThisFile = Path.Combine(TestData.Root, "tests", "OpenMM.NET.Tests", "DocumentedExamples.cs");

    /// <summary>Every C# block of the page stands in this file, so it compiles and runs.</summary>
    [Fact]
    public void ThePageHasWhatIsRunHere()
    {
        static string Plain(string text) => string.Join('\n', text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));
        string[] blocks = [.. File.ReadAllText(Page).Split("```csharp\n").Skip(1).Select(b => b.Split("```")[0])];
        Assert.True(blocks.Length >= 4);
        string here = Plain(File.ReadAllText(ThisFile));
        foreach (string block in blocks)
            Assert.True(here.Contains(Plain(block), StringComparison.Ordinal), "not in DocumentedExamples.cs:\n" + block);
    }

    [PythonFact]
    public void AWaterBox()
    {
        using var folder = new Here();
        var pdb = new PdbFile(Path.Combine(ForceField.DataFolders[0], "tip3p.pdb"));
        MolecularSystem system = new ForceField("tip3p.xml").CreateSystem(pdb.Topology, new ForceFieldOptions
        {
            NonbondedMethod = NonbondedMethod.Pme,
            NonbondedCutoff = 0.9,
        });
        system.AddForce(new MonteCarloBarostat(pressure: 1.01325, temperature: 300));

        using var simulation = new Simulation(system, new LangevinMiddleIntegrator(300, 1, 0.002), Platform.ByName("CPU"));
        simulation.Context.SetPositions([.. pdb.Positions]);
        simulation.Context.MinimizeEnergy(maxIterations: 20);
        simulation.Context.SetVelocitiesToTemperature(300);
        using var trajectory = new DcdReporter("water.dcd", interval: 10);
        using var table = new StateDataReporter("water.csv", interval: 5);
        simulation.Reporters.Add(trajectory);
        simulation.Reporters.Add(table);
        simulation.Reporters.Add(new CheckpointReporter("water.chk", interval: 10));
        simulation.Step(20);
        Assert.Equal(2, trajectory.FrameCount);
        Assert.Equal(5, File.ReadAllLines("water.csv").Length);

        simulation.LoadCheckpoint("water.chk");
        Assert.Equal(20, simulation.Context.StepCount);
    }

    [OpenMMFact]
    public void ALearnedPotential()
    {
        string model = Path.Combine(TestData.Root, "tests", "ToyPotentials", "bin",
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "ToyPotentials.dll") + ":PairToy";
        string[] elements = ["C", "N", "C", "N"];
        Vec3[] positions = [new(0, 0, 0), new(0.3, 0, 0), new(0, 0.3, 0), new(0, 0, 0.3)];
        var system = new MolecularSystem { DefaultBox = Box.Cube(1.5) };
        foreach (string element in elements)
            system.AddParticle(element == "C" ? 12.011 : 14.007);
        IlmlffForce force = system.AddForce(new IlmlffForce(model) { Precision = "double", Threads = 2, Periodic = true });
        force.AddAtoms(elements);

        using var context = new Context(system, new VerletIntegrator(0.0005), Platform.ByName("Reference"));
        context.SetPositions(positions);
        using State state = context.GetState(StateTypes.Energy | StateTypes.Forces);
        Console.WriteLine($"{state.PotentialEnergy} kJ/mol, force on atom 0: {state.Forces[0]}");
        Assert.True(state.PotentialEnergy < 0);
    }

    [OpenMMFact]
    public void Stopping()
    {
        using var simulation = new Simulation(Boxes.Wells(5), new VerletIntegrator(0.001), Platform.ByName("Reference"));
        simulation.Context.SetPositions(Boxes.Scattered(5));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        try
        {
            simulation.Step(1_000_000_000, stop.Token);
        }
        catch (OperationCanceledException)
        {
            simulation.SaveCheckpoint(Installation.Scratch("stopped.chk"));
        }

        Assert.True(simulation.Context.StepCount > 0);
    }

    [OpenMMFact]
    public void SpansAndXml()
    {
        using var context = new Context(Boxes.Wells(5), new VerletIntegrator(0.001), Platform.ByName("Reference"));
        context.SetPositions(Boxes.Scattered(5));
        using State state = context.GetState(StateTypes.Positions | StateTypes.Velocities);
        double farthest = 0;
        state.Read(StateTypes.Positions, positions =>
        {
            foreach (Vec3 r in positions)
                farthest = Math.Max(farthest, r.Length);
        });
        ReadOnlySpan<Vec3> velocities = state.Velocities;
        Assert.Equal(Boxes.Scattered(5).Max(r => r.Length), farthest);
        Assert.Equal(5, velocities.Length);

        MolecularSystem copy = MolecularSystem.FromXml(context.System.ToXml());
        copy.AddForce(new XmlForce("<Force type=\"CMMotionRemover\" version=\"1\" forceGroup=\"0\" frequency=\"10\"/>"));
        Assert.Equal(3, copy.Forces.Count);
    }

    // Examples write into the current folder.
    private sealed class Here : IDisposable
    {
        private readonly string _before = Directory.GetCurrentDirectory();

        public Here() => Directory.SetCurrentDirectory(Path.GetDirectoryName(Installation.Scratch("x"))!);

        public void Dispose() => Directory.SetCurrentDirectory(_before);
    }
}
