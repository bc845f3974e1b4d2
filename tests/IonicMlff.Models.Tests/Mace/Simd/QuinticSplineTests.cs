using IonicMlff.Models.Mace.Simd.Radial;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Simd;

public class QuinticSplineTests
{
    [Fact]
    public void A_polynomial_of_degree_five_is_reproduced()
    {
        var spline = new QuinticSpline(12, 3);
        double[] c = Fit(spline, x => 1 + x * (2 + x * (-3 + x * (0.5 + x * (0.25 - 0.1 * x)))), x => 2 - 6 * x + 1.5 * x * x + x * x * x - 0.5 * x * x * x * x,
            x => -6 + 3 * x + 3 * x * x - 2 * x * x * x);
        for (double x = 0.01; x < 3; x += 0.0173)
        {
            (double value, double slope) = Evaluate(spline, c, x);
            Assert.Equal(1 + x * (2 + x * (-3 + x * (0.5 + x * (0.25 - 0.1 * x)))), value, 1e-11);
            Assert.Equal(2 - 6 * x + 1.5 * x * x + x * x * x - 0.5 * x * x * x * x, slope, 1e-10);
        }
    }

    [Fact]
    public void The_error_falls_with_the_sixth_power_of_the_step()
    {
        double coarse = ErrorOfSine(16), fine = ErrorOfSine(32);
        Assert.InRange(coarse / fine, 45, 90); // 2^6 = 64
    }

    [Fact]
    public void Value_slope_and_curvature_at_the_end_are_those_given()
    {
        var spline = new QuinticSpline(20, 6);
        double[] c = Fit(spline, x => Math.Pow(6 - x, 3), x => -3 * Math.Pow(6 - x, 2), x => 6 * (6 - x));
        (double value, double slope) = Evaluate(spline, c, 6 - 1e-9);
        Assert.InRange(Math.Abs(value), 0, 1e-12);
        Assert.InRange(Math.Abs(slope), 0, 1e-7);
    }

    [Fact]
    public void Weights_sum_to_one_and_their_slopes_to_zero()
    {
        Span<double> w = stackalloc double[6], dw = stackalloc double[6];
        foreach (double t in new[] { 0, 0.125, 0.5, 0.99 })
        {
            QuinticSpline.Weights(t, w, dw);
            Assert.Equal(1, w.ToArray().Sum(), 1e-15);
            Assert.Equal(0, dw.ToArray().Sum(), 1e-14);
        }
    }

    private static double ErrorOfSine(int intervals)
    {
        var spline = new QuinticSpline(intervals, 4);
        double[] c = Fit(spline, x => Math.Sin(3 * x), x => 3 * Math.Cos(3 * x), x => -9 * Math.Sin(3 * x));
        double error = 0;
        for (double x = 0.005; x < 4; x += 0.0071)
            error = Math.Max(error, Math.Abs(Evaluate(spline, c, x).Value - Math.Sin(3 * x)));
        return error;
    }

    private static double[] Fit(QuinticSpline spline, Func<double, double> f, Func<double, double> df, Func<double, double> ddf)
    {
        double h = spline.Step, end = h * spline.Intervals;
        double[] rows = [f(0), df(0) * h, ddf(0) * h * h, .. Enumerable.Range(1, spline.Intervals).Select(k => f(k * h)), df(end) * h, ddf(end) * h * h];
        spline.Interpolate(rows, 1);
        return rows;
    }

    private static (double Value, double Slope) Evaluate(QuinticSpline spline, double[] c, double x)
    {
        Span<double> w = stackalloc double[6], dw = stackalloc double[6];
        int k = (int)(x / spline.Step);
        QuinticSpline.Weights(x / spline.Step - k, w, dw);
        double value = 0, slope = 0;
        for (int n = 0; n < 6; n++)
            (value, slope) = (value + w[n] * c[k + n], slope + dw[n] / spline.Step * c[k + n]);
        return (value, slope);
    }
}
