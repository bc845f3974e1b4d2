using System.Text;
using System.Text.Json.Nodes;
using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

public sealed class ConvertTests
{
    private static readonly string Model = TestData.Path("mace", "models", "var_i1_abs.model.gz");

    [Fact]
    public void A_converted_model_gives_the_same_numbers_and_tells_where_it_comes_from()
    {
        string file = Scratch.File("m.safetensors");
        ToolRun run = ToolRun.Of("convert", Model, file, "--level-of-theory", "GFN1-xTB", "--dispersion", "none", "--licence", "MIT");
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Assert.Contains("golden frames, read back and evaluated.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Not known", run.Error, StringComparison.Ordinal);

        JsonNode info = ToolRun.Of("info", file, "--json").Json;
        Assert.Equal(("GFN1-xTB", "none", "MIT"), ((string?)info["level_of_theory"], (string?)info["dispersion"], (string?)info["licence"]));
        Assert.Equal("var_i1_abs.model.gz", (string?)info["provenance"]!["source"]);
        JsonNode reference = info["backends"]!.AsArray().Single(b => (string?)b!["backend"] == "reference")!;
        Assert.Equal(0.0, (double)reference["golden"]!["force_deviation"]!);
        Assert.True((int)reference["golden"]!["frames"]! > 0);

        string structure = GoldenCase.StructurePath("var_i1_abs", "debug5"), one = Scratch.File("one.extxyz"), two = Scratch.File("two.extxyz");
        Assert.Equal(0, ToolRun.Of("eval", "--model", Model, "--input", structure, "--output", one, "--backend", "reference").ExitCode);
        Assert.Equal(0, ToolRun.Of("eval", "--model", file, "--input", structure, "--output", two, "--backend", "reference").ExitCode);
        Assert.Equal(File.ReadAllText(one), File.ReadAllText(two));
    }

    [Fact]
    public void Facts_are_kept_when_a_converted_model_is_converted_again()
    {
        string first = Scratch.File("a.safetensors"), second = Scratch.File("b.safetensors");
        Assert.Equal(0, ToolRun.Of("convert", Model, first, "--licence", "MIT", "--e0-origin", "isolated atoms").ExitCode);
        ToolRun run = ToolRun.Of("convert", first, second, "--level-of-theory", "PBE");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Not known of this model: --dispersion.", run.Error, StringComparison.Ordinal);
        JsonNode info = ToolRun.Of("info", second, "--json").Json;
        Assert.Equal(("MIT", "PBE", "isolated atoms"),
            ((string?)info["licence"], (string?)info["level_of_theory"], (string?)info["isolated_atom_energies_origin"]));
        Assert.Equal("var_i1_abs.model.gz", (string?)info["provenance"]!["source"]);
    }

    [Fact]
    public void A_model_whose_numbers_were_changed_is_refused()
    {
        string file = Scratch.File("m.safetensors");
        Assert.Equal(0, ToolRun.Of("convert", Model, file).ExitCode);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[LastByteOf(bytes, "node_embedding.linear.weight")] ^= 0x01; // an exponent
        File.WriteAllBytes(file, bytes);
        string input = GoldenCase.StructurePath("var_i1_abs", "debug5"), output = Scratch.File("out.extxyz");
        ToolRun eval = ToolRun.Of("eval", "--model", file, "--input", input, "--output", output, "--backend", "reference");
        Assert.Equal(65, eval.ExitCode);
        Assert.Contains("golden", eval.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
        Assert.Equal(65, ToolRun.Of("info", file).ExitCode);
    }

    // Safetensors: eight bytes of header length, JSON with the places of the tensors, the tensors.
    private static int LastByteOf(byte[] file, string tensor)
    {
        int header = (int)BitConverter.ToInt64(file);
        JsonNode json = JsonNode.Parse(file.AsSpan(8, header))!;
        return 8 + header + (int)json[tensor]!["data_offsets"]![1]! - 1;
    }

    [Fact]
    public void Targets_that_make_no_sense_are_refused()
    {
        string folder = Scratch.Folder(), old = Path.Combine(folder, "old.safetensors");
        File.WriteAllText(old, "precious");
        void Refused(string message, params string[] args)
        {
            ToolRun run = ToolRun.Of(["convert", Model, .. args]);
            Assert.Contains(message, run.Error, StringComparison.Ordinal);
            Assert.Equal((2, ""), (run.ExitCode, run.Out));
            Assert.Equal(["old.safetensors"], Directory.GetFileSystemEntries(folder).Select(f => Path.GetFileName(f)));
            Assert.Equal("precious", File.ReadAllText(old));
        }

        Refused("exists already; give --overwrite to replace it", old);
        Refused("expected a name that ends in .safetensors, e.g. ", Path.Combine(folder, "m.model"));
        Refused("does not exist. Make it with mkdir -p.", Path.Combine(folder, "none", "m.safetensors"));
        Refused("is a MACE model; this format holds DeePMD models only.", Path.Combine(folder, "m.yaml"), "--to", "deepmd-yaml");
        Assert.Equal(0, ToolRun.Of("convert", Model, old, "--overwrite").ExitCode);
    }

    [Fact]
    public void A_deepmd_model_becomes_a_yaml_that_reads_back()
    {
        string source = TestData.Path("deepmd", "models", "s_emb_124.dp.gz"), yaml = Scratch.File("emb.yaml"), file = Scratch.File("emb.safetensors");
        ToolRun run = ToolRun.Of("convert", source, yaml, "--to", "deepmd-yaml");
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Assert.Contains("read back, 2 frames evaluated: forces differ from those of", run.Error, StringComparison.Ordinal);
        Assert.Contains("by at most 0 eV/Å.", run.Error, StringComparison.Ordinal);
        Assert.Contains("'@class': EmbeddingNetwork", File.ReadAllText(yaml), StringComparison.Ordinal);

        Assert.Equal(0, ToolRun.Of("convert", yaml, file).ExitCode);
        JsonNode info = JsonNode.Parse(ToolRun.Of("info", file, "--json").Out)!;
        Assert.Equal("DeePMD", (string?)info["architecture"]);
        Assert.Equal(2, (int?)info["golden_frames"]);
        Assert.Contains("from DeePMD-kit .yaml (written by ilmlff)", (string?)info["format"], StringComparison.Ordinal);

        ToolRun wrong = ToolRun.Of("convert", source, Scratch.File("emb.yml2"), "--to", "deepmd-yaml");
        Assert.Contains("expected a name that ends in .yaml", wrong.Error, StringComparison.Ordinal);
        ToolRun facts = ToolRun.Of("convert", source, Scratch.File("facts.yaml"), "--to", "deepmd-yaml", "--licence", "MIT");
        Assert.Equal(2, facts.ExitCode);
        Assert.Contains("has no place for the level of theory, licence", facts.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deepmd_graph_without_names_of_its_types_gets_them()
    {
        string nameless = Scratch.File("nameless.pb"), file = Scratch.File("named.safetensors");
        byte[] graph = File.ReadAllBytes(TestData.Unpacked("deepmd", "models", "synthetic_s_exclude_oneside.pb.gz"));
        Overwrite("H B C N F", "         ");
        Overwrite("\"type_map\"", "\"_ype_map\""); // of the training script in the graph
        File.WriteAllBytes(nameless, graph);
        ToolRun refused = ToolRun.Of("info", nameless);
        Assert.Equal(65, refused.ExitCode);
        Assert.Contains("--type-map O,H", refused.Error, StringComparison.Ordinal);

        ToolRun wrong = ToolRun.Of("convert", nameless, file, "--type-map", "H,B");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("The type map has 2 names (H B), but the model has 5 types", wrong.Error, StringComparison.Ordinal);

        ToolRun run = ToolRun.Of("convert", nameless, file, "--type-map", "H,B,C,N,F");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal([1, 5, 6, 7, 9], IonicMlff.Models.PotentialFile.Open(file).Info.AtomicNumbers);

        void Overwrite(string old, string with) => Encoding.ASCII.GetBytes(with).CopyTo(graph, graph.AsSpan().IndexOf(Encoding.ASCII.GetBytes(old)));
    }
}
