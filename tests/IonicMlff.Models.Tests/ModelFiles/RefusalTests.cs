using System.IO.Compression;
using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Tests.Mace.Import;
using IonicMlff.Models.Tests.Pickle;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.ModelFiles;

/// <summary>Every file that is not a readable model is named for what it is, with the cure.</summary>
public sealed class RefusalTests
{
    private static readonly string s_small = ReferenceModels.Path("var_i1_abs");

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("H 0 0 0\n", "is a text file beginning with 'H 0 0 0'")]
    [InlineData("<!DOCTYPE html><html>", "is a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "git lfs pull")]
    [InlineData("software: deepmd-kit\nmodel:\n", "the entry 'model' is missing")]
    [InlineData("\u0089HDF\r\n\u001a\n\0\0\0\0", "a damaged or truncated HDF5 file")]
    [InlineData("\u007fELF\u0002\u0001\u0001\0\0\0\0\0", "is a program or library")]
    [InlineData("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.", "torch before 1.6")]
    [InlineData("\u0001\u0002\u0003\u0004binary", "its first bytes are 01020304")]
    [InlineData("PK\u0003\u0004broken", "damaged or truncated ZIP archive")]
    public void OtherFilesAreNamed(string content, string message) =>
        AssertRefused(File(Encoding.Latin1.GetBytes(content)), message);

    [Fact]
    public void MissingFilesAndFoldersAreNamed()
    {
        AssertRefused(Path.Combine(TestData.Scratch, "none.model"), "no such file. Looked for it in");
        AssertRefused(TestData.Scratch, "is a folder");
    }

    [Theory]
    [InlineData("code/__torch__/mace/calculators/lammps_mace.py", "no conversion is needed")]
    [InlineData("code/__torch__/mace/modules/models.py", "a MACE '_compiled.model'")]
    [InlineData("code/__torch__/nequip/nn.py", "NequIP or Allegro")]
    [InlineData("code/__torch__/other.py", "program code")]
    public void CompiledModelsAreNamed(string entry, string message) =>
        AssertRefused(File(ArchiveBuilder.Zip([("m/data.pkl", "\u0080\u0002N."u8.ToArray()), ("m/constants.pkl", []),
            ("m/" + entry, [])])), message);

    [Theory]
    [InlineData("N.", "holds no model")]
    [InlineData("}(X\u0005\0\0\0model}X\u0009\0\0\0optimizer}u.", "is a training checkpoint: weights without the architecture")]
    [InlineData("}(X\u0005\0\0\0model}X\u001a\0\0\0model.Default.atomic_modelNsX\u0009\0\0\0optimizer}u.", "is a DeePMD-kit training checkpoint")]
    [InlineData("}X\u0001\0\0\0a}s.", "holds a dictionary")]
    [InlineData("cmace.calculators.lammps_mliap_mace\nLAMMPS_MLIAP_MACE\n)\u0081.", "ML-IAP. Give the .model file")]
    [InlineData("cmace.modules.models\nAtomicDipolesMACE\n)\u0081.", "a MACE model of dipoles")]
    [InlineData("cmace.modules.extensions\nMACELES\n)\u0081.", "long-range charges")]
    [InlineData("cmace.modules.models\nFutureMACE\n)\u0081.", "mace.modules.models.FutureMACE, a MACE class that is not supported")]
    [InlineData("cschnetpack.model\nNeuralNetworkPotential\n)\u0081.", "which is not a MACE model")]
    [InlineData("cmace.modules.models\nMACE\n)\u0081.", "has no state")]
    [InlineData("cmace.modules.models\nMACE\n)\u0081}b.", "is missing")]
    public void OtherTorchFilesAreNamed(string pickle, string message) =>
        AssertRefused(File(ArchiveBuilder.Torch(Encoding.Latin1.GetBytes("\u0080\u0002" + pickle))), message);

    [Theory]
    [InlineData("mace.modules.blocks\nRealAgnosticInteractionBlock\n", "mace.modules.blocks\nRealAgnosticAttResidualInteractionBlock\n",
        "interactions.0 is of class mace.modules.blocks.RealAgnosticAttResidualInteractionBlock, an interaction block that is not supported")]
    [InlineData("e3nn.o3._tensor_product._tensor_product\nTensorProduct\n", "cuequivariance_torch.primitives\nChannelWiseTensorProduct\n", "mace_cueq_to_e3nn")]
    [InlineData("e3nn.o3._linear\nLinear\n", "cuequivariance_torch.operations\nLinear\n", "mace_cueq_to_e3nn")]
    [InlineData("mace.modules.blocks\nLinearReadoutBlock\n", "mace.modules.blocks\nLinearDipoleReadoutBlock\n", "not a readout of energies")]
    [InlineData("mace.modules.radial\nBesselBasis\n", "mace.modules.radial\nNewBasis\n", "not a known radial basis")]
    [InlineData("mace.modules.radial\nPolynomialCutoff\n", "mace.modules.radial\nNewCutoff\n", "not a known cutoff function")]
    [InlineData("torch\nDoubleStorage\n", "torch\nComplexDoubleStorage\n", "tensor storages of class torch.ComplexDoubleStorage")]
    [InlineData("avg_num_neighbors", "avg_num_neighbOrs", "interactions.0.avg_num_neighbors (RealAgnosticInteractionBlock) is absent, expected a finite number")]
    [InlineData("r_max", "r_mAx", "the tensor r_max is missing")]
    [InlineData("uvu", "uuu", "so its weights can't be assigned")]
    public void UnknownPartsAreNamed(string old, string with, string message) =>
        AssertRefused(File(ArchiveBuilder.WithPickle(s_small, p => ArchiveBuilder.Replace(p, old, with))), message);

    [Fact]
    public void AnAverageThatIsANumpyScalarIsRead()
    {
        byte[] copy = ArchiveBuilder.WithPickle(s_small, pickle =>
        {
            // "avg_num_neighbors", a memo opcode of 2 or 5 bytes, then G and eight bytes big-endian: the number becomes scalar(dtype('f8'), bytes).
            int at = pickle.AsSpan().IndexOf("avg_num_neighbors"u8) + "avg_num_neighbors".Length;
            at += pickle[at] == 'q' ? 2 : 5;
            Assert.Equal((byte)'G', pickle[at]);
            byte[] littleEndian = [.. pickle.AsSpan(at + 1, 8).ToArray().Reverse()];
            byte[] scalar = [.. "cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\n(X\u0002\0\0\0f8K\0K\u0001tRC\u0008"u8,
                .. littleEndian, 0x86, (byte)'R'];
            return [.. pickle[..at], .. scalar, .. pickle[(at + 9)..]];
        });
        Assert.Equal(
            Layer(s_small).AvgNumNeighbors,
            Layer(File(copy)).AvgNumNeighbors);

        static Models.Mace.Definition.Interaction Layer(string path) =>
            Models.Mace.Import.MaceImporter.Read(path).Layers[0].Interaction;
    }

    [Fact]
    public void GzippedModelsAreRead()
    {
        IPotential potential = PotentialFile.Open(TestData.Path("mace", "models", "var_i1_abs.model.gz"));
        Assert.Equal([1, 5, 6, 7, 9], potential.Info.AtomicNumbers);
    }

    [Fact]
    public void AGzipBombIsRefused()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++)
            {
                gzip.Write(zeros);
            }
        }

        AssertRefused(File(packed.ToArray()), "unpacks to more than");
    }

    [Fact]
    public void TruncatedModelsAreRefused()
    {
        byte[] whole = System.IO.File.ReadAllBytes(s_small);
        for (int i = 0; i < 300; i++)
        {
            // Dense at both ends, where headers and the directory are.
            int length = i < 100 ? i : i < 200 ? whole.Length - 1 - (i - 100) * 41 : (int)((i - 200) * 0.01 * whole.Length);
            AssertRefused(File(whole[..length]), length == 0 ? "is empty" : "");
        }
    }

    private static string File(byte[] bytes)
    {
        string path = Path.Combine(TestData.Scratch, $"refused-{Guid.NewGuid():n}");
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    private static void AssertRefused(string path, string message)
    {
        var error = Assert.Throws<IlmlffException>(() => PotentialFile.Open(path));
        Assert.Equal(ErrorKind.BadData, error.Kind);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        if (System.IO.File.Exists(path) && Path.GetFileName(path).StartsWith("refused-", StringComparison.Ordinal))
        {
            System.IO.File.Delete(path);
        }
    }
}
