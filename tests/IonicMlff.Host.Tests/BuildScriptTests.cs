using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Host.Tests;

/// <summary>native/build.sh as launchers call it.</summary>
[Collection(NativeBuild.Collection)]
public sealed class BuildScriptTests(NativeBuild native)
{
    /// <summary><c>mpirun -np 4 ./lmp-ilmlff</c>: four processes at the same time, when all is up to date.</summary>
    [Fact]
    public async Task SilentAndHarmlessWhenUpToDate()
    {
        _ = native;
        DateTime before = File.GetLastWriteTimeUtc(NativeBuild.Library);
        ProgramRun[] runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Task.Run(() => NativeBuild.Run(Path.Combine(TestData.Root, "native", "build.sh"), [], timeoutSeconds: 900))));
        Assert.All(runs, r => Assert.Equal(0, r.ExitCode));
        Assert.All(runs, r => Assert.Equal("", r.Output + r.Error));
        Assert.Equal(before, File.GetLastWriteTimeUtc(NativeBuild.Library));
    }
}
