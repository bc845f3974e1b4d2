using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Host.Tests;

/// <summary>Where the bridge looks for .NET, in a made-up file system.</summary>
[Collection(NativeBuild.Collection)]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class DotnetLocationTests(NativeBuild native)
{
    private readonly string _root = Directory.CreateTempSubdirectory("ilmlff-dotnet-").FullName;

    [Fact]
    public void NothingAnywhereNamesEveryPlace()
    {
        string[] lines = Locate([]);
        Assert.DoesNotContain(lines, l => l.StartsWith("found", StringComparison.Ordinal));
        foreach (string place in (string[])["DOTNET_ROOT", "PATH", "/etc/dotnet/install_location", "/usr/share/dotnet", "/usr/lib/dotnet", ".dotnet"])
            Assert.Contains(lines, l => l.Contains(place, StringComparison.Ordinal));
    }

    [Fact]
    public void AProgramOnPathIsFollowedToItsInstallation()
    {
        string dotnet = Install("opt/dotnet", "10.0.1");
        string bin = Directory.CreateDirectory(Path.Combine(_root, "bin")).FullName;
        File.WriteAllText(Path.Combine(dotnet, "dotnet"), "");
        File.SetUnixFileMode(Path.Combine(dotnet, "dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(bin, "dotnet"), Path.Combine(dotnet, "dotnet"));
        Assert.StartsWith($"found {dotnet} | PATH", Locate(new() { ["PATH"] = bin })[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("usr/share/dotnet")]
    [InlineData("usr/lib/dotnet")]
    [InlineData("home/.dotnet")]
    public void DefaultFolders(string folder) =>
        Assert.StartsWith($"found {Install(folder, "10.0.1")} |", Locate([])[0], StringComparison.Ordinal);

    [Fact]
    public void InstallLocationFile()
    {
        string dotnet = Install("srv/net", "10.0.1");
        Directory.CreateDirectory(Path.Combine(_root, "etc/dotnet"));
        File.WriteAllText(Path.Combine(_root, "etc/dotnet/install_location"), dotnet + "\n");
        Assert.StartsWith($"found {dotnet} | {_root}/etc/dotnet/install_location", Locate([])[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DOTNET_ROOT")]
    [InlineData("DOTNET_ROOT_X64")]
    public void ARootInTheEnvironmentIsTakenAtItsWord(string variable)
    {
        Install("usr/share/dotnet", "10.0.1");
        string mine = Install("mine", "10.0.2");
        Assert.StartsWith($"found {mine} | {variable}", Locate(new() { [variable] = mine })[0], StringComparison.Ordinal);
        string line = Assert.Single(Locate(new() { [variable] = _root }));
        Assert.Equal($"looked {variable}: no host/fxr/VERSION/libhostfxr.so in {_root}", line);
    }

    [Fact]
    public void TheNewestHostfxrIsTakenAndReleasesComeBeforePreviews()
    {
        string dotnet = Install("usr/lib/dotnet", "9.0.11", "10.0.2", "10.0.10", "10.0.10-rc.2");
        Assert.EndsWith($"| {dotnet}/host/fxr/10.0.10/libhostfxr.so", Locate([])[0], StringComparison.Ordinal);
    }

    private string Install(string folder, params string[] versions)
    {
        string root = Path.Combine(_root, folder);
        foreach (string v in versions)
        {
            string fxr = Directory.CreateDirectory(Path.Combine(root, "host", "fxr", v)).FullName;
            File.WriteAllText(Path.Combine(fxr, "libhostfxr.so"), "");
        }

        return root;
    }

    private string[] Locate(Dictionary<string, string?> environment)
    {
        var all = new Dictionary<string, string?>
        {
            ["DOTNET_ROOT"] = null,
            ["DOTNET_ROOT_X64"] = null,
            ["PATH"] = _root,
            ["HOME"] = Path.Combine(_root, "home"),
        };
        foreach ((string name, string? value) in environment)
            all[name] = value;
        ProgramRun run = native.Test("locate_test", [_root], all);
        Assert.Equal(0, run.ExitCode);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
