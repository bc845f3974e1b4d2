using System.Text.Json.Nodes;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

public sealed class InfoTests
{
    [Theory]
    [InlineData("paper_pyr14bf4", 6.0, "H B C N F", "Default", 2)]
    [InlineData("mh1_like", 6.0, "H Li B C N O F S", "omat_pbe spice_wB97M default", 2)]
    [InlineData("var_i1_abs", 5.0, "H B C N F", "Default", 1)]
    public void Json_agrees_with_the_inventory(string name, double cutoff, string elements, string heads, int layers)
    {
        ToolRun run = ToolRun.Of("info", TestData.Path("mace", "models", name + ".model.gz"), "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonNode json = run.Json;
        Assert.Equal(elements, string.Join(' ', json["elements"]!.AsArray().Select(e => (string)e!)));
        Assert.Equal(heads, string.Join(' ', json["heads"]!.AsArray().Select(h => (string)h!)));
        Assert.Equal((cutoff, layers, "float64"), ((double)json["cutoff"]!, (int)json["message_passing_layers"]!, (string)json["dtype"]!));

        // Trained numbers and isolated-atom energies as upstream's inventory lists them.
        JsonNode inventory = JsonNode.Parse(File.ReadAllText(TestData.Path("mace", "models", name + ".inventory.json")))!;
        JsonArray tensors = inventory["state_dict"]!.AsArray();
        long parameters = tensors.Where(t => (string?)t!["kind"] == "parameter").Sum(t => t!["shape"]!.AsArray().Aggregate(1L, (n, d) => n * (long)d!));
        Assert.Equal(parameters, (long)json["parameters"]!);
        double sum = (double)tensors.Single(t => (string?)t!["name"] == "atomic_energies_fn.atomic_energies")!["sum"]!;
        Assert.Equal(sum, json["isolated_atom_energies"]!.AsObject().Sum(h => h.Value!.AsObject().Sum(e => (double)e.Value!)), 6);
        Assert.Contains(json["backends"]!.AsArray(), b => (string?)b!["backend"] == "reference" && (bool)b["supported"]!);
    }

    [Fact]
    public void Text_names_what_is_unknown_and_why_a_back_end_does_not_fit()
    {
        ToolRun run = ToolRun.Of("info", TestData.Path("mace", "models", "exotic_1e.model.gz"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("licence                       unknown\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("golden frames                 none; 'ilmlff convert' adds them\n", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"reference\s+double\s+yes", run.Out);
        Assert.Matches(@"simd\s+double\s+no: ", run.Out);
    }

    [Fact]
    public void Deep_Potentials_tell_nets_tables_exclusions_and_rules()
    {
        static string Info(string file) => ToolRun.Of("info", TestData.Path("deepmd", "models", file)).Out;
        string pth = Info("s_exclude_oneside.pth.gz"), pb = Info("synthetic_s_exclude_oneside.pb.gz"), table = Info("s_emb_124_compressed_stride005.pth.gz");
        Assert.Matches(@"\nrcut_smth +0\.5 Å\n", pb);
        Assert.Matches(@"\nsel +96 8 48 8 28\n", pb);
        Assert.Matches(@"\nembedding net +8, 16, 32, Tanh\n", pb);
        Assert.Matches(@"\nfitting net +24, 24, 24, Tanh, with time steps \(resnet_dt\)\n", pb);
        Assert.Matches(@"\nrules +TensorFlow's \(as of \.pb files\)\n", pb);
        Assert.Matches(@"\nexcluded pairs \(exclude_types\) +H-H B-F; their empty slots are cleared\n", pb);
        Assert.Matches(@"\nrules +PyTorch's \(as of \.pth, \.dp and \.yaml files\)\n", pth);
        Assert.Matches(@"\nexcluded pairs \(exclude_types\) +H-H B-F; their empty slots count\n", pth);
        Assert.Matches(@"\ncompressed +tables of s from -1 to 24 in steps of 0\.05, on to 120 in steps of 0\.5\n", table);
    }

    [Fact]
    public void Several_files_are_a_committee()
    {
        string[] models = [TestData.Path("deepmd", "models", "s_committee_1.pth.gz"), TestData.Path("deepmd", "models", "s_committee_2.pth.gz"),
            TestData.Path("mace", "models", "mh1_like.model.gz")];
        ToolRun run = ToolRun.Of(["info", .. models]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(models, m => Assert.Contains(m + ": ", run.Out, StringComparison.Ordinal));
        Assert.Matches(@"\ncommittee +3 models; .*s_committee_1\.pth\.gz drives\n", run.Out);
        Assert.Matches(@"\nelements +H B C N F \(not known by all: Li O S\)\n", run.Out);
        Assert.Matches(@"\nreference, double +yes\n", run.Out);
        JsonNode json = ToolRun.Of(["info", "--json", .. models, models[0]]).Json;
        Assert.Equal(4, json["models"]!.AsArray().Count);
        Assert.Equal((4, 6.0), ((int)json["committee"]!["members"]!, (double)json["committee"]!["cutoff"]!));
        Assert.Equal([models[0], models[0]], json["committee"]!["same_bytes"]!.AsArray().Select(f => (string)f!));
    }

    [Fact]
    public void Files_that_are_no_models_are_refused()
    {
        ToolRun missing = ToolRun.Of("info", "/no/such.model");
        Assert.Equal((65, ""), (missing.ExitCode, missing.Out));
        Assert.Contains("/no/such.model", missing.Error, StringComparison.Ordinal);
        ToolRun text = ToolRun.Of("info", TestData.Path("mace", "README.md"));
        Assert.Equal((65, ""), (text.ExitCode, text.Out));
        Assert.Contains("is a text file beginning with '# MACE golden references'", text.Error, StringComparison.Ordinal);
    }
}
