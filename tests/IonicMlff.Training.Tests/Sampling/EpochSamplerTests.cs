using IonicMlff.Core.Errors;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Sampling;
using Xunit;

namespace IonicMlff.Training.Tests.Sampling;

public class EpochSamplerTests
{
    private static readonly FrameSize[] Frames = [.. Enumerable.Range(0, 23).Select(f => new FrameSize(10 + f, 100 * (f + 1), 0))];

    private static BatchPlan Plan(BatchRuleKind kind, int size, bool shuffle = true, bool dropLast = false) =>
        new() { Rule = new(kind, size), OneSystemPerBatch = false, DropLast = dropLast, Shuffle = shuffle, ValidFrames = 1 };

    [Theory]
    [InlineData(BatchRuleKind.Frames, 5)]
    [InlineData(BatchRuleKind.AtMostAtoms, 70)]
    [InlineData(BatchRuleKind.AtLeastAtoms, 70)]
    [InlineData(BatchRuleKind.AtMostEdges, 4000)]
    public void AnEpochHasEveryFrameOnce(BatchRuleKind kind, int size)
    {
        var sampler = new EpochSampler(Frames, Plan(kind, size), seed: 7);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            var seen = new List<int>();
            while (sampler.Epoch == epoch)
            {
                int[] batch = sampler.Next();
                seen.AddRange(batch);
                int atoms = batch.Sum(f => Frames[f].Atoms);
                long edges = batch.Sum(f => Frames[f].Edges);
                Assert.True(kind != BatchRuleKind.Frames || batch.Length <= size);
                Assert.True(kind != BatchRuleKind.AtMostAtoms || atoms <= size || batch.Length == 1);
                Assert.True(kind != BatchRuleKind.AtLeastAtoms || atoms >= size || seen.Count == Frames.Length);
                Assert.True(kind != BatchRuleKind.AtMostEdges || edges <= size || batch.Length == 1);
            }

            Assert.Equal(Enumerable.Range(0, Frames.Length), seen.Order());
            Assert.NotEqual(Enumerable.Range(0, Frames.Length), seen);
        }
    }

    [Fact]
    public void FilesInOrderWhenNotShuffled()
    {
        var sampler = new EpochSampler(Frames, Plan(BatchRuleKind.Frames, 10, shuffle: false), seed: 7);
        Assert.Equal(Enumerable.Range(0, 10), sampler.Next());
        Assert.Equal(Enumerable.Range(10, 10), sampler.Next());
        Assert.Equal([20, 21, 22], sampler.Next());
        Assert.True(sampler.AtEpochStart);
        Assert.Equal(Enumerable.Range(0, 10), sampler.Next());
    }

    [Fact]
    public void DropLastLeavesTheIncompleteBatchOut()
    {
        var sampler = new EpochSampler(Frames, Plan(BatchRuleKind.Frames, 10, dropLast: true), seed: 7);
        Assert.Equal(2, sampler.BatchesPerEpoch);
        Assert.Equal(8, sampler.StepsOfEpochs(4));
    }

    [Fact]
    public void FewerFramesThanABatchIsRefused()
    {
        var e = Assert.Throws<IlmlffException>(() => new EpochSampler(Frames, Plan(BatchRuleKind.Frames, 24, dropLast: true), seed: 7));
        Assert.Equal(ErrorKind.BadData, e.Kind);
        Assert.Contains("23 training frames make no full batch of 24", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StepsOfEpochsCountsBatchesOfAllSizes()
    {
        var sampler = new EpochSampler(Frames, Plan(BatchRuleKind.AtMostEdges, 4000), seed: 3);
        long expected = sampler.StepsOfEpochs(5), met = 0;
        while (sampler.Epoch < 5)
        {
            sampler.Next();
            met++;
        }

        Assert.Equal(expected, met);
    }

    [Fact]
    public void GoesOnFromItsState()
    {
        var one = new EpochSampler(Frames, Plan(BatchRuleKind.AtMostEdges, 4000), seed: 3);
        for (int k = 0; k < 17; k++)
            one.Next();
        var other = new EpochSampler(Frames, Plan(BatchRuleKind.AtMostEdges, 4000), seed: 3);
        other.Restore(one.State);
        for (int k = 0; k < 30; k++)
            Assert.Equal(one.Next(), other.Next());
    }

    [Fact]
    public void SeedsGiveOtherOrders()
    {
        int[] a = new EpochSampler(Frames, Plan(BatchRuleKind.Frames, 23), seed: 1).Next();
        int[] b = new EpochSampler(Frames, Plan(BatchRuleKind.Frames, 23), seed: 2).Next();
        int[] again = new EpochSampler(Frames, Plan(BatchRuleKind.Frames, 23), seed: 1).Next();
        Assert.NotEqual(a, b);
        Assert.Equal(a, again);
    }
}
