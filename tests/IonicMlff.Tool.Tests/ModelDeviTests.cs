using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using IonicMlff.Tool.Evaluation;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>What <c>ilmlff eval --model-devi</c> writes against what <c>dp model-devi</c> wrote for the same models and frames.</summary>
public sealed class ModelDeviTests
{
    private static readonly string[] Committee =
        [.. Enumerable.Range(1, 4).Select(k => TestData.Path("deepmd", "models", $"s_committee_{k}.pth.gz"))];

    private static readonly string Validation = TestData.Path("deepmd", "data", "pyr14bf4_35_val");

    private static ToolRun Eval(string[] models, string[] inputs, params string[] more) =>
        ToolRun.Of(["eval", "--model", .. models, "--input", .. inputs, .. more]);

    /// <summary>Same bytes, but for the last digit of a number.</summary>
    private static void SameLine(string expected, string actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        if (expected == actual)
        {
            return;
        }

        string[] a = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), b = actual.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(a.Length, b.Length);
        for (int k = 0; k < a.Length; k++)
        {
            double x = double.Parse(a[k], CultureInfo.InvariantCulture), y = double.Parse(b[k], CultureInfo.InvariantCulture);
            Assert.InRange(y, x - 1.01e-6 * Math.Abs(x), x + 1.01e-6 * Math.Abs(x));
        }
    }

    [Theory]
    [InlineData("committee1234_val", 4, "reference", "--freq", "10")]
    [InlineData("committee1234_val_atomic", 4, "reference", "--freq", "10", "--atomic")]
    [InlineData("committee1234_val_atomic", 4, "simd", "--freq", "10", "--atomic")]
    [InlineData("committee1234_val_atomic_relative0.5", 4, "reference", "--freq", "10", "--atomic", "--relative", "0.5")]
    [InlineData("committee12_val_real_error", 2, "reference", "--real-error")]
    public void The_file_is_that_of_dp_model_devi(string golden, int members, string backend, params string[] options)
    {
        string file = Scratch.File("model_devi.out");
        ToolRun run = Eval(Committee[..members], [Validation], ["--model-devi", file, "--threads", "1", "--backend", backend, .. options]);
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        string[] expected = File.ReadAllText(TestData.Path("deepmd", "model_devi", golden + ".out")).Split('\n');
        string[] actual = File.ReadAllText(file).Split('\n');
        Assert.Equal("# " + Validation, actual[0]); // dp was called with another path
        Assert.Equal(expected[1], actual[1]);
        Assert.Equal(expected.Length, actual.Length);
        for (int line = 2; line < expected.Length; line++)
        {
            SameLine(expected[line], actual[line]);
        }
    }

    [SharedDataFact]
    public void Frozen_TensorFlow_models_deviate_as_DeePMD_kits_own_test_expects()
    {
        JsonNode expected = JsonNode.Parse(File.ReadAllText(SharedData.At("upstream", "deeppot_modeldevi.json")))!;
        double[][] atoms = [.. expected["coord"]!.AsArray().Select(r => r!.AsArray().Select(x => (double)x!).ToArray())];
        string[] lines = [.. atoms.Zip(expected["atype"]!.AsArray(), (x, t) => string.Create(
            CultureInfo.InvariantCulture, $"{((int)t! == 0 ? "O" : "H")} {x[0]:R} {x[1]:R} {x[2]:R}"))];
        string input = Scratch.File("in.extxyz", $"{lines.Length}\n\n{string.Join('\n', lines)}\n");
        string[] models = [.. expected["models"]!.AsArray().Select(m => SharedData.At("upstream", (string)m!))];
        ToolRun run = Eval(models, [input], "--model-devi", "-", "--backend", "reference");
        Assert.Equal(0, run.ExitCode);
        double[] row = [.. run.Out.Split('\n')[2].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => double.Parse(w, CultureInfo.InvariantCulture))];
        double[] numbers = [.. expected["python_expected"]!.AsArray().Select(x => (double)x!)];
        Assert.Equal(numbers.Length, row.Length);
        Assert.All(numbers.Zip(row), n => Assert.InRange(n.Second, n.First * (1 - 1e-6), n.First * (1 + 1e-6)));
    }

    [Theory]
    [InlineData(0, "0.000000e+00")]
    [InlineData(1234.5678, "1.234568e+03")]
    [InlineData(9.9999999e-8, "1.000000e-07")]
    [InlineData(-1.5e-123, "-1.500000e-123")]
    [InlineData(2e100, "2.000000e+100")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Numbers_are_as_C_prints_them(double value, string text) => Assert.Equal(text, ModelDeviWriter.Scientific(value));

    [Fact]
    public void Each_system_has_a_block_and_each_frame_its_own_number_of_columns()
    {
        string two = Scratch.File("two.extxyz", "2\n\nH 0 0 0\nF 0 0 0.95\n3\n\nH 0 0 0\nF 0 0 0.95\nC 3 0 0\n");
        string one = Scratch.File("one.extxyz", "1\n\nH 0 0 0\n");
        ToolRun run = Eval(Committee[..2], [two, one], "--model-devi", "-", "--atomic", "--freq", "50");
        Assert.Equal(0, run.ExitCode);
        string[] lines = run.Out.TrimEnd('\n').Split('\n');
        Assert.Equal(["# " + two, "# " + one], [lines[0], lines[4]]);
        Assert.Equal(lines[1], lines[5]);
        Assert.Equal([12 + 19 * 9, 12 + 19 * 10, 12 + 19 * 8], [lines[2].Length, lines[3].Length, lines[6].Length]);
        Assert.Equal(["           0", "          50", "           0"], new[] { lines[2][..12], lines[3][..12], lines[6][..12] });
        Assert.Equal(7, lines.Length);
    }

    [Fact]
    public void Frames_get_the_results_of_the_first_model_and_the_deviations()
    {
        string input = TestData.Path("deepmd", "structures", "tiny_bf4_tric.extxyz"), output = Scratch.File("out.extxyz"), alone = Scratch.File("alone.extxyz");
        ToolRun run = Eval(Committee, [input], "--output", output, "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(0, Eval(Committee[..1], [input], "--output", alone).ExitCode);
        Frame both = ExtxyzReader.Read(output).Single(), first = ExtxyzReader.Read(alone).Single();
        foreach (string key in new[] { "energy", "virial", "stress" })
        {
            Assert.Equal(first.Values[key].AsReals(), both.Values[key].AsReals());
        }

        Assert.Equal(first.Columns["forces"].AsReals(), both.Columns["forces"].AsReals());
        Assert.Equal(first.Columns["energy_site"].AsReals(), both.Columns["energy_site"].AsReals());
        double[] ofAtoms = both.Columns["devi_f"].AsReals()!;
        Assert.Equal(ofAtoms.Max(), both.Values["max_devi_f"].AsReal());
        Assert.Equal(ofAtoms.Min(), both.Values["min_devi_f"].AsReal());
        Assert.Equal(ofAtoms.Average(), both.Values["avg_devi_f"].AsReal()!.Value, 12);
        Assert.Equal(both.Values["devi_e"].AsReal(), (double)run.Json["frames"]![0]!["devi_e"]!);
        Assert.False(first.Values.ContainsKey("max_devi_f"));
    }

    [Fact]
    public void Committees_of_MACE_models_deviate_as_their_forces_do()
    {
        string[] models = [TestData.Path("mace", "models", "var_i1_abs.model.gz"), TestData.Path("mace", "models", "paper_pyr14bf4.model.gz")];
        string input = Scratch.File("in.extxyz", "2\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3\nH 0 0 0\nF 0.1 0.2 1.15\n");
        Frame[] alone = [.. models.Select(m =>
        {
            string output = Scratch.File("out.extxyz");
            Assert.Equal(0, Eval([m], [input], "--output", output, "--backend", "reference").ExitCode);
            return ExtxyzReader.Read(output).Single();
        })];
        string both = Scratch.File("both.extxyz");
        Assert.Equal(0, Eval(models, [input], "--output", both, "--relative-v", "0.3", "--relative", "2", "--backend", "reference").ExitCode);
        Frame frame = ExtxyzReader.Read(both).Single();

        // Of two numbers a and b the standard deviation is |a − b|/2.
        double[] a = alone[0].Columns["forces"].AsReals()!, b = alone[1].Columns["forces"].AsReals()!;
        double[] expected = [.. Enumerable.Range(0, 2).Select(i =>
        {
            double spread = Math.Sqrt(Enumerable.Range(3 * i, 3).Sum(x => (a[x] - b[x]) * (a[x] - b[x]))) / 2;
            return spread / (2 + Math.Sqrt(Enumerable.Range(3 * i, 3).Sum(x => (a[x] + b[x]) * (a[x] + b[x]))) / 2);
        })];
        Assert.Equal(expected[0], frame.Columns["devi_f"].AsReals()![0], 10);
        Assert.Equal(expected[1], frame.Columns["devi_f"].AsReals()![1], 10);
        double[] v = alone[0].Values["virial"].AsReals()!, w = alone[1].Values["virial"].AsReals()!;
        double[] relative = [.. v.Zip(w, (x, y) => Math.Abs(x - y) / 4 / (Math.Abs(x + y) / 4 + 0.3))];
        Assert.Equal(relative.Max(), frame.Values["max_devi_v"].AsReal()!.Value, 7);
        Assert.Equal(Math.Sqrt(relative.Average(r => r * r)), frame.Values["avg_devi_v"].AsReal()!.Value, 7);
        double energies = Math.Abs(alone[0].Values["energy"].AsReal()!.Value - alone[1].Values["energy"].AsReal()!.Value) / 4;
        Assert.Equal(energies, frame.Values["devi_e"].AsReal()!.Value, 9);
    }

    [Fact]
    public void The_same_file_twice_is_warned_about()
    {
        string input = Scratch.File("in.extxyz", "1\n\nH 0 0 0\n");
        ToolRun run = Eval([Committee[0], Committee[0]], [input], "--model-devi", "-");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("hold the same bytes: these members of the committee can't deviate from each other.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--model-devi needs a committee, and one model is given. Name its members: --model A B C D.", 1, "--model-devi", "d.out")]
    [InlineData(2, "--relative needs a committee, and one model is given.", 1, "--output", "o.extxyz", "--relative", "1")]
    [InlineData(2, "--atomic is about the file of --model-devi, which is not given. Add --model-devi FILE.", 2, "--output", "o.extxyz", "--atomic")]
    [InlineData(2, "--freq is about the file of --model-devi, which is not given.", 2, "--output", "o.extxyz", "--freq", "5")]
    [InlineData(2, "--relative is '0', expected a positive number.", 2, "--model-devi", "d.out", "--relative", "0")]
    [InlineData(2, "--relative-v is '-1', expected a positive number.", 2, "--model-devi", "d.out", "--relative-v", "-1")]
    [InlineData(2, "--freq is '0', expected a whole number of at least 1.", 2, "--model-devi", "d.out", "--freq", "0")]
    [InlineData(2, "--output OUT is missing. (With several models --model-devi FILE alone will do.)", 2)]
    [InlineData(2, "--model-devi - and --json both write to standard output", 2, "--model-devi", "-", "--json")]
    [InlineData(2, "--output - and --model-devi - both write to standard output", 2, "--model-devi", "-", "--output", "-")]
    [InlineData(2, "--model-devi same is also written by --output; give another name.", 2, "--model-devi", "same", "--output", "same")]
    [InlineData(65, "has no energy to compare with, which --real-error needs: energy.npy and force.npy in a DeePMD folder", 2, "--model-devi", "-", "--real-error")]
    public void Bad_use(int code, string message, int members, params string[] options)
    {
        ToolRun run = Eval(Committee[..members], [Scratch.File("in.extxyz", "1\n\nH 0 0 0\n")], options);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal((code, ""), (run.ExitCode, run.Out));
    }

    [Fact]
    public void The_member_that_lacks_an_element_is_named()
    {
        string other = TestData.Path("mace", "models", "mh1_like.model.gz"), folder = Scratch.Folder();
        string input = Scratch.File("in.extxyz", "2\n\nH 0 0 0\nLi 0 0 2\n"), output = Path.Combine(folder, "d.out");
        ToolRun run = Eval([other, Committee[0]], [input], "--model-devi", output, "--head", "default");
        Assert.Equal(65, run.ExitCode);
        Assert.Contains($"atom 2 is Li, which model {Committee[0]} does not know. It knows H B C N F.", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void A_virial_without_a_label_is_no_number()
    {
        string input = Scratch.File("in.extxyz", "1\nenergy=1 Properties=species:S:1:pos:R:3:forces:R:3\nH 0 0 0 0 0 0\n");
        ToolRun run = Eval(Committee[..2], [input], "--model-devi", "-", "--real-error");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["0", "nan", "nan", "nan"], run.Out.Split('\n')[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..4]);
        Assert.Contains("has no virial to compare with: the columns of the virial are nan.", run.Error, StringComparison.Ordinal);
    }
}
