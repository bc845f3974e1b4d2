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
