using System.Text.Json;
using IonicMlff.Testing;
using IonicMlff.Training.Schedules;
using Xunit;

namespace IonicMlff.Training.Tests.Schedules;

public class StaircaseRateTests
{
    [Fact]
    public void EqualsDeepmdKit()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(TestData.Path("deepmd", "training", "learning_rate_exp.json")));
        int compared = 0;
        foreach (JsonElement c in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            JsonElement input = c.GetProperty("input");
            double? given = input.TryGetProperty("decay_rate", out JsonElement rate) ? rate.GetDouble() : null;
            var schedule = new StaircaseRate(
                input.GetProperty("start_lr").GetDouble(), input.GetProperty("stop_lr").GetDouble(),
                input.GetProperty("decay_steps").GetInt64(), input.GetProperty("stop_steps").GetInt64(), given);
            Assert.Equal(c.GetProperty("effective_decay_steps").GetInt64(), schedule.DecaySteps);
            Assert.Equal(c.GetProperty("decay_rate").GetDouble(), schedule.DecayRate, 1e-15);
            foreach ((JsonElement step, JsonElement lr) in
                c.GetProperty("steps").EnumerateArray().Zip(c.GetProperty("lr").EnumerateArray()))
            {
                schedule.BeginStep(step.GetInt64());
                Assert.Equal(1, schedule.Rate / lr.GetDouble(), 1e-12);
                compared++;
            }
        }

        Assert.True(compared > 50);
    }

    [Fact]
    public void WarmUpRisesLinearlyAndLeavesPrefactorsAlone()
    {
        var schedule = new StaircaseRate(1e-3, 1e-5, 100, 1100, warmUpSteps: 100);
        schedule.BeginStep(25);
        Assert.Equal(0.25e-3, schedule.Rate, 1e-18);
        Assert.Equal(1e-3, schedule.PrefactorRate);
        schedule.BeginStep(100);
        Assert.Equal(1e-3, schedule.Rate);
        schedule.BeginStep(1100);
        Assert.Equal(1e-5, schedule.Rate, 1e-15);
    }
}
