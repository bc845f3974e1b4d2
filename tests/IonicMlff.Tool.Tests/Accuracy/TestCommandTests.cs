using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Accuracy;

/// <summary><c>ilmlff test</c> with a model that upstream MACE trained, on its validation frames.</summary>
public sealed class TestCommandTests
{
    private static readonly string Model = TestData.Path("mace", "trained", "pyr14bf4_xtb.model.gz");
    private static readonly string Eq = TestData.Path("pyr14bf4", "valid_eq_bf4.extxyz.gz"), Neq = TestData.Path("pyr14bf4", "valid_neq_bf4.extxyz.gz");

    /// <summary>Upstream's own table: meV/atom, meV/Å, meV/Å³; its arithmetic is 32-bit, which the energies show.</summary>
    [Fact]
    public void Errors_are_those_upstream_reports_for_its_model()
    {
        ToolRun run = ToolRun.Of("test", "--model", Model, "--data", Eq, Neq, "--threads", "1", "--json");
        Assert.Equal(0, run.ExitCode);
        JsonArray rows = run.Json["errors"]!.AsArray();
        Assert.Equal([("valid_eq_bf4", "eq", 4), ("valid_neq_bf4", "neq", 5), ("all sets", null, 9)], rows.Select(r => ((string)r!["set"]!, (string?)r["config_type"], (int)r["frames"]!)));
        (double Energy, double Forces, double Stress)[] upstream = [(1.17, 37.49, 0.427), (0.49, 64.22, 0.607)];
        foreach ((JsonNode? row, (double energy, double forces, double stress)) in rows.Zip(upstream))
        {
            Assert.Equal(energy, 1000 * (double)row!["energy_per_atom"]!["rmse"]!, 0.02);
            Assert.Equal(forces, 1000 * (double)row["forces"]!["rmse"]!, 0.01);
            Assert.Equal(stress, 1000 * (double)row["stress"]!["rmse"]!, 0.001);
        }
    }

    [Fact]
    public void Table_csv_and_json_hold_the_same_numbers()
    {
        string csv = Scratch.File("errors.csv");
        ToolRun table = ToolRun.Of("test", "--model", Model, "--data", "equilibrium=" + Eq, "--first", "1", "--csv", csv, "--threads", "1");
        ToolRun json = ToolRun.Of("test", "--model", Model, "--data", "equilibrium=" + Eq, "--first", "1", "--json", "--threads", "1");
        Assert.Equal((0, 0), (table.ExitCode, json.ExitCode));
        double rmse = (double)json.Json["errors"]![0]!["forces_by_element"]!["B"]!["rmse"]!;
        string row = File.ReadLines(csv).Single(l => l.StartsWith("equilibrium,eq,forces,B,", StringComparison.Ordinal));
        Assert.Equal(rmse.ToString("R", CultureInfo.InvariantCulture), row.Split(',')[7]);
        double all = 1000 * (double)json.Json["errors"]![0]!["forces"]!["rmse"]!;
        Assert.Contains(all.ToString("0.0", CultureInfo.InvariantCulture), table.Out, StringComparison.Ordinal);
        Assert.StartsWith("set", table.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_some_frames_lack_are_named_and_do_not_count()
    {
        Frame[] frames = [.. ExtxyzReader.Read(Eq).Take(2)];
        frames[1].Values.Remove("stress");
        frames[1].Columns.Remove("forces");
        string file = Scratch.File("partly.extxyz");
        ExtxyzWriter.Write(file, frames);
        ToolRun run = ToolRun.Of("test", "--model", Model, "--data", file, "--json", "--threads", "1");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 of 2 frames have no forces to compare with (the first is", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 2 frames have no stress", run.Error, StringComparison.Ordinal);
        JsonNode row = run.Json["errors"]![0]!;
        Assert.Equal((2, 420, 9), ((int)row["energy"]!["count"]!, (int)row["forces"]!["count"]!, (int)row["stress"]!["count"]!));
        Assert.Equal(2, run.Json["missing_labels"]!.AsArray().Count);
    }

    [Fact]
    public void Labels_under_names_of_the_users_own_are_found()
    {
        Frame frame = ExtxyzReader.Read(Eq).First();
        frame.Values["e_dft"] = frame.Values["energy"];
        frame.Values.Remove("energy");
        frame.Values.Remove("stress");
        frame.Columns["f_dft"] = frame.Columns["forces"];
        frame.Columns.Remove("forces");
        string file = Scratch.File("own.extxyz");
        ExtxyzWriter.Write(file, [frame]);
        ToolRun without = ToolRun.Of("test", "--model", Model, "--data", file);
        Assert.Equal(65, without.ExitCode);
        Assert.Contains("None of the 1 frames has a label", without.Error, StringComparison.Ordinal);
        Assert.Contains("--energy-key", without.Error, StringComparison.Ordinal);
        ToolRun with = ToolRun.Of("test", "--model", Model, "--data", file, "--energy-key", "e_dft", "--forces-key", "f_dft", "--threads", "1", "--json");
        Assert.Equal(0, with.ExitCode);
        Assert.Equal(420, (int)with.Json["errors"]![0]!["forces"]!["count"]!);
    }

    [Fact]
    public void A_label_that_is_not_a_number_is_refused_before_any_evaluation()
    {
        Frame[] frames = [.. ExtxyzReader.Read(Eq).Take(2)];
        frames[1].Columns["forces"].AsReals()![7] = double.NaN;
        double[] forces = frames[1].Columns["forces"].AsReals()!;
        forces[7] = double.NaN;
        frames[1].Columns["forces"] = PropertyArray.PerAtom(forces, 3);
        string file = Scratch.File("nan.extxyz");
        ExtxyzWriter.Write(file, frames);
        ToolRun run = ToolRun.Of("test", "--model", Model, "--data", file);
        Assert.Equal((65, ""), (run.ExitCode, run.Out));
        Assert.Contains("frame 2", run.Error, StringComparison.Ordinal);
        Assert.Contains("the label forces of atom 3 is NaN", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--beside is about files beside the report", "--beside", "svg")]
    [InlineData("did you mean 'svg'", "--report", "r.html", "--beside", "swg")]
    [InlineData("--first is '0'", "--first", "0")]
    [InlineData("is also written by --report", "--report", "same.html", "--csv", "same.html")]
    public void Wrong_calls_are_refused(string message, params string[] more)
    {
        ToolRun run = ToolRun.Of(["test", "--model", Model, "--data", Eq, .. more]);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_models_and_a_set_without_path_are_refused()
    {
        Assert.Contains("tests one model", ToolRun.Of("test", "--model", Model, Model, "--data", Eq).Error, StringComparison.Ordinal);
        Assert.Contains("names no file", ToolRun.Of("test", "--model", Model, "--data", "valid=").Error, StringComparison.Ordinal);
        Assert.Equal(65, ToolRun.Of("test", "--model", Model, "--data", "nowhere.extxyz").ExitCode);
    }
}
