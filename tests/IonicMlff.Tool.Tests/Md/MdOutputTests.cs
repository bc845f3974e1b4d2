using IonicMlff.Core.Frames;
using IonicMlff.Core.Topologies;
using IonicMlff.Core.Trajectories.Xtc;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Md;

/// <summary>Files of a run beside the text trajectory, and what goes into a run from its config.</summary>
public sealed class MdOutputTests
{
    [TheoryForLammps]
    [InlineData("lammps")]
    [InlineData("openmm")]
    public void The_packed_trajectory_has_the_same_frames(string engine)
    {
        if (engine == "openmm" && Argon.Missing is not null)
            return; // without OpenMM there is one engine to look at
        string text = Argon.Folder(Argon.Config(engine: engine)), packed = Argon.Folder(Argon.Config(engine: engine).Replace("output: {", "output: {format: xtc, ", StringComparison.Ordinal));
        foreach (string folder in (string[])[text, packed])
        {
            using System.Diagnostics.Process tool = Argon.Start(folder); // random numbers belong to the process
            string error = tool.StandardError.ReadToEnd();
            tool.WaitForExit();
            Assert.True(tool.ExitCode == 0, error);
        }

        Frame[] frames = [.. ExtxyzReader.Read(Argon.Out(text, "trajectory.extxyz"))];
        using XtcReader reader = XtcReader.Open(Argon.Out(packed, "trajectory.xtc"));
        var x = new double[3 * reader.AtomCount];
        foreach (Frame frame in frames)
        {
            Assert.True(reader.TryRead(x, out XtcFrame read));
            Assert.Equal(frame.Values["step"].AsReal(), read.Step);
            Assert.Equal(frame.Values["time"].AsReal()!.Value, read.Time, 1e-6);
            Assert.Equal(frame.Cell.Volume, read.Cell.Volume, 1e-6 * read.Cell.Volume);
            Assert.All(frame.Positions.Zip(x), p => Assert.InRange(p.Second, p.First - 0.0050001, p.First + 0.0050001));
        }

        Assert.False(reader.TryRead(x, out _));
        Assert.Equal(File.ReadAllText(Argon.Out(text, "thermo.csv")), File.ReadAllText(Argon.Out(packed, "thermo.csv")));
        Topology structure = PdbFile.Read(Argon.Out(packed, "structure.pdb"));
        Frame start = ExtxyzReader.Read(Path.Combine(packed, "argon.extxyz")).Single();
        Assert.Equal(start.AtomicNumbers, structure.Elements);
        Assert.All(start.Positions.Zip(structure.Positions!), p => Assert.InRange(p.Second, p.First - 0.00051, p.First + 0.00051));
        Assert.Equal(start.Cell.Ax, structure.Cell.Ax, 1e-3);
        Assert.False(File.Exists(Argon.Out(text, "structure.pdb")));
    }

    [TheoryForLammps]
    [InlineData("lammps")]
    [InlineData("openmm")]
    public void Words_reach_the_potential(string engine)
    {
        if (engine == "openmm" && Argon.Missing is not null)
            return;
        string Config(string words) => Argon.Config("nve", engine: engine).Replace("{threads: 1}", $"{{threads: 1, words: {{{words}}}}}", StringComparison.Ordinal)
            .Replace("  - {kind: minimise, force_tolerance: 0.001}\n", "", StringComparison.Ordinal).Replace("time: 0.6, ensemble: nvt", "time: 0.002, ensemble: nvt", StringComparison.Ordinal)
            .Replace("time: 2}", "time: 0.002}", StringComparison.Ordinal);
        double Energy(string words)
        {
            string folder = Argon.Folder(Config(words));
            ToolRun run = Argon.Run(folder);
            Assert.True(run.ExitCode == 0, run.Error);
            return Argon.Column(folder, 4)[0];
        }

        double once = Energy("epsilon: 0.01");
        Assert.Equal(2 * once, Energy("epsilon: 0.02"), 1e-9 * Math.Abs(once));
        ToolRun wrong = Argon.Run(Argon.Folder(Config("epsillon: 0.02")));
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("epsillon", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("epsilon", wrong.Error.Replace("epsillon", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>An atom that the data file puts some cells away starts there in both engines.</summary>
    [TheoryForLammps]
    [InlineData("lammps")]
    [InlineData("openmm")]
    public void Image_flags_of_a_data_file_count(string engine)
    {
        if (engine == "openmm" && Argon.Missing is not null)
            return;
        string folder = Argon.Folder(Argon.Config("nve", engine: engine).Replace("argon.extxyz", "start.data", StringComparison.Ordinal)
            .Replace("  - {kind: minimise, force_tolerance: 0.001}\n  - {kind: heat, from: 10, to: 60, time: 0.6, ensemble: nvt}\n", "", StringComparison.Ordinal)
            .Replace("time: 2}", "time: 0.1}", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "start.data"), """
            two atoms

            2 atoms
            1 atom types
            0 20 xlo xhi
            0 30 ylo yhi
            0 40 zlo zhi
            3 -2 1 xy xz yz

            Masses

            1 39.948

            Atoms # atomic

            1 1 1.0 2.0 3.0 1 -2 3
            2 1 5.0 2.0 3.0 0 0 0

            Velocities

            1 0 0 0
            2 0 0 0

            """);
        ToolRun run = Argon.Run(folder);
        Assert.True(run.ExitCode == 0, run.Error);
        double[] first = ExtxyzReader.Read(Argon.Out(folder, "trajectory.extxyz")).First().Positions;
        double[] expected = [1 + 20 - 2 * 3 + 3 * -2, 2 - 2 * 30 + 3 * 1, 3 + 3 * 40, 5, 2, 3];
        Assert.All(expected.Zip(first), p => Assert.Equal(p.First, p.Second, 1e-6));
    }

    [Fact]
    public void A_model_file_takes_no_words()
    {
        string config = Argon.Config(engine: "lammps").Replace(Argon.Potential, "argon.extxyz", StringComparison.Ordinal).Replace("{threads: 1}", "{words: {epsilon: 1}}", StringComparison.Ordinal);
        ToolRun run = Argon.Run(Argon.Folder(config));
        Assert.Equal(65, run.ExitCode);
        Assert.Contains("'model_options.words' are words of a potential in C# (a .dll); 'model' names none.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("output: {", "output: {format: trr, ", "'output.format' does not know 'trr'")]
    [InlineData("{threads: 1}", "{words: {epsilon: }}", "'model_options.words.epsilon' has no value.")]
    [InlineData("{threads: 1}", "{words: epsilon}", "'model_options.words' must be a mapping")]
    public void Wrong_words(string from, string to, string message)
    {
        ToolRun run = Argon.Run(Argon.Folder(Argon.Config(engine: "lammps").Replace(from, to, StringComparison.Ordinal)));
        Assert.Equal(65, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
