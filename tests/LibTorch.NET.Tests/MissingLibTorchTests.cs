#if !TORCHSHARP
using IonicMlff.Testing;
using Xunit;

namespace TorchSharp.Tests;

/// <summary>Where libtorch is absent, or not the one that was asked for: one sentence with the cure, and the rest works.</summary>
public sealed class MissingLibTorchTests
{
    private static readonly string Library = Path.Combine(TestData.Root, "build", "lib", "libilmlff_torch.so");

    [TorchFact]
    public void LibtorchIsNotInstalled()
    {
        // The library with the name of a libtorch that does not exist: what a machine without libtorch says.
        byte[] bytes = File.ReadAllBytes(Library);
        int at = bytes.AsSpan().IndexOf("libtorch_cpu.so"u8);
        Assert.True(at > 0);
        bytes[at + 3] = (byte)'X';
        Sentence(With(bytes, []), "libtorch can't be loaded", "libXorch_cpu.so", "sudo apt install libtorch-dev", "ILMLFF_LIBTORCH", "native/build.sh");
    }

    [TorchFact]
    public void TheInterfaceIsNoLibrary() => Sentence(With("text"u8.ToArray(), []), "libtorch can't be loaded", "native/build.sh");

    [TorchFact]
    public void TheFolderHoldsNoLibtorch() =>
        Sentence(With(null, new() { ["ILMLFF_LIBTORCH"] = "/usr/share" }), "ILMLFF_LIBTORCH names '/usr/share', which holds no libtorch_cpu.so", "or unset it");

    /// <summary>A folder with libraries of another release: nothing of theirs may run under code compiled for ours.</summary>
    [TorchFact]
    public void AnotherLibtorchThanThatOfTheBuild()
    {
        string root = Directory.CreateTempSubdirectory("libtorch").FullName;
        string headers = Path.Combine(root, "include", "torch", "csrc", "api", "include", "torch");
        Directory.CreateDirectory(headers);
        Directory.CreateDirectory(Path.Combine(root, "lib"));
        File.WriteAllText(Path.Combine(headers, "version.h"), "#define TORCH_VERSION \\\n  \"9.8.7\"\n");
        string loaded = LoadedFile();
        File.CreateSymbolicLink(Path.Combine(root, "lib", "libtorch_cpu.so"), loaded);
        Sentence(With(null, new() { ["ILMLFF_LIBTORCH"] = root }), "was built for libtorch " + TorchVersion, " of /", "names libtorch 9.8.7 in " + Path.Combine(root, "lib"), "native/build.sh', or unset the variable");
        Directory.Delete(root, recursive: true);
    }

    [TorchFact]
    public void TheFolderOfTheBuildMayBeNamed()
    {
        string folder = Path.GetDirectoryName(LoadedFile())!;
        Assert.Equal("a tensor of 1", With(null, new() { ["ILMLFF_LIBTORCH"] = folder }));
        if (Directory.Exists("/usr" + folder))
            Assert.Equal("a tensor of 1", With(null, new() { ["ILMLFF_LIBTORCH"] = "/usr" + folder }));
    }

    private static string TorchVersion
    {
        get
        {
            (int code, string cache) = Installation.Run("grep", "-A1", "define TORCH_VERSION .$", "/usr/include/torch/csrc/api/include/torch/version.h");
            return code == 0 ? cache.Split('"')[1] : "";
        }
    }

    private static unsafe string LoadedFile()
    {
        Native.LibTorch.Load();
        return Native.LibTorch.Text(Native.LibTorchNative.ilmlff_torch_loaded_file());
    }

    // Runs Program.cs beside a copy of everything, with this file (or the built one) as the interface; what needs no libtorch has worked.
    private static string With(byte[]? library, Dictionary<string, string> environment)
    {
        string here = Path.GetDirectoryName(typeof(MissingLibTorchTests).Assembly.Location)!;
        string folder = Directory.CreateTempSubdirectory("interop").FullName;
        foreach (string file in Directory.GetFiles(here, "LibTorch.NET.Tests.*").Concat(Directory.GetFiles(here, "IonicMlff.Interop.LibTorch.*")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.WriteAllBytes(Path.Combine(folder, "libilmlff_torch.so"), library ?? File.ReadAllBytes(Library));
        (int code, string text) = Installation.Run("dotnet", ["exec", Path.Combine(folder, "LibTorch.NET.Tests.dll")], environment);
        Directory.Delete(folder, recursive: true);
        Assert.True(code == 0, text);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["device cuda:1", "eps 1.1920928955078125E-07"], lines[..2]);
        Assert.Equal(4, lines.Length);
        Assert.Equal(lines[2], lines[3]);
        return lines[2];
    }

    private static void Sentence(string message, params string[] parts) => Assert.All(parts, p => Assert.Contains(p, message, StringComparison.Ordinal));
}
#endif
