using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Import.Pb;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Pickle;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd.Pb;

/// <summary>The .pb models of the tests: ours of tests/data, and DeePMD-kit's own test models where they lie beside the checkout.</summary>
internal static class PbModels
{
    /// <summary>Folder of DeePMD-kit's test models and expectations, which are not part of this project.</summary>
    public static string UpstreamFolder { get; } = Path.Combine(TestData.Root, "..", "shared", "golden", "deepmd", "upstream");

    /// <summary>Path of one of our models.</summary>
    public static string PathOf(string name) => TestData.Path("deepmd", "models", $"{name}.pb.gz");

    /// <summary>Bytes of one of our models.</summary>
    public static byte[] Bytes(string name) => File.ReadAllBytes(TestData.Unpacked("deepmd", "models", $"{name}.pb.gz"));

    /// <summary>One of our models.</summary>
    public static DpmdModel Read(string name) => ReadFile(PathOf(name));

    /// <summary>One of DeePMD-kit's test models.</summary>
    public static DpmdModel ReadUpstream(string name) => ReadFile(Path.Combine(UpstreamFolder, name));

    /// <summary>A model from bytes.</summary>
    public static DpmdModel Read(byte[] bytes)
    {
        using var source = new MemoryByteSource(bytes) { Name = "test" };
        return PbImporter.Read(source);
    }

    private static DpmdModel ReadFile(string path)
    {
        using ByteSource source = ModelFileKinds.Unpacked(ModelBytes.Open(path));
        return PbImporter.Read(source);
    }
}

/// <summary>A test that needs DeePMD-kit's own test models.</summary>
internal sealed class UpstreamFactAttribute : FactAttribute
{
    public UpstreamFactAttribute() => Skip = Directory.Exists(PbModels.UpstreamFolder) ? null
        : "DeePMD-kit's test models (LGPL, not part of this project) are not there: ../shared/golden/deepmd/upstream";
}

/// <summary>A test with parameters that needs DeePMD-kit's own test models.</summary>
internal sealed class UpstreamTheoryAttribute : TheoryAttribute
{
    public UpstreamTheoryAttribute() => Skip = new UpstreamFactAttribute().Skip;
}
