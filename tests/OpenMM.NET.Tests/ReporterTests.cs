using System.Buffers.Binary;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Trajectories.Dcd;
using IonicMlff.Core.Trajectories.Xtc;
using IonicMlff.Testing;
using Xunit;

namespace OpenMM.Tests;

/// <summary>Trajectories, tables and checkpoints.</summary>
public sealed class ReporterTests
{
    /// <summary>The file is byte by byte what OpenMM's own writer makes of the same frames, but for the two title lines.</summary>
    [PythonTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void DcdIsWhatOpenMMWrites(bool periodic)
    {
        string ours = Installation.Scratch("ours.dcd"), theirs = Installation.Scratch("theirs.dcd");
        using (var writer = new DcdWriter(ours, 7, stepSize: 0.002, firstStep: 100, interval: 25, periodic))
        {
            for (int frame = 0; frame < 3; frame++)
                writer.Write(Cell.Orthogonal(30 + 10 * frame, 40, 55), Angstroms(Boxes.Scattered(7, frame)));
        }

        string positions = string.Join(",", Enumerable.Range(0, 3).Select(f => "[" + string.Join(",", Boxes.Scattered(7, f).Select(v => $"({v.X:R},{v.Y:R},{v.Z:R})")) + "]"));
        (int code, string text) = Installation.Run(Installation.Python, "-c", $"""
            from openmm import app, Vec3, unit
            top = app.Topology(); residue = top.addResidue("X", top.addChain())
            for i in range(7): top.addAtom("C", app.element.carbon, residue)
            if {(periodic ? "True" : "False")}: top.setPeriodicBoxVectors([Vec3(3,0,0),Vec3(0,4,0),Vec3(0,0,5.5)]*unit.nanometer)
            with open("{theirs}", "wb") as f:
                dcd = app.DCDFile(f, top, 0.002, 100, 25)
                for i, frame in enumerate([{positions}]):
                    dcd.writeModel([Vec3(*p) for p in frame], periodicBoxVectors=[Vec3(3+i,0,0),Vec3(0,4,0),Vec3(0,0,5.5)]*unit.nanometer if {(periodic ? "True" : "False")} else None)
            """);
        Assert.True(code == 0, text);
        byte[] a = File.ReadAllBytes(ours), b = File.ReadAllBytes(theirs);
        Assert.Equal(b.Length, a.Length);
        a.AsSpan(100, 160).Clear(); // titles
        b.AsSpan(100, 160).Clear();
        Assert.Equal(b, a);
    }

    [OpenMMFact]
    public void FramesAreThePositionsOfTheirSteps()
    {
        string file = Installation.Scratch("run.dcd");
        using Simulation simulation = Simulate();
        var seen = new List<Vec3[]>();
        using (var dcd = new DcdReporter(file, 5))
        {
            simulation.Reporters.Add(dcd);
            simulation.Reporters.Add(new Watch(5, s => seen.Add(s.Positions.ToArray())));
            simulation.Step(23);
        }

        Dcd read = Dcd.Read(file);
        Assert.Equal(4, read.Frames.Count);
        Assert.Equal((0, 5, 20), (read.FirstStep, read.Interval, read.LastStep));
        Assert.Equal(0.001, read.StepSize * 0.04888821, 1e-9);
        for (int f = 0; f < 4; f++)
        {
            for (int i = 0; i < 20; i++)
                Assert.Equal(((float)(10 * seen[f][i].X), (float)(10 * seen[f][i].Y), (float)(10 * seen[f][i].Z)), read.Frames[f][i]);
        }
    }

    [OpenMMFact]
    public void XtcFramesAreThePositionsOfTheirSteps()
    {
        string file = Installation.Scratch("run.xtc");
        using Simulation simulation = Simulate();
        var seen = new List<Vec3[]>();
        using (var xtc = new XtcReporter(file, 5))
        {
            simulation.Reporters.Add(xtc);
            simulation.Reporters.Add(new Watch(5, s => seen.Add(s.Positions.ToArray())));
            simulation.Step(23);
            Assert.Equal(4, xtc.FrameCount);
        }

        List<(XtcFrame Frame, double[] Positions)> read = XtcFrames(file);
        Assert.Equal([5, 10, 15, 20], read.Select(f => f.Frame.Step));
        Assert.Equal(0.02, read[^1].Frame.Time, 1e-8);
        Assert.Equal(Cell.Orthogonal(20, 20, 20), read[0].Frame.Cell);
        for (int f = 0; f < 4; f++)
            Assert.All(Angstroms(seen[f]).Zip(read[f].Positions), p => Assert.InRange(p.Second, p.First - 0.0050001, p.First + 0.0050001));
    }

    /// <summary>Interrupted between two checkpoints and resumed, all files are those of a run that was never interrupted.</summary>
    [OpenMMTheory]
    [InlineData(17)]
    [InlineData(30)]
    [InlineData(44)]
    public void AResumedRunContinuesItsFiles(int killedAfter)
    {
        static void Add(Simulation s, string folder, bool append)
        {
            s.Reporters.Add(new DcdReporter(Path.Combine(folder, "run.dcd"), 5, append));
            s.Reporters.Add(new XtcReporter(Path.Combine(folder, "run.xtc"), 5, append));
            s.Reporters.Add(new StateDataReporter(Path.Combine(folder, "run.csv"), 3, append: append));
            s.Reporters.Add(new CheckpointReporter(Path.Combine(folder, "run.chk"), 10));
        }

        static void Close(Simulation s)
        {
            foreach (IDisposable reporter in s.Reporters.OfType<IDisposable>())
                reporter.Dispose();
        }

        string whole = Path.GetDirectoryName(Installation.Scratch("x"))!, resumed = Path.GetDirectoryName(Installation.Scratch("x"))!;
        using (Simulation simulation = Simulate())
        {
            Add(simulation, whole, append: false);
            simulation.Step(60);
            Close(simulation);
        }

        using (Simulation simulation = Simulate())
        {
            Add(simulation, resumed, append: false);
            simulation.Step(killedAfter);
            Close(simulation);
        }

        File.AppendAllText(Path.Combine(resumed, "run.dcd"), "half a frame"); // it was killed while it wrote
        File.AppendAllBytes(Path.Combine(resumed, "run.xtc"), File.ReadAllBytes(Path.Combine(resumed, "run.xtc"))[..50]);
        File.AppendAllText(Path.Combine(resumed, "run.csv"), "48,0.0");
        using (Simulation simulation = Simulate())
        {
            simulation.LoadCheckpoint(Path.Combine(resumed, "run.chk"));
            Assert.Equal(killedAfter / 10 * 10, simulation.Context.StepCount);
            Add(simulation, resumed, append: true);
            simulation.Step(60 - simulation.Context.StepCount);
            Close(simulation);
        }

        Assert.Equal(File.ReadAllText(Path.Combine(whole, "run.csv")), File.ReadAllText(Path.Combine(resumed, "run.csv")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "run.dcd"))[260..], File.ReadAllBytes(Path.Combine(resumed, "run.dcd"))[260..]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "run.xtc")), File.ReadAllBytes(Path.Combine(resumed, "run.xtc")));
        Assert.Equal(Enumerable.Range(1, 12).Select(k => 5 * k), XtcFrames(Path.Combine(resumed, "run.xtc")).Select(f => f.Frame.Step));
        Assert.Equal(12, Dcd.Read(Path.Combine(resumed, "run.dcd")).Frames.Count);
        Assert.False(File.Exists(Path.Combine(resumed, "run.chk.new")));
    }

    [OpenMMFact]
    public void TheTableHasTheNumbersOfTheState()
    {
        using Simulation simulation = Simulate();
        using var text = new StringWriter();
        var states = new List<(double Time, double Potential, double Kinetic)>();
        simulation.Reporters.Add(new StateDataReporter(text, 4, StateData.All | StateData.Speed));
        simulation.Reporters.Add(new Watch(4, s => states.Add((s.Time, s.PotentialEnergy, s.KineticEnergy))));
        simulation.Step(12);
        Assert.StartsWith("#\"Step\",\"Time (ps)\",\"Potential Energy (kJ/mole)\",\"Kinetic Energy (kJ/mole)\",\"Total Energy (kJ/mole)\","
            + "\"Temperature (K)\",\"Box Volume (nm^3)\",\"Density (g/mL)\",\"Speed (ns/day)\"", text.ToString(), StringComparison.Ordinal);
        double[][] rows = WaterTests.Rows(text.ToString());
        Assert.Equal([4, 8, 12], rows.Select(r => (int)r[0]));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal([states[i].Time, states[i].Potential, states[i].Kinetic, states[i].Potential + states[i].Kinetic], rows[i][1..5]);
            Assert.Equal(2 * states[i].Kinetic / (60 * 0.00831446261815324), rows[i][5], 1e-9);
            Assert.Equal(8, rows[i][6], 1e-12);
            Assert.Equal(390 * 1.66053906892e-24 / 8e-21, rows[i][7], 1e-12); // masses 10 to 29
        }
    }

    /// <summary>Positions, velocities and the state of the random numbers: the same bits follow.</summary>
    [OpenMMFact]
    public void ACheckpointContinuesBitByBit()
    {
        using Simulation simulation = Simulate();
        simulation.Step(10);
        byte[] checkpoint = simulation.Context.CreateCheckpoint();
        simulation.Step(20);
        using State first = simulation.Context.GetState(StateTypes.Positions | StateTypes.Velocities);
        simulation.Context.LoadCheckpoint(checkpoint);
        Assert.Equal(10, simulation.Context.StepCount);
        simulation.Step(20);
        using State second = simulation.Context.GetState(StateTypes.Positions | StateTypes.Velocities);
        Assert.Equal(first.Positions.ToArray(), second.Positions.ToArray());
        Assert.Equal(first.Velocities.ToArray(), second.Velocities.ToArray());
        Assert.Equal(first.Time, second.Time);
    }

    [OpenMMFact]
    public void ACancelledTokenStopsBetweenSteps()
    {
        using Simulation simulation = Simulate();
        using var source = new CancellationTokenSource();
        simulation.Reporters.Add(new Watch(100, s => { if (s.StepCount == 300) source.Cancel(); }));
        Assert.Throws<OperationCanceledException>(() => simulation.Step(long.MaxValue / 2, source.Token));
        Assert.Equal(300, simulation.Context.StepCount);
        simulation.Step(10); // still usable

        using var later = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        long started = Environment.TickCount64;
        simulation.Reporters.Clear();
        Assert.Throws<OperationCanceledException>(() => simulation.Step(long.MaxValue / 2, later.Token));
        Assert.InRange(Environment.TickCount64 - started, 150, 5000);
        Assert.True(simulation.Context.StepCount > 310);
    }

    [OpenMMFact]
    public void ABlownUpSimulationSaysWhereItHappened()
    {
        using Simulation simulation = Simulate();
        using var dcd = new DcdReporter(Installation.Scratch("x.dcd"), 2);
        simulation.Reporters.Add(dcd);
        simulation.Step(4);
        simulation.Context.SetPositions([new Vec3(double.NaN, 0, 0), .. Boxes.Scattered(19)]);
        string message = Assert.Throws<OpenMMException>(() => simulation.Step(4)).Message;
        Assert.Contains("particle 0 is not finite at step 6", message, StringComparison.Ordinal);
        Assert.Contains("smaller step", message, StringComparison.Ordinal);
        Assert.Equal(2, dcd.FrameCount);
    }

    [OpenMMFact]
    public void MinimizingLowersTheEnergy()
    {
        using Simulation simulation = Simulate();
        double Energy()
        {
            using State state = simulation.Context.GetState(StateTypes.Energy);
            return state.PotentialEnergy;
        }

        double before = Energy();
        simulation.Context.MinimizeEnergy(tolerance: 0.1);
        using State end = simulation.Context.GetState(StateTypes.Forces);
        double force = Math.Sqrt(end.Forces.ToArray().Sum(f => f.Dot(f)) / 60);
        Assert.True(Energy() < 0.5 * before);
        Assert.True(force < 0.2, $"root mean square force {force}");
    }

    private static double[] Angstroms(IEnumerable<Vec3> positions) => [.. positions.SelectMany(v => (double[])[10 * v.X, 10 * v.Y, 10 * v.Z])];

    private static List<(XtcFrame Frame, double[] Positions)> XtcFrames(string path)
    {
        using XtcReader reader = XtcReader.Open(path);
        var frames = new List<(XtcFrame, double[])>();
        var x = new double[3 * reader.AtomCount];
        while (reader.TryRead(x, out XtcFrame frame))
            frames.Add((frame, [.. x]));
        return frames;
    }

    private static Simulation Simulate()
    {
        var simulation = new Simulation(Boxes.Wells(20), new VerletIntegrator(0.001), Installation.Reference);
        simulation.Context.SetPositions(Boxes.Scattered(20));
        simulation.Context.SetVelocitiesToTemperature(300, 1);
        return simulation;
    }

    private sealed class Watch(int interval, Action<State> look) : IReporter
    {
        public int Interval => interval;

        public StateTypes Needs => StateTypes.Positions | StateTypes.Energy;

        public void Report(Simulation simulation, State state) => look(state);
    }

    /// <summary>A reader that knows only the format's description: Fortran records around a header, a cell and three columns.</summary>
    private sealed record Dcd(int FirstStep, int Interval, int LastStep, float StepSize, List<(float X, float Y, float Z)[]> Frames)
    {
        public static Dcd Read(string path)
        {
            byte[] bytes = File.ReadAllBytes(path);
            int at = 0;
            byte[] Record()
            {
                int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
                Assert.Equal(length, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4 + length)));
                at += 8 + length;
                return bytes[(at - 4 - length)..(at - 4)];
            }

            byte[] header = Record();
            int Number(int i) => BitConverter.ToInt32(header, 4 + 4 * i);
            Assert.Equal("CORD"u8.ToArray(), header[..4]);
            Record(); // titles
            int atoms = BitConverter.ToInt32(Record());
            var frames = new List<(float, float, float)[]>();
            while (at < bytes.Length)
            {
                if (Number(10) != 0)
                    Record(); // cell
                byte[] x = Record(), y = Record(), z = Record();
                frames.Add([.. Enumerable.Range(0, atoms).Select(i => (BitConverter.ToSingle(x, 4 * i), BitConverter.ToSingle(y, 4 * i), BitConverter.ToSingle(z, 4 * i)))]);
            }

            Assert.Equal(frames.Count, Number(0));
            return new Dcd(Number(1), Number(2), Number(3), BitConverter.ToSingle(header, 4 + 36), frames);
        }
    }
}
