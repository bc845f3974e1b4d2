using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Import;
using IonicMlff.Models.Tests.Pickle;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>Models of other kinds, and damaged ones, are named for what they are, with the cure.</summary>
public sealed class DpRefusalTests
{
    private static readonly string Yaml = File.ReadAllText(TestData.Unpacked("deepmd", "models", "s_emb_124.yaml.gz"));

    [Theory]
    [InlineData("se_atten", "has the descriptor 'se_atten' (DPA-1: attention and type embedding), which is not supported: of DeePMD-kit only models of descriptor se_e2_a are read.")]
    [InlineData("se_atten_v2", "'se_atten_v2' (DPA-1: attention and type embedding)")]
    [InlineData("dpa1", "'dpa1' (DPA-1: attention and type embedding)")]
    [InlineData("dpa2", "'dpa2' (DPA-2: attention and message passing)")]
    [InlineData("dpa3", "'dpa3' (DPA-3: message passing on line graphs)")]
    [InlineData("se_e3", "'se_e3' (angles of three bodies)")]
    [InlineData("se_e2_r", "'se_e2_r' (radial distances only)")]
    [InlineData("hybrid", "'hybrid' (several descriptors side by side)")]
    [InlineData("se_e5_x", "has the descriptor 'se_e5_x', which is not supported")]
    public void Other_descriptors_are_named(string type, string message) =>
        Refused(Changed("    type: se_e2_a\n    type_map", $"    type: {type}\n    type_map"), message);

    [Theory]
    [InlineData("dipole")]
    [InlineData("polar")]
    [InlineData("dos")]
    [InlineData("property")]
    public void Other_fitting_nets_are_named(string type) => Refused(
        Changed("    type: ener\n", $"    type: {type}\n"), $"has a fitting net of type '{type}', which gives no energy: only energy models ('ener') are read.");

    [Theory]
    [InlineData("mixed_types: false", "mixed_types: true", "one fitting net for all types (mixed_types, type embedding)")]
    [InlineData("    spin: null\n", "    spin: {use_spin: [true]}\n", "is a spin model (DeepSPIN)")]
    [InlineData("  type: standard\n", "  type: spin_ener\n", "is a spin model (DeepSPIN)")]
    [InlineData("  type: standard\n", "  type: linear_ener\n", "model.type is 'linear_ener', which is not supported: only 'standard' models are read")]
    [InlineData("use_exp_switch: false", "use_exp_switch: true", "use_exp_switch, another switch function")]
    [InlineData("use_aparam_as_mask: false", "use_aparam_as_mask: true", "its atom parameters are a mask")]
    [InlineData("dim_case_embd: 0", "dim_case_embd: 2", "a case embedding")]
    [InlineData("  '@version': 2\n  atom_ex", "  '@version': 3\n  atom_ex", "the model has version 3 of DeePMD-kit's format; known is up to 2.")]
    [InlineData("\n    rcut: 6.0\n    rcut_smth", "\n    rcut: far\n    rcut_smth", "model.descriptor.rcut is 'far', expected a finite number")]
    [InlineData("rcut_smth: 0.5\n    resnet", "rcut_smth: 7.5\n    resnet", "rcut is 6 Å and rcut_smth 7.5 Å; expected 0 ≤ rcut_smth < rcut")]
    [InlineData("      davg:\n", "      davh:\n", "model.descriptor.@variables.davg is absent, expected an array of numbers")]
    [InlineData("      dstd:\n        '@class': np.ndarray", "      dstd:\n        '@class': np.array", "model.descriptor.@variables.dstd is a dictionary, expected an array of numbers")]
    [InlineData("    sel:\n    - 96\n", "    sel:\n    - 95\n", "model.descriptor.@variables.dstd has 3760 numbers, but the model needs 3740")]
    [InlineData("    axis_neuron: 4\n", "    axis_neuron: 40\n", "model.descriptor.axis_neuron is 40, expected a number from 1 to 8, the width of the embedding nets")]
    [InlineData("      ntypes: 5\n", "      ntypes: 4\n", "5 names in the type map, but embedding nets for 4 types")]
    [InlineData("activation_function: tanh\n          bias", "activation_function: swish\n          bias", "'swish', an activation that is not known. Known are")]
    [InlineData("          precision: float64\n          resnet: true", "          precision: float64\n          resnet: maybe", "resnet is 'maybe', expected true or false")]
    [InlineData("    precision: float64\n    rcut", "    precision: bfloat16\n    rcut", "model.descriptor.precision is 'bfloat16'; read are float64 and float32.")]
    [InlineData("exclude_types: []\n    neuron", "exclude_types: [[0, 9]]\n    neuron", "expected pairs of types from 0 to 4")]
    [InlineData("      value:\n      - - - 0.0", "      value:\n      - - - .nan", "model.@variables.out_bias holds NaN. The training diverged, or the file is damaged.")]
    [InlineData("      value:\n      - - - 0.0", "      value:\n      - - - x", "model.@variables.out_bias is a dictionary, expected an array of numbers")]
    public void Changed_models_are_refused_by_the_entry(string old, string with, string message) => Refused(Changed(old, with), message);

    [Fact]
    public void Files_that_are_no_models_are_named()
    {
        Refused("{\"model\": {\"type_map\": [\"O\"], \"descriptor\": {\"type\": \"se_e2_a\"}, \"fitting_net\": {}}, \"training\": {}}",
            "is a training input of DeePMD-kit, not a model: it has settings, but no weights.");
        Refused("model:\n  type_map: [O]\n  descriptor:\n    type: se_e2_a\n  fitting_net:\n    neuron: [10]\n", "is a training input of DeePMD-kit");
        Refused("model:\n  descriptor: {}\n  fitting_net: {}\n'@class': x\n", "is a training input, not a model");
        Refused("cutoff: 6.0\nnames: [a, b]\n", "is a text file beginning with 'cutoff: 6.0', not a model file.");
        Refused("'@class': Model\nmodel: none\n", "holds no DeePMD-kit model: the entry 'model' is missing.");
        Refused(Yaml[..(Yaml.Length / 2)], "The file is damaged");
    }

    [Fact]
    public void A_checkpoint_is_named() => Refused(
        ArchiveBuilder.Torch(Encoding.Latin1.GetBytes("\u0080\u0002}(X\u0005\0\0\0model}X\u001a\0\0\0model.Default.atomic_modelNsX\u0009\0\0\0optimizer}u.")),
        "is a DeePMD-kit training checkpoint. Freeze it with 'dp --pt freeze'");

    [Fact]
    public void Mutated_yaml_is_read_or_refused()
    {
        // The arrays are left alone: most of the text is numbers, where a changed digit is a model like any other.
        byte[] original = Encoding.UTF8.GetBytes(Yaml);
        int[] structure = [.. Enumerable.Range(1, original.Length - 2).Where(i => char.IsAsciiLetter((char)original[i]) || original[i] is (byte)':' or (byte)'\n')];
        var random = new Random(17);
        byte[] file = [.. original];
        for (int i = 0; i < 60; i++)
        {
            for (int m = random.Next(3); m >= 0; m--)
                file[structure[random.Next(structure.Length)]] = (byte)"0 -:'\"[]{}\n&*!x"[random.Next(15)];
            try
            {
                DpDictImporter.ReadYaml(ArchiveBuilder.Source(file));
            }
            catch (IlmlffException e)
            {
                Assert.StartsWith("test: ", e.Message, StringComparison.Ordinal);
            }

            original.CopyTo(file, 0);
        }
    }

    private static string Changed(string old, string with)
    {
        int at = Yaml.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{old}' does not occur");
        return Yaml[..at] + with + Yaml[(at + old.Length)..];
    }

    private static void Refused(string text, string message) => Refused(Encoding.UTF8.GetBytes(text), message);

    private static void Refused(byte[] file, string message)
    {
        string path = Path.Combine(TestData.Scratch, $"refused-{Guid.NewGuid():n}");
        File.WriteAllBytes(path, file);
        var error = Assert.Throws<IlmlffException>(() => PotentialFile.Open(path));
        Assert.Equal(ErrorKind.BadData, error.Kind);
        Assert.StartsWith($"{path}: ", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Contains(message, StringComparison.Ordinal), $"{error.Message}\n instead of \n{message}");
        File.Delete(path);
    }
}
