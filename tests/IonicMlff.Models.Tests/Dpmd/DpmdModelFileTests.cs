using System.Buffers.Binary;
using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Pickle;
using IonicMlff.Models.Tests.ModelFiles;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>Deep Potentials in our model file.</summary>
public sealed class DpmdModelFileTests
{
    [Theory]
    [InlineData("s_tanh_oneside.yaml")]
    [InlineData("s_tanh_twoside.pth")]
    [InlineData("s_exclude_twoside.dp")]
    [InlineData("s_pair_exclude_model.dp")]
    [InlineData("s_atom_exclude_model.dp")]
    [InlineData("s_atom_ener.dp")]
    [InlineData("s_env_protection.dp")]
    [InlineData("s_sel_zero_type.dp")]
    [InlineData("s_resnetdt_emb_nofit.dp")]
    [InlineData("s_emb_mixed_shapes.dp")]
    [InlineData("s_silu_oneside.dp")]
    [InlineData("s_float32.dp")]
    [InlineData("s_emb_124_compressed_stride005.pth")]
    [InlineData("synthetic_s_emb_124_compressed_stride005.pb")]
    [InlineData("synthetic_s_exclude_oneside.pb")]
    public void Conversion_keeps_every_bit_and_rule(string file)
    {
        string source = TestData.Path("deepmd", "models", $"{file}.gz"), target = Converted(file);
        SameModel.Assert(ModelFile.ReadDpmd(source), ModelFile.ReadDpmd(target));

        GoldenReport report = ModelFile.CheckGolden(target, new EvaluatorOptions { Backend = "reference" })!;
        Assert.Equal((2, 0.0, 0.0), (report.Frames, report.EnergyDeviation, report.ForceDeviation));
        ModelDescription before = ModelFile.Describe(source), after = ModelFile.Describe(target);
        Assert.Equal((before.ParameterCount, before.DType), (after.ParameterCount, after.DType));
        Assert.Equal(before.IsolatedAtomEnergies.Cast<double>(), after.IsolatedAtomEnergies.Cast<double>());
        Assert.Contains(before.Format, after.Format, StringComparison.Ordinal);
        Assert.Equal(64, after.Provenance!.SourceSha256.Length);
    }

    [Fact]
    public void A_converted_model_gives_upstreams_numbers()
    {
        DpmdCase golden = DpmdCase.Load("s_tanh_twoside__pyr14bf4_35");
        using IEvaluator evaluator = PotentialFile.Open(Converted("s_tanh_twoside.pth")).CreateEvaluator(new EvaluatorOptions { Backend = "reference" });
        Assert.Equal(golden.Expected.Energy, Evaluation.Of(evaluator, golden.System).Energy, 1e-9);
    }

    [Fact]
    public void Frame_and_atom_parameters_are_kept()
    {
        DpmdModel model = FittingParameterTests.WithParameters(DpmdCase.Read("s_tanh_oneside"), [0.5], [2.0], [1.0, -1.0], [0.5, 4.0])
            with
        { Source = "test" };
        string path = Path.Combine(TestData.Scratch, "parameters.safetensors");
        ModelFile.Write(path, model);
        SameModel.Assert(model, ModelFile.ReadDpmd(path));
        GoldenFrame frame = ModelFile.Describe(path).GoldenFrames[0];
        Assert.Equal([0.75], frame.FrameParameters);
        Assert.Equal([2.0, -0.875], frame.AtomParameters[..2]);
        Assert.Equal(2, ModelFile.CheckGolden(path, new EvaluatorOptions { Backend = "reference" })!.Frames);
    }

    [Fact]
    public void Golden_frames_have_a_slot_for_every_neighbour()
    {
        // The crystal has more than 8 nitrogen neighbours unless it is stretched.
        IReadOnlyList<GoldenFrame> frames = GoldenFrames.Make(new DpmdPotential(DpmdCase.Read("s_tanh_oneside")));
        DpmdModel ample = DpmdContract.WithSlots(DpmdCase.Read("s_tanh_oneside"), 1000);
        Assert.True(GoldenFrames.Make(new DpmdPotential(ample))[1].Positions[3] < frames[1].Positions[3]);
    }

    [Fact]
    public void Names_of_types_can_be_given()
    {
        string target = Path.Combine(TestData.Scratch, "renamed.safetensors"), source = TestData.Path("deepmd", "models", "s_emb_124.dp.gz");
        ModelFile.Convert(source, target, null, ["Li", "B", "C", "N", "F"]);
        Assert.Equal([3, 5, 6, 7, 9], PotentialFile.Open(target).Info.AtomicNumbers);
        var error = Assert.Throws<IlmlffException>(() => ModelFile.Convert(source, target, null, ["Li", "B"]));
        Assert.Contains("The type map has 2 names (Li B), but the model has 5 types, in the file called H B C N F.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\\"overflow\\\":\\\"Nearest", "\\\"overflow\\\":\\\"Farthest", "overflow is not one of NearestPerType, NearestOverallThenPerType")]
    [InlineData("\\\"exclusion\\\"", "\\\"exclusivity\\\"", "exclusion is missing")]
    [InlineData("\\\"protection\\\"", "\\\"extra\\\":1,\\\"protection\\\"", "extra is not known to this version")]
    [InlineData("\\\"axis_neurons\\\":4", "\\\"axis_neurons\\\":9", "axis_neurons is not a number from 1 to 8")]
    [InlineData("\\\"shortcut\\\":\\\"Double\\\"", "\\\"shortcut\\\":\\\"Add\\\"", "shortcut is not possible for 1 inputs and 2 outputs")]
    [InlineData("\\\"sel\\\":[96", "\\\"sel\\\":[97", "the tensor environment.deviation has shape (5, 188, 4), but (5, 189, 4) is needed")]
    [InlineData("\\\"cutoff\\\":6", "\\\"cutoff\\\":7", "different elements or cutoffs")]
    [InlineData("\\\"architecture\\\":\\\"DeePMD\\\"", "\\\"architecture\\\":\\\"DPA\\\"", "architecture 'DPA', this version of ilmlff reads MACE and DeePMD")]
    public void Changed_records_are_refused(string old, string with, string message)
    {
        byte[] file = Changed(Converted("s_emb_124.dp"), old, with);
        var error = Assert.Throws<IlmlffException>(() => ModelFile.Read(new MemoryByteSource(file) { Name = "test" }));
        Assert.Equal(ErrorKind.BadData, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_records_are_read_or_refused()
    {
        byte[] original = File.ReadAllBytes(Converted("s_emb_124.dp"));
        int header = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(original);
        var random = new Random(31);
        for (int i = 0; i < 400; i++)
        {
            byte[] file = [.. original];
            for (int m = random.Next(3); m >= 0; m--)
                file[random.Next(header)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"0123456789.-e\"{}[],:tf"[random.Next(22)];
            try
            {
                ModelFile.Read(new MemoryByteSource(file) { Name = "test" });
            }
            catch (IlmlffException e)
            {
                Assert.StartsWith("test", e.Message, StringComparison.Ordinal);
            }
        }
    }

    internal static string Converted(string file)
    {
        string target = Path.Combine(TestData.Scratch, $"{file}.safetensors");
        lock (TestData.Scratch)
        {
            if (!File.Exists(target))
                ModelFile.Convert(TestData.Path("deepmd", "models", $"{file}.gz"), target);
        }

        return target;
    }

    private static byte[] Changed(string path, string old, string with)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        string text = Encoding.UTF8.GetString(bytes, 8, length);
        int at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{old}' does not occur");
        byte[] header = Encoding.UTF8.GetBytes(text[..at] + with + text[(at + old.Length)..]);
        var size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, header.Length);
        return [.. size, .. header, .. bytes.AsSpan(8 + length)];
    }
}
