using System.Diagnostics;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Tests.Neighbors;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Fuzz;

/// <summary>
/// Cells and positions of absurd size and shape: the list is right, or the input is refused, soon and in bounded memory.
/// </summary>
public sealed class NeighborFuzzTests
{
    [Fact]
    public void Absurd_systems() => Check(1000, seed: 5);

    [Fact]
    [Trait(Tier.Name, Tier.Deep)]
    public void Absurd_systems_many_times() => Check(100_000, seed: 6);

    private static void Check(int count, int seed)
    {
        int good = 0, refused = 0;
        var list = new NeighborList(3, 0.2);
        for (int i = 0; i < count; i++)
        {
            NeighborCase system = Absurd(new Random(unchecked(seed * 1_000_003 + i)));
            var clock = Stopwatch.StartNew();
            try
            {
                list.Update(system.View);
                clock.Stop();
                good++;
                if (list.Neighbor.Length < 3000 && !system.Positions.Any(r => Math.Abs(r) > 1e4))
                    Assert.True(system.BruteForce(3).SetEquals(system.FromList(list)), $"Case {i} of seed {seed}: {system.Cell} "
                        + $"{string.Join(' ', system.Positions)}");
            }
            catch (IlmlffException e)
            {
                Assert.Equal(ErrorKind.BadData, e.Kind);
                refused++;
            }

            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"Case {i} of seed {seed} took {clock.Elapsed}.");
        }

        Assert.True(good > count / 10 && refused > count / 10, $"{good} good and {refused} refused: this tests nothing.");
    }

    private static NeighborCase Absurd(Random random)
    {
        var h = new double[9];
        for (int k = 0; k < 9; k++)
            h[k] = random.Next(40) == 0 ? Extreme(random) : random.Next(3) == 0 ? 0 : 12 * (random.NextDouble() - 0.5);
        if (random.Next(3) == 0)
            h[3] = h[0] * (1 + 1e-3 * random.NextDouble());
        Cell cell = Cell.FromRows(h, random.Next(3) > 0, random.Next(3) > 0, random.Next(3) > 0);
        var positions = new double[3 * random.Next(12)];
        for (int k = 0; k < positions.Length; k++)
            positions[k] = random.Next(60) == 0 ? Extreme(random) : 15 * random.NextDouble();
        return new() { Positions = positions, Species = new int[positions.Length / 3], Cell = cell };
    }

    private static double Extreme(Random random)
    {
        double[] values = [double.NaN, double.PositiveInfinity, 1e300, -1e18, 1e8, 1e-3, 1e-9, 1e-300, 0, 5000];
        return values[random.Next(values.Length)];
    }
}
