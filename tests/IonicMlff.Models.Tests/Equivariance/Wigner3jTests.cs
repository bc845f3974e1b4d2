using IonicMlff.Models.Equivariance;
using Xunit;

namespace IonicMlff.Models.Tests.Equivariance;

/// <summary>Properties that fix the 3j symbols; the values up to degree 3 are compared with upstream's files in the import tests.</summary>
public sealed class Wigner3jTests
{
    public static TheoryData<int, int, int> Triples
    {
        get
        {
            var data = new TheoryData<int, int, int>();
            for (int l1 = 0; l1 <= 4; l1++)
            {
                for (int l2 = 0; l2 <= 4; l2++)
                {
                    for (int l3 = Math.Abs(l1 - l2); l3 <= Math.Min(6, l1 + l2); l3++)
                    {
                        data.Add(l1, l2, l3);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Triples))]
    public void ProductsAreOrthogonal(int l1, int l2, int l3)
    {
        // Σ_{m1,m2} w[m1,m2,a] w[m1,m2,b] = δ_ab / (2·l3+1)
        double[] w = Wigner3j.Of(l1, l2, l3);
        int n = 2 * l3 + 1;
        for (int a = 0; a < n; a++)
        {
            for (int b = 0; b < n; b++)
            {
                double sum = 0;
                for (int m = 0; m < w.Length / n; m++)
                {
                    sum += w[m * n + a] * w[m * n + b];
                }

                Assert.Equal(a == b ? 1.0 / n : 0, sum, 1e-13);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Triples))]
    public void ExchangeOfTheFirstTwoGivesTheParityOfTheSum(int l1, int l2, int l3)
    {
        double[] w = Wigner3j.Of(l1, l2, l3);
        double[] exchanged = Wigner3j.Of(l2, l1, l3);
        double sign = (l1 + l2 + l3) % 2 != 0 ? -1 : 1;
        int n1 = 2 * l1 + 1, n2 = 2 * l2 + 1, n3 = 2 * l3 + 1;
        for (int i = 0; i < w.Length; i++)
        {
            int a = i / (n2 * n3), b = i / n3 % n2, c = i % n3;
            Assert.Equal(w[i], sign * exchanged[(b * n1 + a) * n3 + c], 1e-14);
        }
    }

    [Fact]
    public void TheCrossProductIsTheSymbolOfThreeVectors()
    {
        // l = 1 components are x, y, z; w(1,1,1) = ε/√6 up to the fixed sign (first non-zero entry positive: xyz).
        double[] w = Wigner3j.Of(1, 1, 1);
        double e = 1 / Math.Sqrt(6);
        double[] expected = new double[27];
        (expected[5], expected[15], expected[19]) = (e, e, e);
        (expected[7], expected[11], expected[21]) = (-e, -e, -e);
        Assert.All(w.Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-15));
    }
}
