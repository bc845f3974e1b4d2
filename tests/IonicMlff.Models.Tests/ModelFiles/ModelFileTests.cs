using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Pickle;
using IonicMlff.Models.Tests.Mace.Import;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.ModelFiles;

public sealed partial class ModelFileTests
{
    [Theory]
    [MemberData(nameof(ReferenceModels.All), MemberType = typeof(ReferenceModels))]
    public void ConversionKeepsEveryBit(string name)
    {
        string converted = Convert(name);
        SameModel.Assert(MaceImporter.Read(ReferenceModels.Path(name)), Load(converted).Model);

        TensorTable source = Load(ReferenceModels.Path(name)).Tensors;
        TensorTable target = Load(converted).Tensors;
        Assert.Equal(source.All.Count, target.All.Count);
        Assert.All(source.All, t =>
        {
            StoredTensor kept = target.Get(t.Name);
            Assert.Equal((t.Type, t.ShapeText), (kept.Type, kept.ShapeText));
            Assert.Equal(t.Bytes, kept.Bytes);
        });
    }

    [Theory]
    [MemberData(nameof(ReferenceModels.All), MemberType = typeof(ReferenceModels))]
    public void GoldenFramesAreReproduced(string name)
    {
        string converted = Convert(name);
        GoldenReport report = ModelFile.CheckGolden(converted, new EvaluatorOptions())!;
        Assert.Equal(ModelFile.Describe(converted).GoldenFrames.Count, report.Frames);
        Assert.True(report.Frames >= 2);
    }

    [Theory]
    [InlineData("reference", Precision.Double)]
    [InlineData("simd", Precision.Double)]
    [InlineData("simd", Precision.Mixed)]
    public void GoldenFramesAreReproducedByEveryBackEnd(string backend, Precision precision)
    {
        GoldenReport report = ModelFile.CheckGolden(Convert("var_soft_tanh_c3"),
            new EvaluatorOptions { Backend = backend, Precision = precision })!;
        Assert.Equal(2, report.Frames);
        Assert.Equal(backend == "reference", report.ForceDeviation == 0);
    }

    [Fact]
    public void OpeningChecksTheGoldenFrames()
    {
        string changed = Changed(Convert("var_i1_abs"), json => GoldenEnergy().Replace(json, "energy\\\":0.5", 1));
        IPotential potential = PotentialFile.Open(changed);
        var error = Assert.Throws<IlmlffException>(() => potential.CreateEvaluator(new EvaluatorOptions()));
        Assert.Equal(ErrorKind.BadData, error.Kind);
        Assert.Contains("golden frame 'cluster' (head Default) is not reproduced by back end", error.Message,
            StringComparison.Ordinal);
        Assert.Contains("Do not run this model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AChangedWeightIsNoticed()
    {
        string path = Convert("paper_pyr14bf4");
        byte[] bytes = File.ReadAllBytes(path);
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        using var json = System.Text.Json.JsonDocument.Parse(bytes.AsMemory(8, header));
        int at = 8 + header + json.RootElement.GetProperty("interactions.0.linear_up.weight").GetProperty("data_offsets")[0].GetInt32();
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at),
            1.01 * BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at)));
        string changed = path + ".changed";
        File.WriteAllBytes(changed, bytes);
        Assert.Throws<IlmlffException>(() =>
            PotentialFile.Open(changed).CreateEvaluator(new EvaluatorOptions { Backend = "reference" }));
    }

    [Fact]
    public void FactsAreKeptAndInherited()
    {
        string first = Path.Combine(TestData.Scratch, "facts1.safetensors");
        string second = Path.Combine(TestData.Scratch, "facts2.safetensors");
        ModelFile.Convert(ReferenceModels.Path("var_i1_abs"), first, new ModelFacts { Licence = "MIT", LevelOfTheory = "PBE" });
        ModelFile.Convert(first, second, new ModelFacts { LevelOfTheory = "PBE-D3(BJ)" });
        ModelDescription description = ModelFile.Describe(second);
        Assert.Equal(("MIT", "PBE-D3(BJ)", null),
            (description.Facts.Licence, description.Facts.LevelOfTheory, description.Facts.Dispersion));
        Assert.Equal("var_i1_abs.model",
            Path.GetFileName(description.Provenance!.SourceFile).Replace("mace_models_", "", StringComparison.Ordinal));
        Assert.Equal(64, description.Provenance.SourceSha256.Length);
        SameModel.Assert(Load(first).Model, Load(second).Model);
    }

    [Fact]
    public void DescriptionCountsParametersAsUpstreamDoes()
    {
        using var inventory = System.Text.Json.JsonDocument.Parse(File.ReadAllText(TestData.Path("mace", "models",
            "mpa0_like.inventory.json")));
        long expected = inventory.RootElement.GetProperty("module").GetProperty("n_parameters").GetInt64();
        Assert.Equal(expected, ModelFile.Describe(ReferenceModels.Path("mpa0_like")).ParameterCount);
        Assert.Equal(expected, ModelFile.Describe(Convert("mpa0_like")).ParameterCount);
    }

    [Fact]
    public void WritingToAFolderThatDoesNotExistIsAnError()
    {
        var error = Assert.Throws<IlmlffException>(() =>
            ModelFile.Convert(ReferenceModels.Path("var_i1_abs"), Path.Combine(TestData.Scratch, "none", "x.safetensors")));
        Assert.Equal(ErrorKind.Failed, error.Kind);
        Assert.Contains("can't be written", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\\"format\\\":1", "\\\"format\\\":7", "has format 7, this version of ilmlff reads format 1. Use a newer version")]
    [InlineData("\\\"architecture\\\":\\\"MACE\\\"", "\\\"architecture\\\":\\\"XACE\\\"", "architecture 'XACE'")]
    [InlineData("\\\"energy\\\":\\\"eV\\\"", "\\\"energy\\\":\\\"Ha\\\"", "ilmlff.units.energy is not eV")]
    [InlineData("\\\"max_ell\\\"", "\\\"min_ell\\\"", "ilmlff.mace.max_ell is missing")]
    [InlineData("\\\"max_ell\\\":3", "\\\"max_ell\\\":2", "interactions.0.conv_tp_weights")]
    [InlineData("\\\"max_ell\\\":3", "\\\"max_ell\\\":-3", "harmonics of degree -3")]
    [InlineData("\\\"basis\\\":\\\"Bessel\\\"", "\\\"basis\\\":\\\"Bassel\\\"", "ilmlff.mace.basis is not one of Bessel, Gaussian, Chebyshev")]
    [InlineData("\\\"cutoff\\\":", "\\\"cutoff\\\":1", "different elements, cutoffs or isolated-atom energies")]
    [InlineData("[\\\"H\\\"", "[\\\"Hx\\\"", "is missing")]
    [InlineData("\\\"correlation\\\":3", "\\\"correlation\\\":2", "has shape")]
    [InlineData("\\\"correlation\\\":3", "\\\"correlation\\\":300000", "correlation 300000")]
    [InlineData("\\\"cell\\\":[3.", "\\\"cell\\\":[0.0000003", "that of a frame that can be evaluated quickly")]
    [InlineData("\\\"species\\\":[0", "\\\"species\\\":[9", "species is not a list of species")]
    [InlineData("\\\"species\\\":[0,", "\\\"species\\\":[", "three numbers per atom")]
    [InlineData("\\\"use_skip\\\"", "\\\"use_spin\\\"", "use_skip is missing")]
    [InlineData("\"ilmlff\":", "\"other\":", "without the metadata of ilmlff")]
    [InlineData("\"data_offsets\":[0,", "\"data_offsets\":[8,", "overlap or leave a gap")]
    [InlineData("\"dtype\":\"F64\"", "\"dtype\":\"C64\"", "expected one of")]
    [InlineData("\"shape\":[5]", "\"shape\":[6]", "and type")]
    [InlineData("\"shape\":[5]", "\"shape\":[900719925474099,900719925474099]", "and type")]
    public void ChangedMetadataIsRefused(string old, string with, string message)
    {
        string changed = Changed(Convert("var_i1_abs"), json => Replace(json, old, with));
        var error = Assert.Throws<IlmlffException>(() => PotentialFile.Open(changed));
        Assert.Equal(ErrorKind.BadData, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(changed, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TruncatedFilesAreRefused()
    {
        byte[] whole = File.ReadAllBytes(Convert("var_i1_abs"));
        for (int i = 1; i < 300; i++)
        {
            int length = i < 100 ? i : (int)((i - 100) / 200.0 * whole.Length);
            Assert.Throws<IlmlffException>(() =>
                ModelFile.Load(new MemoryByteSource(whole.AsMemory(0, length)) { Name = "cut" }));
        }
    }

    internal static string Convert(string name)
    {
        string path = Path.Combine(TestData.Scratch, name + ".safetensors");
        lock (s_lock)
        {
            if (!File.Exists(path))
            {
                ModelFile.Convert(ReferenceModels.Path(name), path);
            }
        }

        return path;
    }

    [GeneratedRegex("""energy\\":-?[0-9.E+-]+""")]
    private static partial Regex GoldenEnergy();

    private static readonly Lock s_lock = new();

    private static Loaded Load(string path) => ModelFile.Load(ModelBytes.Open(path));

    private static string Replace(string text, string old, string with)
    {
        int at = text.IndexOf(old, StringComparison.Ordinal);
        return at >= 0 ? text[..at] + with + text[(at + old.Length)..]
            : throw new InvalidOperationException($"'{old}' does not occur.");
    }

    /// <summary>A copy of a file with a changed header.</summary>
    private static string Changed(string path, Func<string, string> change)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        byte[] header = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(bytes, 8, length)));
        string copy = Path.Combine(TestData.Scratch, $"{Guid.NewGuid():n}.safetensors");
        var size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, header.Length);
        File.WriteAllBytes(copy, [.. size, .. header, .. bytes.AsSpan(8 + length)]);
        return copy;
    }
}
