using IonicMlff.Core.Errors;
using IonicMlff.Training.Randomness;
using Xunit;

namespace IonicMlff.Training.Tests.Randomness;

public class SeededGeneratorTests
{
    [Fact]
    public void GivesTheNumbersOfXoshiro256StarStar()
    {
        var generator = new SeededGenerator(new GeneratorState(1, 2, 3, 4, null));
        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600, 16172922978634559625, 8476171486693032832];
        Assert.Equal(expected, expected.Select(_ => generator.NextUInt64()));
    }

    [Fact]
    public void SeedIsSpreadBySplitMix64()
    {
        GeneratorState state = new SeededGenerator(1234567).State;
        Assert.Equal((6457827717110365317UL, 3203168211198807973UL), (state.S0, state.S1));
    }

    [Fact]
    public void SavedStateGoesOnToTheLastBitAlsoBetweenTwoNormals()
    {
        var generator = new SeededGenerator(7, "weights");
        generator.NextNormal();
        var copy = new SeededGenerator(GeneratorState.Parse(generator.State.ToString()));
        Assert.Equal(Enumerable.Range(0, 9).Select(_ => generator.NextNormal()), Enumerable.Range(0, 9).Select(_ => copy.NextNormal()));
        Assert.Equal(generator.Permutation(50), copy.Permutation(50));
    }

    [Fact]
    public void PurposesAndSeedsHaveOtherNumbers()
    {
        ulong[] first = [.. new[] { new SeededGenerator(1), new(2), new(1, "weights"), new(1, "batches") }.Select(g => g.NextUInt64())];
        Assert.Equal(4, first.Distinct().Count());
    }

    [Fact]
    public void NormalsHaveTheMomentsOfTheNormalDistribution()
    {
        var generator = new SeededGenerator(3);
        double[] x = [.. Enumerable.Range(0, 200_000).Select(_ => generator.NextNormal())];
        Assert.InRange(x.Average(), -0.01, 0.01);
        Assert.InRange(x.Average(v => v * v), 0.98, 1.02);
        Assert.InRange(x.Average(v => v * v * v * v), 2.9, 3.1);
        Assert.InRange(x.Count(v => Math.Abs(v) > 1.959964) / 200_000.0, 0.047, 0.053);
    }

    [Fact]
    public void PermutationsAreEquallyLikely()
    {
        var generator = new SeededGenerator(4);
        var counts = new Dictionary<string, int>();
        for (int k = 0; k < 24_000; k++)
        {
            string order = string.Join("", generator.Permutation(4));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, n => Assert.InRange(n, 850, 1150));
    }

    [Fact]
    public void WeightsAreFollowed()
    {
        var generator = new SeededGenerator(5);
        var counts = new int[4];
        for (int k = 0; k < 10_000; k++)
            counts[generator.NextWeighted([1, 0, 3, 0])]++;
        Assert.Equal((0, 0), (counts[1], counts[3]));
        Assert.InRange(counts[0], 2300, 2700);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 2 3 4")]
    [InlineData("0000000000000000 0000000000000000 0000000000000000 0000000000000000")]
    public void DamagedStateIsRefused(string text)
    {
        var error = Assert.Throws<IlmlffException>(() => GeneratorState.Parse(text));
        Assert.Contains("state of a random number generator", error.Message, StringComparison.Ordinal);
    }
}
