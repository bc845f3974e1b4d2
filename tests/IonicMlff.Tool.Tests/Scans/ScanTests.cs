using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Scans;

/// <summary>ilmlff scan with trained models: files, formats, refusals.</summary>
public sealed class ScanTests
{
    private static readonly string Pyr14 = TestData.Unpacked("analysis", "vac_pyr14_500", "topology.data.gz");
    private static readonly string Tfsi = TestData.Unpacked("analysis", "vac_tfsi_700", "topology.data.gz");
    private static readonly string Mace = TestData.Path("mace", "trained", "pyr14bf4_xtb.model.gz");
    private static readonly string Deepmd = TestData.Unpacked("deepmd", "models", "trained.pth.gz");

    [Fact]
    public void A_relaxed_profile_of_PYR14_in_files_and_on_the_screen()
    {
        string folder = Scratch.Folder(), json = Path.Combine(folder, "s.json"), csv = Path.Combine(folder, "s.csv"), svg = Path.Combine(folder, "s.svg"), xyz = Path.Combine(folder, "s.extxyz");
        string reference = Scratch.File("b3lyp.csv", "angle energy\n-180 0\n-120 15\n-60 4\n0 25\n60 4\n120 15\n");
        ToolRun run = ToolRun.Of("scan", Pyr14, "--model", Mace, "--dihedral", "pyr14:NCCC", "--step", "60", "--passes", "2", "--reference", reference,
            "--json", json, "--csv", csv, "--svg", svg, "--xyz", xyz);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("energy of PYR14", run.Out, StringComparison.Ordinal);
        Assert.Contains("along pyr14:NCCC, atoms 1 (N)-7 (C)-21 (C)-24 (C)", run.Out, StringComparison.Ordinal);
        Assert.Contains("rms from b3lyp", run.Out, StringComparison.Ordinal);
        JsonNode document = JsonNode.Parse(File.ReadAllText(json))!, profile = document["profiles"]![0]!;
        Assert.Equal(["-180", "-120", "-60", "0", "60", "120"], document["angle"]!.AsArray().Select(a => a!.ToJsonString()));
        Assert.All(profile["converged"]!.AsArray(), c => Assert.True(c!.GetValue<bool>()));
        double[] relative = [.. profile["relative"]!.AsArray().Select(e => e!.GetValue<double>())];

        // The chain points away (anti) at the bottom; folded over N it is more than 0.1 eV above; ±60° are mirror images.
        Assert.Equal(0, relative[0]);
        Assert.InRange(relative[3], 0.1, 0.6);
        Assert.InRange(relative[2], 0.02, 0.3);
        string[] drawn = [.. XDocument.Load(svg).Descendants().Select(e => e.Value)];
        Assert.Contains(drawn, t => t == "Energy of PYR14 along pyr14:NCCC");
        Assert.Contains(drawn, t => t == "relative energy (kJ/mol)");
        Assert.Contains(drawn, t => t == "b3lyp");
        Assert.StartsWith("angle_deg,energy_eV(pyr14bf4_xtb relaxed),relative_eV(pyr14bf4_xtb relaxed),relative_eV(b3lyp)", File.ReadAllText(csv), StringComparison.Ordinal);
        string[] shapes = File.ReadAllLines(Path.Combine(folder, "s-shape-pyr14bf4_xtb-relaxed.csv"));
        Assert.Equal("angle_deg,r2,r1,MeNCC_deg,NCCC_deg,CCCC_deg,class", shapes[0]);
        Assert.Equal("-60.000000", shapes[3].Split(',')[4]);

        // The geometries give the same energies to 'eval'.
        string labelled = Path.Combine(folder, "eval.extxyz");
        Assert.Equal(0, ToolRun.Of("eval", "--model", Mace, "--input", xyz, "--output", labelled).ExitCode);
        Assert.All(ExtxyzReader.Read(labelled).Zip(profile["energy"]!.AsArray()), p => Assert.Equal(p.Second!.GetValue<double>(), p.First.Values["energy"].AsReal()!.Value, 1e-7));
    }

    [Fact]
    public void Several_models_of_several_formats_in_one_table()
    {
        ToolRun run = ToolRun.Of("scan", Pyr14, "--model", Mace, Deepmd, "--dihedral", "1-7-21-24", "--mode", "rigid", "--range", "60:180", "--step", "60", "--json", "-");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["pyr14bf4_xtb", Path.GetFileNameWithoutExtension(Deepmd)], run.Json["profiles"]!.AsArray().Select(p => p!["model"]!.GetValue<string>()));
        Assert.All(run.Json["profiles"]!.AsArray(), p => Assert.Equal(3, p!["evaluations"]!.GetValue<int>()));
        ToolRun exact = ToolRun.Of("scan", Pyr14, "--model", Mace, "--dihedral", "1-7-21-24", "--mode", "rigid", "--range", "60:180", "--step", "60", "--json", "-", "--backend", "reference");
        Assert.Equal("reference", exact.Json["profiles"]![0]!["backend"]!.GetValue<string>());
        Assert.All(exact.Json["profiles"]![0]!["energy"]!.AsArray().Zip(run.Json["profiles"]![0]!["energy"]!.AsArray()), p => Assert.Equal(p.First!.GetValue<double>(), p.Second!.GetValue<double>(), 1e-5));
    }

    [Fact]
    public void A_model_without_an_element_is_refused()
    {
        ToolRun run = ToolRun.Of("scan", Tfsi, "--model", Mace, "--dihedral", "tfsi:phi");
        Assert.Equal(65, run.ExitCode);
        Assert.Matches("pyr14bf4_xtb.model.gz: .*atom 5 \\(and 1 more\\) is S, which the model does not know. It knows H B C N F.", run.Error);
    }

    [Fact]
    public void A_molecule_that_breaks_is_named_with_the_bond()
    {
        // Weights that were never trained for molecules.
        string json = Scratch.File("s.json");
        ToolRun run = ToolRun.Of("scan", Tfsi, "--model", TestData.Path("mace", "models", "paper_litfsi.model.gz"), "--dihedral", "tfsi:phi", "--step", "90", "--json", json);
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("error: paper_litfsi, relaxed, at -?\\d+°: the molecule (breaks|reacts): .* of 4 points are there", run.Error);
        JsonNode document = JsonNode.Parse(File.ReadAllText(json))!;
        Assert.False(document["complete"]!.GetValue<bool>());
        Assert.Contains("bond", document["profiles"]![0]!["failure"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "did you mean 'tfsi:psi'?", "--dihedral", "tfsi:psy")]
    [InlineData(2, "--range is '5', expected FROM:TO", "--dihedral", "tfsi:psi", "--range", "5")]
    [InlineData(2, "--mode does not know 'relax'", "--dihedral", "tfsi:psi", "--mode", "relax")]
    [InlineData(2, "--dihedral NAME is missing", "--mode", "rigid")]
    [InlineData(65, "has no PYR14; it has 1 TFSI", "--dihedral", "pyr14:CCCC")]
    public void Calls_that_are_refused(int code, string text, params string[] more)
    {
        ToolRun run = ToolRun.Of(["scan", Tfsi, "--model", Mace, .. more]);
        Assert.Equal(code, run.ExitCode);
        Assert.Contains(text, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_never_replace_what_is_read()
    {
        ToolRun run = ToolRun.Of("scan", Tfsi, "--model", Mace, "--dihedral", "tfsi:phi", "--xyz", Tfsi);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"--xyz {Tfsi} is read; give another name."), run.Error, StringComparison.Ordinal);
    }
}
