using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Host.Tests;

/// <summary>Starting .NET from a C program, and every way it can fail: each text names what was looked for and the cure.</summary>
[Collection(NativeBuild.Collection)]
public sealed class StartTests(NativeBuild native)
{
    private const string MissingProgram = "status 69\n";

    [Fact]
    public void StartsAndASecondStartDoesNothing() => Assert.StartsWith("status 0\n", native.Succeed("start"), StringComparison.Ordinal);

    [Fact]
    public void AnExplicitFolderOfDotnetIsTaken() =>
        Assert.StartsWith("status 0\n", native.Succeed("start", "-", Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(
            System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/'))))!), StringComparison.Ordinal);

    [Fact]
    public void NothingFound()
    {
        ProgramRun run = native.Test("bridge_test", ["start"], new() { ["DOTNET_ROOT"] = "/no/such/folder", ["DOTNET_ROOT_X64"] = null, ["PATH"] = "" });
        Assert.StartsWith(MissingProgram, run.Output, StringComparison.Ordinal);
        Assert.Contains(".NET was not found", run.Output, StringComparison.Ordinal);
        Assert.Contains("DOTNET_ROOT: /no/such/folder is not a folder", run.Output, StringComparison.Ordinal);
        Assert.Contains("Install .NET 10", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongVersionTellsWhatIsInstalled()
    {
        string folder = CopyOfManaged("v99");
        string config = Path.Combine(folder, "IonicMlff.Host.runtimeconfig.json");
        string text = File.ReadAllText(config);
        Assert.Contains("\"version\": \"10.", text, StringComparison.Ordinal);
        File.WriteAllText(config, text.Replace("\"version\": \"10.", "\"version\": \"99.", StringComparison.Ordinal));

        string output = native.Succeed("start", folder);
        Assert.StartsWith(MissingProgram, output, StringComparison.Ordinal);
        Assert.Contains(config, output, StringComparison.Ordinal);
        Assert.Contains("version '99.", output, StringComparison.Ordinal);           // asked for
        Assert.Contains("Microsoft.NETCore.App]", output, StringComparison.Ordinal); // installed
        Assert.Contains("set DOTNET_ROOT", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IonicMlff.Host.runtimeconfig.json")]
    [InlineData("IonicMlff.Host.dll")]
    public void MissingFile(string name)
    {
        string folder = CopyOfManaged("without-" + name);
        File.Delete(Path.Combine(folder, name));
        string output = native.Succeed("start", folder);
        Assert.StartsWith(MissingProgram + name, output, StringComparison.Ordinal);
        Assert.Contains(folder, output, StringComparison.Ordinal);
        Assert.Contains("native/build.sh", output, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedRuntimeconfig()
    {
        string folder = CopyOfManaged("bad-config");
        File.WriteAllText(Path.Combine(folder, "IonicMlff.Host.runtimeconfig.json"), "{ \"runtimeOptions\": ");
        string output = native.Succeed("start", folder);
        Assert.StartsWith(MissingProgram, output, StringComparison.Ordinal);
        Assert.Contains("can't be read", output, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedAssembly()
    {
        string folder = CopyOfManaged("bad-dll");
        string dll = Path.Combine(folder, "IonicMlff.Host.dll");
        File.WriteAllBytes(dll, new byte[4096]);
        string output = native.Succeed("start", folder);
        Assert.StartsWith(MissingProgram, output, StringComparison.Ordinal);
        Assert.Contains(dll, output, StringComparison.Ordinal);
        Assert.Contains("damaged", output, StringComparison.Ordinal);
    }

    [Fact]
    public void ALibraryOfAnotherVersionIsRefused()
    {
        ProgramRun run = native.Test("other_version_test", ["start"]);
        Assert.StartsWith("status 1\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("interface 999 and 2", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The libraries find each other when lib/ and managed/ are moved together.</summary>
    [Fact]
    public void AnotherCopyInTheSameProcessUsesTheSameRuntime()
    {
        string root = Path.GetDirectoryName(CopyOfManaged("copy/managed"))!;
        Directory.CreateDirectory(Path.Combine(root, "lib"));
        string library = Path.Combine(root, "lib", "libilmlff.so");
        File.Copy(NativeBuild.Library, library);
        native.Succeed("second-copy", library, Toys.Named("PairToy"));
    }

    private static string CopyOfManaged(string name)
    {
        string folder = Path.Combine(TestData.Scratch, "managed", name);
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(NativeBuild.Managed))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}
