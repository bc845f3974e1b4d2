using System.Globalization;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Host.Tests;

/// <summary>A C program as host: handles, threads, floating-point traps, fork, signals, memory.</summary>
[Collection(NativeBuild.Collection)]
public sealed class NativeCallTests(NativeBuild native)
{
    [Theory]
    [InlineData("PairToy", "layers 1")]
    [InlineData("TwoLayerToy", "layers 2")]
    public void OpenDescribeComputeClose(string toy, string layers)
    {
        string output = native.Succeed("lifecycle", Toys.Named(toy));
        Assert.StartsWith(toy, output, StringComparison.Ordinal);
        Assert.Contains(layers, output, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelFile() =>
        Assert.StartsWith("MACE", native.Succeed("lifecycle", TestData.Unpacked("mace", "models", "paper_pyr14bf4.model.gz")), StringComparison.Ordinal);

    [Fact]
    public void TwoHandles() => native.Succeed("two-handles", Toys.Named("PairToy"), Toys.Named("TwoLayerToy"));

    [Fact]
    public void TwoThreads() => native.Succeed("threads", Toys.Named("TwoLayerToy"));

    [Fact]
    public void AForkedChildIsRefusedAndTheParentGoesOn()
    {
        string output = native.Succeed("fork", Toys.Named("PairToy"));
        Assert.Contains("forked", output, StringComparison.Ordinal);
        Assert.Contains("spawn", output, StringComparison.Ordinal);
    }

    [Fact]
    public void FloatingPointTrapsOfTheHostSurvive() => native.Succeed("traps", Toys.Named("DividingToy"));

    [Theory]
    [InlineData("BuggyToy", 1, "Unexpected error in C#: InvalidOperationException: a bug in the potential: Ångström ≠ nm at ")]
    [InlineData("RefusingToy", 65, "fewer than 12 atoms")]
    [InlineData("NotANumberToy", 65, "The energy is NaN: two atoms probably lie on top of each other")]
    public void ExceptionsBecomeText(string toy, int status, string text) =>
        Assert.StartsWith($"status {status}\n{text}", native.Succeed("error", Toys.Named(toy)), StringComparison.Ordinal);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(15)]
    public void SignalsStillEndTheProcess(int signal) => Assert.Equal(128 + signal, native.Test("bridge_test", ["signal", $"{signal}"], timeoutSeconds: 15).ExitCode);

    [Fact]
    public void TheProcessMayEndWhileAThreadComputes() => native.Succeed("exit", Toys.Named("PairToy"));

    [Fact]
    public void StructsOfAnotherSizeAreRefused() =>
        Assert.Contains("ilmlff_results has 0 bytes in the caller and ", native.Succeed("struct-size", Toys.Named("PairToy")), StringComparison.Ordinal);

    [Fact]
    public void MemoryStaysFlat()
    {
        Dictionary<string, double> n = native.Succeed("memory", Toys.Named("PairToy"), "100000")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' '))
            .ToDictionary(w => w[0], w => double.Parse(w[1], CultureInfo.InvariantCulture));
        // 100 bytes left behind per call would be 10 MB; the code being compiled in the background needs some of the rest.
        Assert.InRange(n["growth_kB"], -100_000, 5_000);
        // Refused calls make garbage, but the collector keeps up with it: 10 000 exceptions of about 1 kB.
        Assert.InRange(n["growth_by_errors_kB"], -100_000, 20_000);
    }

    /// <summary>The warm-up of ilmlff_open has the code compiled: the first step is not a stall of half a second.</summary>
    [Fact]
    [Trait(Tier.Name, Tier.Deep)]
    public void TheFirstStepIsAsFastAsTheOthers()
    {
        double[] seconds = [.. native.Succeed("first-step", TestData.Unpacked("mace", "models", "paper_pyr14bf4.model.gz"), "6")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
        Assert.InRange(seconds[0], 0, seconds[1..].Max() + 0.5);
    }
}
