using IonicMlff.Training.Schedules;
using Xunit;

namespace IonicMlff.Training.Tests.Schedules;

public class EpochScheduleTests
{
    [Fact]
    public void ExponentialMultipliesOncePerEpoch()
    {
        var schedule = new ExponentialRate(0.01, 0.93);
        Assert.Equal(0.01, schedule.Rate);
        for (int epoch = 1; epoch <= 29; epoch++)
            schedule.BeginEpoch(null);
        Assert.Equal(0.01 * Math.Pow(0.93, 29), schedule.Rate, 1e-16);
    }

    /// <summary>PyTorch counts epochs without improvement and acts after more than patience of them, then counts anew.</summary>
    [Fact]
    public void PlateauActsAfterMoreThanPatienceBadEpochs()
    {
        var schedule = new PlateauRate(0.01, factor: 0.5, patience: 2);
        double[] losses = [1, 1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5];
        double[] expected = [0.01, 0.01, 0.01, 0.005, 0.005, 0.005, 0.0025, 0.0025, 0.0025, 0.0025, 0.00125];
        var met = new List<double>();
        foreach (double loss in losses)
        {
            schedule.BeginEpoch(loss);
            met.Add(schedule.Rate);
        }

        Assert.Equal(expected, met);
    }

    [Fact]
    public void PlateauWantsARelativeImprovement()
    {
        var schedule = new PlateauRate(0.01, factor: 0.5, patience: 0, threshold: 0.1);
        schedule.BeginEpoch(1.0);
        schedule.BeginEpoch(0.95);
        Assert.Equal(0.005, schedule.Rate);
        schedule.BeginEpoch(0.89);
        Assert.Equal(0.005, schedule.Rate);
    }

    [Fact]
    public void PlateauGoesOnFromItsState()
    {
        var one = new PlateauRate(0.01, patience: 1);
        foreach (double loss in new[] { 3.0, 2, 2 })
            one.BeginEpoch(loss);
        var other = new PlateauRate(0.01, patience: 1);
        other.Restore(one.State);
        foreach (double loss in new[] { 2.0, 2, 2 })
        {
            one.BeginEpoch(loss);
            other.BeginEpoch(loss);
            Assert.Equal(one.Rate, other.Rate);
        }

        Assert.True(one.Rate < 0.01);
    }

    [Fact]
    public void AStateOfAnotherScheduleIsRefused() =>
        Assert.Throws<ArgumentException>(() => new PlateauRate(1).Restore(new ExponentialRate(1, 0.5).State));
}
