using IonicMlff.Core.Errors;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Sampling;
using Xunit;

namespace IonicMlff.Training.Tests.Sampling;

public class SystemSamplerTests
{
    // 8 frames of 5 atoms, 12 of 70, 4 of 35
    private static readonly FrameSize[] Frames =
    [
        .. Enumerable.Repeat(new FrameSize(5, 20, 0), 8), .. Enumerable.Repeat(new FrameSize(70, 4000, 1), 12),
        .. Enumerable.Repeat(new FrameSize(35, 900, 2), 4),
    ];

    private static BatchPlan Plan(BatchRuleKind kind, int size, string rule = "prob_sys_size") => new()
    {
        Rule = new(kind, size),
        OneSystemPerBatch = true,
        DropLast = false,
        ValidFrames = 1,
        SystemProbability = rule,
    };

    [Fact]
    public void ABatchHasFramesOfOneSystemAndTheSizeOfItsRule()
    {
        var sampler = new SystemSampler(Frames, Plan(BatchRuleKind.AtLeastAtoms, 32), seed: 5);
        for (int k = 0; k < 100; k++)
        {
            int[] batch = sampler.Next();
            int system = Assert.Single(batch.Select(f => Frames[f].System).Distinct());
            Assert.True(batch.Length <= (system == 0 ? 7 : 1));
        }
    }

    [Fact]
    public void SystemsAreDrawnByTheirNumberOfBatches()
    {
        var sampler = new SystemSampler(Frames, Plan(BatchRuleKind.Frames, 4), seed: 5);
        Assert.Equal(2 + 3 + 1, sampler.BatchesPerEpoch);
        var drawn = new int[3];
        for (int k = 0; k < 6000; k++)
            drawn[Frames[sampler.Next()[0]].System]++;
        // five standard deviations
        Assert.InRange(drawn[0], 2000 - 183, 2000 + 183);
        Assert.InRange(drawn[1], 3000 - 194, 3000 + 194);
    }

    [Fact]
    public void EveryFrameOfASystemComesBeforeOneComesAgain()
    {
        var sampler = new SystemSampler(Frames, Plan(BatchRuleKind.Frames, 5), seed: 5);
        var seen = new List<int>();
        while (seen.Count < 12)
            seen.AddRange(sampler.Next().Where(f => Frames[f].System == 1));
        Assert.Equal(Enumerable.Range(8, 12), seen.Order());
    }

    [Fact]
    public void FilterLeavesLargeSystemsOut()
    {
        var sampler = new SystemSampler(Frames, Plan(BatchRuleKind.AtMostAtomsOrDropped, 40), seed: 5);
        for (int k = 0; k < 200; k++)
            Assert.NotEqual(1, Frames[sampler.Next()[0]].System);
    }

    [Fact]
    public void GoesOnFromItsState()
    {
        var one = new SystemSampler(Frames, Plan(BatchRuleKind.Frames, 3), seed: 5);
        for (int k = 0; k < 41; k++)
            one.Next();
        var other = new SystemSampler(Frames, Plan(BatchRuleKind.Frames, 3), seed: 5);
        other.Restore(one.State);
        for (int k = 0; k < 60; k++)
            Assert.Equal(one.Next(), other.Next());
    }

    [Fact]
    public void BlocksOfSystemsHaveTheirWeights()
    {
        double[] p = SystemProbabilities.Of([2, 6, 5], Plan(BatchRuleKind.Frames, 1, "prob_sys_size; 0:2:0.3; 2:3:0.9"));
        Assert.Equal([0.3 / 1.2 * 0.25, 0.3 / 1.2 * 0.75, 0.75], p, (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal([1.0 / 3, 1.0 / 3, 1.0 / 3], SystemProbabilities.Of([2, 6, 5], Plan(BatchRuleKind.Frames, 1, "prob_uniform")));
    }

    [Theory]
    [InlineData("prob_sys_siz")]
    [InlineData("prob_sys_size; 0:4:1")]
    [InlineData("prob_sys_size; 2:1:1")]
    [InlineData("prob_sys_size; 0:3:0")]
    public void ARuleThatDoesNotFitIsRefused(string rule)
    {
        var e = Assert.Throws<IlmlffException>(() => SystemProbabilities.Of([2, 6, 5], Plan(BatchRuleKind.Frames, 1, rule)));
        Assert.Equal(ErrorKind.Usage, e.Kind);
        Assert.Contains(rule, e.Message, StringComparison.Ordinal);
    }
}
