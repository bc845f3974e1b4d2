using IonicMlff.Core.Frames;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>Frame and atom parameters of DeePMD models: from the command line, from frames, from folders.</summary>
public sealed class FrameParameterTests
{
    private const string Atoms = "2\nLattice=\"9 0 0 0 9 0 0 0 9\" KEYS Properties=species:S:1:pos:R:3COLUMN\nH 0 0 0 A\nF 0.1 0.2 1.15 B\n";

    private static readonly string Plain = TestData.Path("deepmd", "models", "s_tanh_oneside.pth.gz");
    private static readonly string Model = Write(1, 2);

    /// <summary>A model file whose fitting nets take parameters, averages 0 and deviations 1.</summary>
    private static string Write(int perFrame, int perAtom, double[]? standard = null)
    {
        DpmdModel plain = ModelFile.ReadDpmd(Plain);
        static ParameterStatistics Of(int count, double[]? standard = null) =>
            new() { Average = new double[count], InverseDeviation = [.. Enumerable.Repeat(1.0, count)], Default = standard };
        string file = Scratch.File($"parameters-{perFrame}-{perAtom}.safetensors");
        ModelFile.Write(file, plain with
        {
            FrameParameters = Of(perFrame, standard),
            AtomParameters = Of(perAtom),
            Fitting = [.. plain.Fitting.Select(net => net with { Layers = [Wider(net.Layers[0], perFrame + perAtom), .. net.Layers[1..]] })],
        });
        return file;
    }

    private static DpmdLayer Wider(DpmdLayer layer, int more) => layer with
    {
        In = layer.In + more,
        Weight = [.. layer.Weight, .. Enumerable.Range(0, more * layer.Out).Select(k => 0.3 * Math.Sin(k + 1))],
    };

    private static string Input(string keys = "", string column = "", string a = "", string b = "") => Scratch.File("in.extxyz",
        Atoms.Replace("KEYS", keys, StringComparison.Ordinal).Replace("COLUMN", column, StringComparison.Ordinal)
            .Replace(" A\n", $" {a}\n", StringComparison.Ordinal).Replace(" B\n", $" {b}\n", StringComparison.Ordinal));

    private static ToolRun Eval(string model, string input, string output, params string[] more) =>
        ToolRun.Of(["eval", "--model", model, "--input", input, "--output", output, .. more]);

    private static double Energy(string model, string input, params string[] more)
    {
        string output = Scratch.File("out.extxyz");
        ToolRun run = Eval(model, input, output, more);
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        return ExtxyzReader.Read(output).Single().Values["energy"].AsReal()!.Value;
    }

    [Fact]
    public void They_come_from_the_command_line_the_frame_or_the_folder()
    {
        double constant = Energy(Model, Input(), "--fparam", "0.4", "--aparam", "0.3", "-0.2");
        double ofFrame = Energy(Model, Input("fparam=0.4", ":aparam:R:2", "0.3 -0.2", "0.3 -0.2"));
        Assert.Equal(constant, ofFrame, 1e-12);
        Assert.NotEqual(constant, Energy(Model, Input("fparam=0.5", ":aparam:R:2", "0.3 -0.2", "0.3 -0.2")), 1e-6);
        Assert.NotEqual(constant, Energy(Model, Input("fparam=0.4", ":aparam:R:2", "0.3 -0.2", "0.3 -0.3")), 1e-6);

        // What the command line says holds for all frames.
        Assert.Equal(constant, Energy(Model, Input("fparam=7", ":aparam:R:2", "8 9", "8 9"), "--fparam", "0.4", "--aparam", "0.3", "-0.2"), 1e-12);

        string folder = Scratch.Folder(), set = Directory.CreateDirectory(Path.Combine(folder, "set.000")).FullName;
        File.WriteAllText(Path.Combine(folder, "type.raw"), "1 0");
        File.WriteAllText(Path.Combine(folder, "type_map.raw"), "F H");
        Npy.Write(Path.Combine(set, "coord.npy"), [0, 0, 0, 0.1, 0.2, 1.15], 6);
        Npy.Write(Path.Combine(set, "box.npy"), [9, 0, 0, 0, 9, 0, 0, 0, 9], 9);
        Npy.Write(Path.Combine(set, "fparam.npy"), [0.4], 1);
        Npy.Write(Path.Combine(set, "aparam.npy"), [0.3, -0.2, 0.3, -0.2], 4);
        Assert.Equal(constant, Energy(Model, folder), 1e-12);
    }

    [Fact]
    public void The_default_of_the_model_holds_where_nothing_is_given()
    {
        string model = Write(2, 0, [0.1, -0.6]);
        double standard = Energy(model, Input());
        Assert.Equal(standard, Energy(model, Input(), "--fparam", "0.1", "-0.6"), 1e-12);
        Assert.Equal(standard, Energy(model, Input("fparam=\"0.1 -0.6\"")), 1e-12);
        Assert.NotEqual(standard, Energy(model, Input("fparam=\"0.2 -0.6\"")), 1e-6);
    }

    [Fact]
    public void Committees_share_them()
    {
        string other = Scratch.File("other.safetensors"), input = Input("fparam=0.4", ":aparam:R:2", "0.3 -0.2", "0.1 0.5");
        File.Copy(Model, other);
        ToolRun run = ToolRun.Of("eval", "--model", Model, other, "--input", input, "--model-devi", "-");
        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Out.Split('\n')[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..], word => Assert.Equal("0.000000e+00", word));
        run = ToolRun.Of("eval", "--model", Model, Plain, "--input", input, "--model-devi", "-");
        Assert.Equal(65, run.ExitCode);
        Assert.Contains("takes 1 frame parameters (fparam), ", run.Error, StringComparison.Ordinal);
        Assert.Contains("takes 0; the members of a committee must take the same inputs.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_model_does_not_take_is_warned_about_or_refused()
    {
        string output = Scratch.File("out.extxyz"), frame = Input("fparam=0.4", ":aparam:R:2", "0.3 -0.2", "0.1 0.5");
        ToolRun run = Eval(Plain, frame, output);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("has frame parameters (fparam); the model takes none, so they are not used.", run.Error, StringComparison.Ordinal);
        run = Eval(Plain, Input(), Scratch.File("out.extxyz"), "--fparam", "1");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("fparam: the model takes no frame parameters; leave the option out.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "", "the model needs 1 frame parameters (fparam), and there are none. Give them with --fparam X ..., as the frame key fparam")]
    [InlineData("fparam=0.4", "", "", "the model needs 2 atom parameters (aparam), and there are none. Give them with --aparam X ... for all atoms alike")]
    [InlineData("fparam=\"1 2\"", "", "", "fparam is 2 numbers; expected 1 finite numbers, as the model takes 1 frame parameters.")]
    [InlineData("fparam=cold", "", "", "fparam is no numbers; expected 1 finite numbers")]
    [InlineData("fparam=0.4", ":aparam:R:1", "0.3", "aparam is 2 numbers; expected 4 finite numbers, as the model takes 2 atom parameters.")]
    public void What_a_model_needs_is_checked_before_the_first_frame(string keys, string column, string values, string message)
    {
        string output = Scratch.File("out.extxyz");
        ToolRun run = Eval(Model, Input(keys, column, values, values), output);
        Assert.Contains("in.extxyz, frame 1 (line 1): " + message, run.Error, StringComparison.Ordinal);
        Assert.Equal((65, ""), (run.ExitCode, run.Out));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(output)!));
    }

    [Theory]
    [InlineData("fparam: 2 frame parameters are given, but the model takes 1.", "--fparam", "1", "2", "--aparam", "1", "2")]
    [InlineData("aparam: 1 atom parameters are given, but the model takes 2.", "--fparam", "1", "--aparam", "1")]
    [InlineData("--fparam has 'x', expected numbers.", "--fparam", "1", "x")]
    [InlineData("--aparam needs a value: --aparam X [X ...].", "--fparam", "1", "--aparam")]
    public void Wrong_options_are_refused(string message, params string[] options)
    {
        ToolRun run = Eval(Model, Input(), Scratch.File("out.extxyz"), options);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
    }
}
