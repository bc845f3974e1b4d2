using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using IonicMlff.Core.Authoring;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Examples;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Authoring;

/// <summary>A dll compiled against another version of the contract is refused before its code runs.</summary>
public sealed class PotentialContractTests
{
    private static readonly string Dll = typeof(LennardJones).Assembly.Location;

    [Fact]
    public void A_dll_of_this_version_is_loaded()
    {
        IPotential potential = PotentialAssembly.Load(Dll, null, new PotentialArguments(["cutoff", "7.5"]));
        Assert.Equal(7.5, potential.Info.Cutoff);
        Assert.NotSame(typeof(LennardJones), potential.GetType()); // in a load context of its own
    }

    [Theory]
    [InlineData(2, 0, "compiled against version 2.0 of the potential contract (IonicMlff.Core), but this IonicMlff has 1.0. Use a newer IonicMlff")]
    [InlineData(1, 9, "compiled against version 1.9 of the potential contract")]
    [InlineData(0, 1, "compiled against version 0.1 of the potential contract (IonicMlff.Core), but this IonicMlff has 1.0. Compile the potential anew.")]
    public void Another_version_is_refused(ushort major, ushort minor, string message)
    {
        string copy = Path.Combine(TestData.Scratch, $"contract-{major}.{minor}.dll");
        File.WriteAllBytes(copy, WithReference(File.ReadAllBytes(Dll), major, minor));
        Assert.Contains(message, Refused(copy, null, []), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_are_named()
    {
        string text = Path.Combine(TestData.Scratch, "text.dll");
        File.WriteAllText(text, "not a dll");
        Assert.Contains("can't be loaded as a .NET assembly", Refused(text, null, []), StringComparison.Ordinal);
        Assert.Contains("does not refer to IonicMlff.Core", Refused(typeof(FactAttribute).Assembly.Location, null, []), StringComparison.Ordinal);
        Assert.Contains("has no public class that implements", Refused(typeof(TestData).Assembly.Location, null, []), StringComparison.Ordinal);
        Assert.Contains("did you mean 'LennardJones'?", Refused(Dll, "LennardJnes", []), StringComparison.Ordinal);
        Assert.Contains("'eps' is unknown to the potential; did you mean 'epsilon'?", Refused(Dll, null, ["eps", "1"]), StringComparison.Ordinal);
        Assert.Contains("salt KCl: LiF or NaCl is expected", Refused(typeof(MoltenSalt).Assembly.Location, null, ["salt", "KCl"]), StringComparison.Ordinal);
    }

    private static string Refused(string file, string? type, string[] words) =>
        Assert.Throws<IlmlffException>(() => PotentialAssembly.Load(file, type, new PotentialArguments(words))).Message;

    /// <summary>The image with another version of IonicMlff.Core in its table of references.</summary>
    private static byte[] WithReference(byte[] image, ushort major, ushort minor)
    {
        using var pe = new PEReader(new MemoryStream(image));
        MetadataReader metadata = pe.GetMetadataReader();
        AssemblyReferenceHandle core = metadata.AssemblyReferences.Single(h => metadata.GetString(metadata.GetAssemblyReference(h).Name) == "IonicMlff.Core");
        int row = pe.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.AssemblyRef)
            + (MetadataTokens.GetRowNumber(core) - 1) * metadata.GetTableRowSize(TableIndex.AssemblyRef);
        BitConverter.TryWriteBytes(image.AsSpan(row), major); // four 16-bit numbers
        BitConverter.TryWriteBytes(image.AsSpan(row + 2), minor);
        return image;
    }
}
