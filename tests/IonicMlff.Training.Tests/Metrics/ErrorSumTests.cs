using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;
using IonicMlff.Training.Metrics;
using Xunit;

namespace IonicMlff.Training.Tests.Metrics;

public class ErrorSumTests
{
    [Fact]
    public void AgreesWithTheDefinitionsOnNumbersDoneByHand()
    {
        var sum = new ErrorSum();
        sum.Add([1, 2, 3, 10], [2, 2, 1, 9]);
        Assert.Equal(1.0, sum.Mae, 15);
        Assert.Equal(Math.Sqrt(6.0 / 4), sum.Rmse, 15);
        Assert.Equal(2, sum.Max);
        Assert.Equal(0.5, sum.Bias, 15);
        Assert.Equal(Math.Sqrt(6.0 / 4 - 0.25), sum.RmseWithoutBias, 15);
        Assert.Equal(1 - 6.0 / 50, sum.R2, 14); // mean 4, deviations -3 -2 -1 6
        Assert.Equal(1.85, sum.Q95, 14);        // sorted 0 1 1 2, place 2.85
    }

    [Fact]
    public void R2OfLargeEnergiesThatDifferLittleIsExact()
    {
        var sum = new ErrorSum();
        for (int i = 0; i < 1000; i++)
            sum.Add(-1e6 + 1e-3 * i, -1e6 + 1e-3 * i + 1e-4);
        double spread = 1e-6 * Enumerable.Range(0, 1000).Sum(i => (i - 499.5) * (i - 499.5));
        Assert.Equal(1 - 1000 * 1e-8 / spread, sum.R2, 6e-9); // 1e-10 eV is the grain of doubles at 1e6 eV
    }

    [Fact]
    public void WithoutValuesThereAreNoNumbers()
    {
        var sum = new ErrorSum();
        Assert.All([sum.Mae, sum.Rmse, sum.Max, sum.R2, sum.Q95, sum.Bias], v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void QuantilesOfMoreValuesThanAreKeptAreRightToAThousandth()
    {
        var quantile = new ErrorQuantile();
        int count = ErrorQuantile.MostExact + 100_001;
        for (int i = 0; i < count; i++)
            quantile.Add((i * 7919L % count) / (double)count); // all multiples of 1/count, shuffled
        Assert.Equal(0.95, quantile.At(0.95), 0.95e-3);
        Assert.Equal(0.1, quantile.At(0.1), 0.1e-3);
    }

    [Fact]
    public void ALabelThatIsNotANumberIsRefusedByName()
    {
        var frame = new Frame([1, 8], new double[6], Cell.None) { Origin = "bad.extxyz, frame 2" };
        frame.Columns.Add("REF_forces", PropertyArray.PerAtom(new[] { 0, 0, 0, 0, double.NaN, 0 }, 3));
        var e = Assert.Throws<IlmlffException>(() => FrameReference.Of(frame, LabelKeys.Usual));
        Assert.Equal(ErrorKind.BadData, e.Kind);
        Assert.Contains("bad.extxyz, frame 2: the label forces of atom 2 is NaN", e.Message, StringComparison.Ordinal);
    }
}
