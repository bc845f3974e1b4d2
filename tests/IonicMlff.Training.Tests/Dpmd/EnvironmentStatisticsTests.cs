using System.Text.Json;
using IonicMlff.Core.Frames;
using IonicMlff.Data.Sets;
using IonicMlff.Training.Dpmd;
using Xunit;

namespace IonicMlff.Training.Tests.Dpmd;

public class EnvironmentStatisticsTests
{
    private static readonly DpmdArchitecture Reference = new() { TypeMap = ["H", "B", "C", "N", "F"], Sel = [100, 10, 60, 10, 40] };

    [Fact]
    public void EqualUpstream()
    {
        JsonElement golden = TrainingGoldens.Read("train_oneside_loss_grad.json.gz");
        int[] frames = [.. golden.GetProperty("stat_frames").EnumerateArray().Select(f => f.GetInt32())];
        LabelledFrame[] all = NpyFrames.Read("pyr14bf4_35");
        int[] sel = ReferenceSel();

        EnvironmentStatistics statistics = EnvironmentStatistics.Of(frames.Select(f => all[f].Frame), Reference with { Sel = sel });

        double[] average = TrainingGoldens.Numbers(golden.GetProperty("davg")), deviation = TrainingGoldens.Numbers(golden.GetProperty("dstd"));
        for (int t = 0; t < 5; t++)
        {
            Assert.Equal(average[4 * t], statistics.Average[t], 1e-14);
            Assert.Equal(deviation[4 * t], statistics.RadialDeviation[t], 1e-13);
            Assert.Equal(deviation[4 * t + 3], statistics.AngularDeviation[t], 1e-13);
        }
    }

    [Fact]
    public void BiasOfTheSameFramesEqualsUpstream()
    {
        JsonElement golden = TrainingGoldens.Read("train_oneside_loss_grad.json.gz");
        LabelledFrame[] all = NpyFrames.Read("pyr14bf4_35");
        LabelledFrame[] frames = [.. golden.GetProperty("stat_frames").EnumerateArray().Select(f => all[f.GetInt32()])];
        var typed = new TypedFrames(Reference.TypeMap);
        EnergyBias bias = EnergyBias.Fit([.. frames.Select(f => typed.CompositionOf(f.Frame))], [.. frames.Select(f => f.Energy!.Value)], Reference.TypeMap);
        double[] expected = TrainingGoldens.Numbers(golden.GetProperty("out_bias"));
        for (int t = 0; t < 5; t++)
            Assert.Equal(expected[t], bias.Values[t], 1e-11);
    }

    [Fact]
    public void AbsentTypeGetsUpstreamsPlaceholderAndANote()
    {
        Frame frame = NpyFrames.Read("pyr14_gascell")[0].Frame; // no B, no F
        EnvironmentStatistics statistics = EnvironmentStatistics.Of([frame], Reference);
        Assert.Equal((0, 0.1, 0.1), (statistics.Average[1], statistics.RadialDeviation[1], statistics.AngularDeviation[1]));
        Assert.Contains("B, F", Assert.Single(statistics.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void AverageZeroKeepsDeviations()
    {
        EnvironmentStatistics statistics = EnvironmentStatistics.Of([NpyFrames.Read("pyr14bf4_35")[0].Frame], Reference);
        var matrix = statistics.Apply(Reference with { SetAverageZero = true });
        Assert.All(matrix.Average, a => Assert.Equal(0, a));
        Assert.Equal(statistics.RadialDeviation[0], matrix.Deviation[0]);
    }

    internal static int[] ReferenceSel() =>
        [.. IonicMlff.Models.ModelFiles.ModelFile.ReadDpmd(Testing.TestData.Unpacked("deepmd", "training", "train_oneside_initial.dp.gz")).Environment.Sel];
}
