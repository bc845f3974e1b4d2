using IonicMlff.Analysis.Diffusion;
using Xunit;

namespace IonicMlff.Analysis.Tests.Diffusion;

/// <summary>Displacements by Fourier transform against the plain sum; paths in memory and in a file.</summary>
public class MeanSquareDisplacementTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(17, 5)]
    [InlineData(64, 4)]
    [InlineData(200, 9)]
    public void Agrees_with_the_direct_sum(int frames, int paths)
    {
        double[][][] u = Walks(frames, paths, drift: 3);
        int[] lags = [.. Enumerable.Range(0, frames)];
        MeanSquareDisplacement.Result found = MeanSquareDisplacement.Of(frames, paths, (p, d, to) => u[p][d].CopyTo(to, 0), lags, 2);
        for (int k = 0; k < frames; k++)
        {
            double mean = 0;
            for (int p = 0; p < paths; p++)
            {
                double one = 0;
                for (int t = 0; t + k < frames; t++)
                    one += Enumerable.Range(0, 3).Sum(d => (u[p][d][t + k] - u[p][d][t]) * (u[p][d][t + k] - u[p][d][t]));
                one /= frames - k;
                Assert.Equal(one, found.AtLags[p][k], 1e-9 * Math.Max(1, one));
                mean += one / paths;
            }

            Assert.Equal(mean, found.Mean[k], 1e-9 * Math.Max(1, mean));
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        double[][][] u = Walks(100, 70, drift: 0);
        double[] one = MeanSquareDisplacement.Of(100, 70, (p, d, to) => u[p][d].CopyTo(to, 0), [], 1).Mean;
        Assert.Equal(one, MeanSquareDisplacement.Of(100, 70, (p, d, to) => u[p][d].CopyTo(to, 0), [], 3).Mean);
    }

    [Fact]
    public void Paths_in_a_file_are_those_in_memory()
    {
        using var memory = new PathStore(7, 1L << 40);
        using var file = new PathStore(7, 0);
        var random = new Random(1);
        for (int t = 0; t < 5003; t++)
        {
            double[] row = [.. Enumerable.Range(0, 7).Select(_ => random.NextDouble())];
            memory.Add(row);
            file.Add(row);
        }

        memory.Complete();
        file.Complete();
        Assert.True(file.IsSpilled);
        Assert.False(memory.IsSpilled);
        double[] a = new double[5003], b = new double[5003];
        for (int k = 0; k < 7; k++)
        {
            memory.Read(k, a);
            file.Read(k, b);
            Assert.Equal(a, b);
        }
    }

    [Fact]
    public void The_fit_window_leaves_out_what_is_not_diffusive()
    {
        // Caged motion: 1 − exp(−t/τ) of a cage, then diffusion.
        double[] msd = [.. Enumerable.Range(0, 10_000).Select(t => 5 * (1 - Math.Exp(-t / 20.0)) + 0.05 * t)];
        (int first, int last) = FitWindow.Find(msd, 100);
        Assert.InRange(first, 500, 2500);
        Assert.InRange(last, 3000, 4000);
        double[] straight = [.. Enumerable.Range(0, 300).Select(t => 0.6 * t)];
        Assert.Equal(1, FitWindow.Find(straight, 1).First);
        double[] subdiffusive = [.. Enumerable.Range(0, 401).Select(t => Math.Sqrt(t))];
        Assert.Equal((40, 160), FitWindow.Find(subdiffusive, 100));
    }

    private static double[][][] Walks(int frames, int paths, double drift)
    {
        var random = new Random(frames + paths);
        return [.. Enumerable.Range(0, paths).Select(_ => Enumerable.Range(0, 3).Select(_ =>
        {
            double x = 100 * random.NextDouble();
            return Enumerable.Range(0, frames).Select(_ => x += random.NextDouble() - 0.5 + drift).ToArray();
        }).ToArray())];
    }
}
