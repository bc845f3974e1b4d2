using IonicMlff.Models.Equivariance;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Equivariance;

public class SphericalHarmonicsTests
{
    private static readonly double[][] Directions =
    [
        [1, 0, 0], [0, 1, 0], [0, 0, -1], [0.48, -0.6, 0.64], [-2.0 / 3, 1.0 / 3, 2.0 / 3], [0.36, 0.48, 0.8],
    ];

    /// <summary>The polynomials of the MACE family, written out.</summary>
    [Fact]
    public void Up_to_degree_3_they_are_the_explicit_polynomials()
    {
        foreach (double[] u in Directions)
        {
            (double x, double y, double z) = (u[0], u[1], u[2]);
            double q = x * x + z * z, s0 = Math.Sqrt(3) * x * z, s4 = Math.Sqrt(3) / 2 * (z * z - x * x);
            double[] l1 = [x, y, z];
            double[] l2 = [s0, Math.Sqrt(3) * x * y, y * y - q / 2, Math.Sqrt(3) * y * z, s4];
            double[] l3 =
            [
                Math.Sqrt(5.0 / 6) * (s0 * z + s4 * x), Math.Sqrt(5) * s0 * y, Math.Sqrt(3.0 / 8) * (4 * y * y - q) * x,
                0.5 * y * (2 * y * y - 3 * q), Math.Sqrt(3.0 / 8) * (4 * y * y - q) * z, Math.Sqrt(5) * s4 * y,
                Math.Sqrt(5.0 / 6) * (s4 * z - s0 * x),
            ];
            double[] expected =
            [
                1, .. l1.Select(v => v * Math.Sqrt(3)), .. l2.Select(v => v * Math.Sqrt(5)), .. l3.Select(v => v * Math.Sqrt(7)),
            ];
            Agreement.AssertClose(expected, Values(3, u), 1e-14, "harmonics");
        }
    }

    [Fact]
    public void Squares_of_a_degree_sum_to_2l_plus_1()
    {
        foreach (double[] u in Directions)
        {
            double[] values = Values(8, u);
            for (int l = 0; l <= 8; l++)
                Assert.Equal(2 * l + 1, values.AsSpan(l * l, 2 * l + 1).ToArray().Sum(v => v * v), 1e-12);
        }
    }

    /// <summary>Y^(l+1) is a positive multiple of Y^l coupled with the direction; this fixes all signs beyond l = 3.</summary>
    [Fact]
    public void Higher_degrees_follow_from_lower_ones_by_coupling_with_the_direction()
    {
        double[] u = Directions[3];
        double[] values = Values(6, u);
        for (int l = 1; l < 6; l++)
        {
            double[] w = Wigner3j.Of(l + 1, l, 1);
            var coupled = new double[2 * l + 3];
            for (int k = 0; k < w.Length; k++)
                coupled[k / (3 * (2 * l + 1))] += w[k] * values[l * l + k / 3 % (2 * l + 1)] * u[k % 3];
            double norm = Math.Sqrt((2 * l + 3) / coupled.Sum(c => c * c));
            double[] expected = [.. coupled.Select(c => norm * c)];
            Agreement.AssertClose(expected, values.AsSpan((l + 1) * (l + 1), 2 * l + 3), 1e-12, $"l = {l + 1}");
        }
    }

    [Fact]
    public void The_reverse_is_the_gradient()
    {
        double[] v = [0.7, -1.1, 0.4];
        var harmonics = new SphericalHarmonics(5);
        double[] weights = [.. Enumerable.Range(0, harmonics.Count).Select(k => Math.Cos(3 * k))];
        double d = Math.Sqrt(v.Sum(x => x * x));
        (double x, double y, double z) = harmonics.Reverse(v[0] / d, v[1] / d, v[2] / d, d, weights);
        double[] numeric = new double[3];
        for (int a = 0; a < 3; a++)
        {
            double E(double h)
            {
                double[] w = [.. v];
                w[a] += h;
                double length = Math.Sqrt(w.Sum(c => c * c));
                return Values(5, [w[0] / length, w[1] / length, w[2] / length]).Zip(weights, (p, q) => p * q).Sum();
            }

            numeric[a] = (8 * (E(1e-3) - E(-1e-3)) - (E(2e-3) - E(-2e-3))) / 12e-3;
        }

        Agreement.AssertClose(numeric, [x, y, z], 1e-9, "gradient");
    }

    private static double[] Values(int maxL, double[] u)
    {
        var harmonics = new SphericalHarmonics(maxL);
        var values = new double[harmonics.Count];
        harmonics.Compute(u[0], u[1], u[2], values);
        return values;
    }
}
