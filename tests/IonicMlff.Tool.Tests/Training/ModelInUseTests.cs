using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary>The file a training leaves runs in LAMMPS at once, with the energies of <c>ilmlff eval</c>; its golden frames are checked at every load.</summary>
[Collection(TrainingRuns.Name)]
public sealed class ModelInUseTests
{
    private static readonly string Lammps = Path.Combine(TestData.Root, "lmp-ilmlff");

    // ends before the first validation
    [TorchTheory("lmp")]
    [InlineData("mace")]
    [InlineData("dpmd")]
    public void Twenty_steps_then_LAMMPS(string architecture)
    {
        string config = TinyRun.Config(architecture).Replace("epochs: 10", "epochs: 90, valid_epochs: 9", StringComparison.Ordinal)
            .Replace("stage_two: {start_epoch: 6}", "", StringComparison.Ordinal).Replace("valid_steps: 9", "valid_steps: 50", StringComparison.Ordinal);
        string folder = TinyRun.Folder(config);
        ToolRun run = TinyRun.Finished(folder, "--steps", "20", "--json");
        Assert.Equal(TinyRun.Model(folder), (string?)run.Json["models"]![0]!["model"]);
        Assert.Matches(@"step 20 of \d+, epoch \d+: loss .*, RMSE E .* meV/atom, F .* meV/Å", run.Error);
        AssertRuns(folder, [TinyRun.Model(folder)]);

        JsonNode info = TinyRun.Good(ToolRun.Of("info", "--json", TinyRun.Model(folder))).Json;
        Assert.Equal(2, (int?)info["golden_frames"]);
        Assert.Contains("12 training and 4 validation frames; seed 1; 20 steps, not validated", (string?)info["training"], StringComparison.Ordinal);
    }

    /// <summary>The members of an ensemble as a committee: mean and deviation of the forces in LAMMPS and in <c>ilmlff eval</c>.</summary>
    [TorchFact("lmp")]
    public void Ensemble_then_LAMMPS()
    {
        string folder = TinyRun.Folder(TinyRun.Mace + "models: 3\n");
        TinyRun.Finished(folder, "--steps", "8");
        string[] models = [.. Enumerable.Range(1, 3).Select(k => TinyRun.At(folder, $"run-{k}.safetensors"))];
        AssertRuns(folder, models);
        string deviation = Path.Combine(folder, "model_devi.out");
        TinyRun.Good(ToolRun.Of(["eval", "--model", .. models, "--input", Path.Combine(folder, "valid.extxyz"), "--model-devi", deviation]));
        double[] largest = [.. File.ReadLines(deviation).Where(l => !l.StartsWith('#')).Select(l => double.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4], CultureInfo.InvariantCulture))];
        Assert.Equal(4, largest.Length);
        Assert.All(largest, f => Assert.InRange(f, 1e-4, 10));
    }

    [TorchTheory]
    [InlineData("mace")]
    [InlineData("dpmd")]
    public void A_damaged_weight_is_noticed_at_load(string architecture)
    {
        string folder = TinyRun.Folder(TinyRun.Config(architecture));
        TinyRun.Finished(folder, "--steps", "2");
        byte[] bytes = File.ReadAllBytes(TinyRun.Model(folder));
        // the exponents of a quarter of all numbers
        int data = 8 + (int)BitConverter.ToInt64(bytes, 0);
        for (int i = data + 7; i < bytes.Length; i += 32)
            bytes[i] ^= 0x40;
        string damaged = Path.Combine(folder, "damaged.safetensors");
        File.WriteAllBytes(damaged, bytes);
        ToolRun run = ToolRun.Of("eval", "--model", damaged, "--input", Path.Combine(folder, "valid.extxyz"), "--output", "-");
        Assert.Equal((65, ""), (run.ExitCode, run.Out));
        Assert.Contains("damaged.safetensors", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Ten steps in LAMMPS; the energies of the first and the last are those of <c>ilmlff eval</c>.</summary>
    private static void AssertRuns(string folder, string[] models)
    {
        Frame start = ExtxyzReader.Read(Path.Combine(folder, "valid.extxyz")).First();
        File.WriteAllText(Path.Combine(folder, "box.data"), DataFile(start));
        File.WriteAllText(Path.Combine(folder, "in.lammps"), $"""
            units metal
            atom_style atomic
            read_data box.data
            pair_style ilmlff {string.Join(' ', models)}
            pair_coeff * * Ne Ar
            velocity all create 60 1
            timestep 0.001
            fix 1 all nve
            dump 1 all custom 10 out.dump type x y z
            dump_modify 1 format float %.17g sort id
            run 0 post no
            print "@energy $(pe:%.17g)"
            run 10
            print "@energy $(pe:%.17g)"

            """);
        string output = Run(folder);
        double[] energies = [.. output.Split('\n').Where(l => l.StartsWith("@energy ", StringComparison.Ordinal)).Select(l => double.Parse(l[8..], CultureInfo.InvariantCulture))];
        Assert.True(energies.Length == 2, output);

        File.WriteAllText(Path.Combine(folder, "md.extxyz"), Frames(File.ReadAllLines(Path.Combine(folder, "out.dump"))));
        ToolRun eval = TinyRun.Good(ToolRun.Of(["eval", "--model", .. models, "--input", Path.Combine(folder, "md.extxyz"), "--output", Path.Combine(folder, "eval.extxyz")]));
        double[] expected = [.. ExtxyzReader.Read(Path.Combine(folder, "eval.extxyz")).Select(f => f.Values["energy"].AsReal()!.Value)];
        Assert.Equal(2, expected.Length);
        Assert.Equal(expected[0], energies[0], 1e-7);
        Assert.Equal(expected[1], energies[1], 1e-7);
        Assert.NotEqual(energies[0], energies[1]);
    }

    private static string Run(string folder)
    {
        var start = new ProcessStartInfo(Lammps, ["-in", "in.lammps", "-log", "none"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["OMPI_ALLOW_RUN_AS_ROOT"], start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"], start.Environment["OMP_NUM_THREADS"]) = ("1", "1", "1");
        using Process lammps = Process.Start(start)!;
        Task<string> errors = lammps.StandardError.ReadToEndAsync();
        string output = lammps.StandardOutput.ReadToEnd();
        Assert.True(lammps.WaitForExit(TimeSpan.FromMinutes(10)));
        Assert.True(lammps.ExitCode == 0, output + errors.Result);
        return output;
    }

    private static string DataFile(Frame frame)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"box\n\n8 atoms\n2 atom types\n0 {TinyFrames.Edge} xlo xhi\n0 {TinyFrames.Edge} ylo yhi\n0 {TinyFrames.Edge} zlo zhi\n\nMasses\n\n1 20.18\n2 39.95\n\nAtoms # atomic\n\n"));
        for (int i = 0; i < 8; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} {(frame.AtomicNumbers[i] == 10 ? 1 : 2)} {frame.Positions[3 * i]:R} {frame.Positions[3 * i + 1]:R} {frame.Positions[3 * i + 2]:R}\n");
        return text.ToString();
    }

    // both frames of a LAMMPS dump as extended XYZ
    private static string Frames(string[] dump)
    {
        var text = new StringBuilder();
        for (int f = 0; f < dump.Length / 17; f++)
        {
            text.Append(CultureInfo.InvariantCulture, $"8\nLattice=\"{TinyFrames.Edge} 0 0 0 {TinyFrames.Edge} 0 0 0 {TinyFrames.Edge}\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"\n");
            foreach (string line in dump[(17 * f + 9)..(17 * f + 17)])
                text.Append(line[0] == '1' ? "Ne" : "Ar").Append(line[1..]).Append('\n');
        }

        return text.ToString();
    }
}
