using IonicMlff.Analysis.Statistics;
using IonicMlff.Analysis.Transport;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Analysis.Tests.Transport;

/// <summary>Autocorrelation, the fit, and the intervals of the time decomposition against known truth.</summary>
public sealed class TimeDecompositionTests
{
    [Theory]
    [InlineData(10_000, 1_500)] // several blocks
    [InlineData(300, 300)]
    public void Autocorrelation_is_the_sum_over_all_origins(int count, int lags)
    {
        double[][] x = [.. Enumerable.Range(1, 5).Select(seed => Process(seed, count + 7, 0.9, 3))];
        double[][] found = Autocorrelation.Of(x, 7, count, lags);
        foreach (int k in new[] { 0, 1, lags / 2, lags - 1 })
        {
            for (int s = 0; s < x.Length; s++)
            {
                double sum = 0;
                for (int i = 7; i < 7 + count - k; i++)
                    sum += x[s][i] * x[s][i + k];
                Assert.Equal(sum / (count - k), found[s][k], 1e-10 * found[s][0]);
            }
        }
    }

    [Theory]
    [InlineData(2.0, 30, 5.0, 900)]
    [InlineData(0.0, 1, 3.0, 250)]
    public void A_double_exponential_is_found_again(double a1, double t1, double a2, double t2)
    {
        var truth = new DoubleExponential(a1, t1, a2, t2);
        double[] t = [.. Enumerable.Range(1, 400).Select(k => 5.0 * k)];
        DoubleExponential fit = DoubleExponential.Fit(t, [.. t.Select(truth.At)], [.. t.Select(x => Math.Pow(x, -1.5))]);
        Assert.Equal(truth.Limit, fit.Limit, 2e-3 * truth.Limit);
        Assert.Equal(t2, fit.SlowTime, 0.02 * t2);
        Assert.Equal(truth.At(333), fit.At(333), 1e-3 * truth.Limit);
    }

    /// <summary>Stress that decays in two exponentials is the sum of two such processes: the limit of its integral is known.</summary>
    [Fact]
    [Trait(Tier.Name, Tier.Deep)]
    public void The_95_percent_interval_holds_the_truth_in_95_of_100_runs()
    {
        const int Runs = 100, Rows = 20_000, Segments = 10;
        const double Interval = 5, Fast = 40, Slow = 200;
        double a = Math.Exp(-Interval / Fast), b = Math.Exp(-Interval / Slow);
        double truth = 0.5 * Interval * ((1 + a) / (1 - a) + (1 + b) / (1 - b)); // of the trapezoid rule at this interval
        var values = new List<double>();
        int held = 0;
        for (int run = 0; run < Runs; run++)
        {
            double[][] stress = [.. Enumerable.Range(0, 5).Select(c => Process(10 * run + c + 1, Rows, a, 1).Zip(Process(10 * run + c + 100_001, Rows, b, 1), (x, y) => x + y).ToArray())];
            int length = Rows / Segments;
            var found = new TimeDecomposition([.. Enumerable.Range(0, Segments).Select(s =>
                RunningIntegral.Of(RunningIntegral.Mean(Autocorrelation.Of(stress, s * length, length, length / 2)), Interval, 1))], Interval);
            if (found.TooShort is not null)
                continue;
            values.Add(found.Value);
            held += Math.Abs(found.Value - truth) <= found.HalfWidth ? 1 : 0;
        }

        Assert.InRange(values.Count, 85, 100); // noise that looks like a rise is refused
        Assert.InRange((double)held / values.Count, 0.9, 1);
        Assert.Equal(truth, values.Average(), 0.05 * truth);
    }

    /// <summary>A relaxation of 3 ps needs more than the 100 ps of a run: the integral still rises where noise begins.</summary>
    [Fact]
    public void An_integral_that_still_rises_is_no_value()
    {
        const int Rows = 20_000, Segments = 10, Length = Rows / Segments;
        int refused = 0;
        for (int run = 0; run < 10; run++)
        {
            double[][] stress = [.. Enumerable.Range(1, 5).Select(seed => Process(10 * run + seed, Rows, Math.Exp(-5.0 / 3000), 1))];
            var found = new TimeDecomposition([.. Enumerable.Range(0, Segments).Select(s =>
                RunningIntegral.Of(RunningIntegral.Mean(Autocorrelation.Of(stress, s * Length, Length, Length / 2)), 5, 1))], 5);
            refused += found.TooShort is not null ? 1 : 0;
        }

        Assert.InRange(refused, 8, 10);
    }

    // x(t+1) = a x(t) + noise, variance σ².
    private static double[] Process(int seed, int count, double a, double sigma)
    {
        var random = new Random(seed);
        var x = new double[count];
        double last = sigma * Normal(random), kick = sigma * Math.Sqrt(1 - a * a);
        for (int t = 0; t < count; t++)
            x[t] = last = a * last + kick * Normal(random);
        return x;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
