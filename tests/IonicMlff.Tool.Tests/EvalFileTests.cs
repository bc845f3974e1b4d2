using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>Labels, kept values, streams, interruption: what eval does around the numbers.</summary>
public sealed class EvalFileTests
{
    private static readonly string Model = TestData.Path("mace", "models", "var_i1_abs.model.gz");

    private const string Pair = """
        2
        Properties=species:S:1:pos:R:3:forces:R:3:mol_id:I:1 energy=-1.5 virial="1 2 3 4 5 6 7 8 9" config_type=eq pbc="F F F"
        H 0.0 0.0 0.0 1.0 2.0 3.0 1
        F 0.0 0.0 0.95 -1.0 -2.0 -3.0 1

        """;

    private static ToolRun Eval(string input, string output, params string[] more) =>
        ToolRun.Of(["eval", "--model", Model, "--input", input, "--output", output, "--backend", "reference", .. more]);

    [Fact]
    public void Labels_of_the_input_become_REF_and_the_rest_is_kept()
    {
        string input = Scratch.File("in.extxyz", Pair), output = Scratch.File("out.extxyz");
        Assert.Equal(0, Eval(input, output).ExitCode);
        Frame frame = Assert.Single(ExtxyzReader.Read(output));
        Assert.Equal(-1.5, frame.Values["REF_energy"].AsReal());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], frame.Values["REF_virial"].AsReals()!);
        Assert.Equal([1, 2, 3, -1, -2, -3], frame.Columns["REF_forces"].AsReals()!);
        Assert.Equal([1, 1], frame.Columns["mol_id"].AsReals()!);
        Assert.Equal("eq", frame.Values["config_type"].AsText());
        Assert.NotEqual(-1.5, frame.Values["energy"].AsReal());
        Assert.Equal(frame.Values["energy"].AsReal()!.Value, frame.Columns["energy_site"].AsReals()!.Sum(), 9);
        Assert.False(frame.Values.ContainsKey("stress"));
    }

    [Fact]
    public void Evaluating_the_output_again_changes_nothing()
    {
        string input = Scratch.File("in.extxyz", Pair), once = Scratch.File("once.extxyz"), twice = Scratch.File("twice.extxyz");
        Assert.Equal(0, Eval(input, once).ExitCode);
        Assert.Equal(0, Eval(once, twice).ExitCode);
        Assert.Equal(File.ReadAllText(once), File.ReadAllText(twice));
    }

    [Fact]
    public void Frames_go_to_standard_output_and_messages_do_not()
    {
        string input = Scratch.File("in.extxyz", Pair + Pair), output = Scratch.File("out.extxyz");
        ToolRun toFile = Eval(input, output), toOut = Eval(input, "-");
        Assert.Equal("", toFile.Out);
        Assert.Equal(File.ReadAllText(output), toOut.Out);
        Assert.Contains("2 frames, 4 atoms", toOut.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Compressed_files_are_read_and_written()
    {
        string input = Scratch.File("in.extxyz.gz"), output = Scratch.File("out.extxyz.gz");
        ExtxyzWriter.Write(input, ExtxyzReader.Read(Scratch.File("in.extxyz", Pair)));
        Assert.Equal(0, Eval(input, output).ExitCode);
        Assert.Equal([0x1f, 0x8b], File.ReadAllBytes(output)[..2]);
        Assert.Single(ExtxyzReader.Read(output));
    }

    [Fact]
    public void Frames_without_atoms_and_atoms_without_neighbours_are_ordinary()
    {
        string input = Scratch.File("in.extxyz", "0\nProperties=species:S:1:pos:R:3 pbc=\"F F F\"\n2\n\nH 0 0 0\nF 0 0 500\n"), output = Scratch.File("out.extxyz");
        ToolRun run = Eval(input, output);
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Frame[] frames = [.. ExtxyzReader.Read(output)];
        Assert.Equal(0.0, frames[0].Values["energy"].AsReal());
        Assert.Equal(new double[6], frames[1].Columns["forces"].AsReals());
        Assert.Equal(frames[1].Columns["energy_site"].AsReals()!.Sum(), frames[1].Values["energy"].AsReal()!.Value, 12);
    }

    [Fact]
    public void Interrupted_before_the_first_frame_nothing_is_written()
    {
        string input = Scratch.File("in.extxyz", Pair), output = Scratch.File("out.extxyz");
        ToolRun run = ToolRun.Of(new CancellationToken(canceled: true), "eval", "--model", Model, "--input", input, "--output", output);
        Assert.Equal(130, run.ExitCode);
        Assert.Contains("interrupted", run.Error, StringComparison.Ordinal);
        Assert.Equal(["in.extxyz"], Directory.GetFiles(Path.GetDirectoryName(input)!).Select(f => Path.GetFileName(f)));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(output)!));
    }

    [Fact]
    public void Interrupted_later_the_finished_frames_are_kept()
    {
        string input = Scratch.File("in.extxyz", string.Concat(Enumerable.Repeat(Pair, 50))), output = Scratch.File("out.extxyz");
        using var interrupt = new CancellationTokenSource();
        using var output_ = new StringWriter();
        using var error = new StringWriter();
        int reports = 0;
        var clock = new CountingClock(() =>
        {
            // The clock is read at the start and after each frame.
            if (++reports == 8)
            {
                interrupt.Cancel();
            }
        });
        int code = CommandLine.Application.Run(
            ["eval", "--model", Model, "--input", input, "--output", output, "--backend", "reference"],
            new Output.Terminal { Out = output_, Error = error, Interrupted = interrupt.Token, Clock = clock });
        Assert.Equal(130, code);
        int kept = ExtxyzReader.Read(output).Count();
        Assert.InRange(kept, 1, 49);
        Assert.Contains($"interrupted after {kept} of 50 frames; these are in {output}", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_DeePMD_folder_is_read_with_its_labels()
    {
        string folder = Scratch.Folder(), set = Directory.CreateDirectory(Path.Combine(folder, "set.000")).FullName;
        File.WriteAllText(Path.Combine(folder, "type.raw"), "1\n0\n");
        File.WriteAllText(Path.Combine(folder, "type_map.raw"), "F\nH\n");
        Npy.Write(Path.Combine(set, "coord.npy"), [0, 0, 0, 0, 0, 0.95, 0, 0, 0, 0, 0, 1.05], 2, 6);
        Npy.Write(Path.Combine(set, "box.npy"), [9, 0, 0, 0, 9, 0, 0, 0, 9, 9, 0, 0, 0, 9, 0, 0, 0, 9], 2, 9);
        Npy.Write(Path.Combine(set, "energy.npy"), [-1, -2], 2, 1);
        string output = Scratch.File("out.extxyz"), same = Scratch.File("same.extxyz"), out2 = Scratch.File("out2.extxyz");
        Assert.Equal(0, Eval(folder, output).ExitCode);
        File.WriteAllText(same, "2\nLattice=\"9 0 0 0 9 0 0 0 9\"\nH 0 0 0\nF 0 0 0.95\n2\nLattice=\"9 0 0 0 9 0 0 0 9\"\nH 0 0 0\nF 0 0 1.05\n");
        Assert.Equal(0, Eval(same, out2).ExitCode);
        Frame[] frames = [.. ExtxyzReader.Read(output)], expected = [.. ExtxyzReader.Read(out2)];
        Assert.Equal(2, frames.Length);
        for (int f = 0; f < 2; f++)
        {
            Assert.Equal(-1.0 - f, frames[f].Values["REF_energy"].AsReal());
            Assert.Equal(expected[f].Values["energy"].AsReal(), frames[f].Values["energy"].AsReal());
            Assert.Equal(expected[f].Values["stress"].AsReals(), frames[f].Values["stress"].AsReals());
            Assert.Equal(expected[f].Columns["forces"].AsReals(), frames[f].Columns["forces"].AsReals());
        }
    }

    private sealed class CountingClock(Action onRead) : TimeProvider
    {
        public override long GetTimestamp()
        {
            onRead();
            return base.GetTimestamp();
        }
    }
}
