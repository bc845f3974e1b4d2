using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;
using IonicMlff.Training.Dpmd;
using Xunit;

namespace IonicMlff.Training.Tests.Dpmd;

public class NeighborStatisticsTests
{
    [Fact]
    public void CountsImagesAndTheSmallestDistance()
    {
        // one H in a cube of 2 Å: 6 images at 2, 12 at 2.83, 8 at 3.46; none of He
        NeighborStatistics statistics = NeighborStatistics.Of([new Frame([1], [0.3, 0.1, 0], Cell.Orthogonal(2, 2, 2))], ["H", "He"], 3);
        Assert.Equal([18, 0], statistics.Largest);
        Assert.Equal(2, statistics.SmallestDistance, 1e-12);
    }

    [Theory]
    [InlineData(18, 1.1, 20)]  // 19.8 → 19 → 20
    [InlineData(20, 1.1, 24)]  // 22 → 24
    [InlineData(40, 1.0, 40)]
    [InlineData(0, 1.1, 0)]
    public void AutomaticSlotsAreTheLargestNumberTimesTheFactorInFours(int largest, double factor, int expected) =>
        Assert.Equal([expected], new NeighborStatistics([largest], 1).Sel(factor));

    [Fact]
    public void TooFewSlotsAreTold()
    {
        string warning = Assert.Single(new NeighborStatistics([18, 3], 1).Warnings([20, 2], ["H", "C"]));
        Assert.Contains("sel of C is 2, but an atom of the training data has 3", warning, StringComparison.Ordinal);
    }
}
