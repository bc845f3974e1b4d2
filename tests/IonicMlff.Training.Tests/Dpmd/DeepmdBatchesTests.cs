using System.Text.Json;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Dpmd;
using Xunit;

namespace IonicMlff.Training.Tests.Dpmd;

public class DeepmdBatchesTests
{
    [Fact]
    public void EqualUpstream()
    {
        int checks = 0;
        foreach (JsonElement golden in TrainingGoldens.Read("batch_size_rules.json").GetProperty("rules").EnumerateArray())
        {
            BatchRule rule = RuleOf(golden.GetProperty("rule").GetString()!);
            foreach (JsonProperty batch in golden.GetProperty("batch").EnumerateObject())
            {
                Assert.Equal(batch.Value.GetInt32(), rule.FramesOf(int.Parse(batch.Name)));
                checks++;
            }
        }

        Assert.Equal(72, checks);
    }

    [Fact]
    public void FilterLeavesLargeSystemsOut()
    {
        var rule = new BatchRule(BatchRuleKind.AtMostAtomsOrDropped, 64);
        Assert.True(rule.LeavesOut(65));
        Assert.False(rule.LeavesOut(64));
        Assert.Equal(1, rule.FramesOf(64));
    }

    private static BatchRule RuleOf(string text)
    {
        string[] parts = text.Split(':');
        return new(parts[0] == "auto" ? BatchRuleKind.AtLeastAtoms : BatchRuleKind.AtMostAtoms, parts.Length > 1 ? int.Parse(parts[1]) : 32);
    }
}
