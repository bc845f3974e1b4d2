using System.Globalization;
using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>What <c>ilmlff eval</c> writes, read back, against upstream.</summary>
public sealed class EvalGoldenTests
{
    [Theory]
    [InlineData("paper_pyr14bf4", "debug5")]
    [InlineData("paper_pyr14bf4", "isolated_three")]
    [InlineData("paper_pyr14bf4", "smallcell_bn")]
    [InlineData("paper_pyr14bf4", "wire_pyr14_bf4")]
    [InlineData("mpa0_like", "close_pair")]
    [InlineData("mpa0_like", "single_atom")]
    [InlineData("mh1_like", "close_pair")]
    [InlineData("ft_multihead", "debug5")]
    [InlineData("omol_like", "debug8")]
    [InlineData("plain_mace_class", "smallcell_bn")]
    public void Options_choose_head_charge_and_spin(string model, string structure)
    {
        foreach (GoldenCase golden in GoldenCase.All(model, structure))
        {
            string output = Scratch.File("out.extxyz");
            List<string> args = ["eval", "--model", golden.Model, "--input", golden.Structure, "--output", output, "--backend", "reference", "--head", golden.Head];
            if (golden.Charge is double charge && golden.Spin is double spin)
            {
                args.AddRange(["--charge", charge.ToString(CultureInfo.InvariantCulture), "--spin", spin.ToString(CultureInfo.InvariantCulture)]);
            }

            ToolRun run = ToolRun.Of([.. args]);
            Assert.Equal((0, ""), (run.ExitCode, run.Out));
            golden.Agrees(Assert.Single(ExtxyzReader.Read(output)));
        }
    }

    [Theory]
    [InlineData("omol_like", "debug8")]
    [InlineData("mh1_like", "close_pair")]
    public void Frame_keys_choose_head_charge_and_spin_frame_by_frame(string model, string structure)
    {
        // Each case twice, so that evaluators are used again after others.
        GoldenCase[] cases = [.. GoldenCase.All(model, structure), .. GoldenCase.All(model, structure)];
        string input = Scratch.File("keys.extxyz"), output = Scratch.File("out.extxyz");
        ExtxyzWriter.Write(input, cases.Select(c =>
        {
            Frame frame = ExtxyzReader.Read(c.Structure).Single();
            frame.Values.Add("head", PropertyArray.Of(c.Head));
            if (c.Charge is double charge && c.Spin is double spin)
            {
                frame.Values.Add("total_charge", PropertyArray.Of((long)charge));
                frame.Values.Add("total_spin", PropertyArray.Of(spin));
            }

            return frame;
        }));
        ToolRun run = ToolRun.Of("eval", "--model", cases[0].Model, "--input", input, "--output", output, "--backend", "reference");
        Assert.Equal(0, run.ExitCode);
        Frame[] frames = [.. ExtxyzReader.Read(output)];
        Assert.Equal(cases.Length, frames.Length);
        for (int i = 0; i < cases.Length; i++)
        {
            cases[i].Agrees(frames[i]);
            Assert.Equal(cases[i].Head, frames[i].Values["head"].AsText());
        }
    }

    [Fact]
    public void The_virial_of_a_32_bit_file_is_symmetric_as_upstreams()
    {
        GoldenCase golden = GoldenCase.All("paper_litfsi_f32", "tric_lipyr14tfsi_2").Single();
        string output = Scratch.File("out.extxyz");
        Assert.Equal(0, ToolRun.Of("eval", "--model", golden.Model, "--input", golden.Structure, "--output", output, "--backend", "reference").ExitCode);
        Frame frame = Assert.Single(ExtxyzReader.Read(output));
        golden.Agrees(frame);
        double[] virial = frame.Values["virial"].AsReals()!, expected = golden.Virial;
        for (int k = 0; k < 9; k++)
        {
            Assert.Equal(virial[k], virial[3 * (k % 3) + k / 3]);
            Assert.InRange(virial[k], expected[k] - 1e-8, expected[k] + 1e-8); // unsymmetrised: 8e-8
        }
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("simd")]
    public void A_trained_and_frozen_DeePMD_model_has_the_energies_of_dp_test(string backend)
    {
        double[][] rows = [.. File.ReadLines(TestData.Path("deepmd", "dp_test", "pyr14bf4_35_val.e.out")).Where(l => !l.StartsWith('#'))
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => double.Parse(w, CultureInfo.InvariantCulture)).ToArray())];
        string output = Scratch.File("out.extxyz");
        ToolRun run = ToolRun.Of("eval", "--model", TestData.Path("deepmd", "models", "trained.pth.gz"), "--input",
            TestData.Path("deepmd", "data", "pyr14bf4_35_val"), "--output", output, "--backend", backend, "--threads", "1");
        Assert.Equal(0, run.ExitCode);
        Frame[] frames = [.. ExtxyzReader.Read(output).Take(rows.Length)];
        Assert.Equal(30, frames.Length);
        foreach ((Frame frame, double[] row) in frames.Zip(rows))
        {
            Assert.Equal(row[0], frame.Values["REF_energy"].AsReal()!.Value, 1e-9);
            Assert.Equal(row[1], frame.Values["energy"].AsReal()!.Value, 1e-9);
        }
    }

    [Fact]
    public void Json_reports_the_numbers_of_the_file()
    {
        GoldenCase golden = GoldenCase.All("paper_pyr14bf4", "smallcell_bn").Single();
        string output = Scratch.File("out.extxyz");
        ToolRun run = ToolRun.Of("eval", "--model", golden.Model, "--input", golden.Structure, "--output", output, "--backend", "reference", "--json");
        Frame frame = Assert.Single(ExtxyzReader.Read(output));
        var reported = Assert.Single(run.Json["frames"]!.AsArray())!;
        Assert.Equal(frame.Values["energy"].AsReal(), (double)reported["energy"]!);
        Assert.Equal(frame.Values["stress"].AsReals(), reported["stress"]!.AsArray().Select(x => (double)x!));
        Assert.Equal(frame.Values["virial"].AsReals(), reported["virial"]!.AsArray().Select(x => (double)x!));
        Assert.Equal("reference", (string?)run.Json["backend"]);
        Assert.True((bool)run.Json["complete"]!);
    }
}
