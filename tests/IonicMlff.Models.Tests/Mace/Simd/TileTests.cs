using System.Runtime.Intrinsics;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Simd.Edges;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;
using IonicMlff.Models.Mace.Simd.Radial;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Simd;

/// <summary>The quantities of an edge tile against the plain formulas.</summary>
public unsafe class TileTests
{
    private const int Count = 11; // more than one register of doubles, and not a multiple
    private const double Step = 0.05;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Harmonics_their_gradients_and_spline_weights_are_right(int maxEll)
    {
        int harmonics = (maxEll + 1) * (maxEll + 1);
        using EdgeList<double> edges = RandomEdges(seed: maxEll);
        using NativeBuffer<double> memory = NativeBuffer<double>.Zeros(EdgeTile<Double256, Vector256<double>, double>.Size(Count, harmonics));
        var tile = new EdgeTile<Double256, Vector256<double>, double>(memory.Pointer, Count, harmonics);
        TileKernel<Double256, Vector256<double>, double>.Fill(tile, edges, 0, maxEll, Step);

        var expected = new SphericalHarmonics(maxEll);
        var y = new double[harmonics];
        double[] w = new double[6], dw = new double[6];
        for (int e = 0; e < Count; e++)
        {
            (double ux, double uy, double uz) = (edges.Unit(0)[e], edges.Unit(1)[e], edges.Unit(2)[e]);
            expected.Compute(ux, uy, uz, y);
            QuinticSpline.Weights(edges.Fraction[e], w, dw);
            for (int n = 0; n < 6; n++)
            {
                Assert.Equal(w[n], tile.SplineWeights(e)[4 * n], 1e-15);
                Assert.Equal(dw[n] / Step, tile.SplineSlopes(e)[4 * n], 1e-13);
            }

            Assert.Equal((ux, uy, uz), (tile.Directions(e)[0], tile.Directions(e)[4], tile.Directions(e)[8]));
            for (int s = 0; s < harmonics; s++)
            {
                Assert.Equal(y[s], tile.Harmonics(e)[4 * s], 1e-14);
                var one = new double[harmonics];
                one[s] = 1;
                (double gx, double gy, double gz) = expected.Reverse(ux, uy, uz, edges.Distance[e], one);
                double* g = tile.Directions(e) + 4 * (3 + 3 * s);
                Assert.Equal(gx, g[0], 1e-13);
                Assert.Equal(gy, g[4], 1e-13);
                Assert.Equal(gz, g[8], 1e-13);
            }
        }
    }

    private static EdgeList<double> RandomEdges(int seed)
    {
        var edges = new EdgeList<double>();
        edges.Layout([0, Count], Vector256<double>.Count);
        var random = new Random(seed);
        for (int e = 0; e < 12; e++)
        {
            double x = random.NextDouble() - 0.5, y = random.NextDouble() - 0.5, z = random.NextDouble() - 0.5;
            double length = Math.Sqrt(x * x + y * y + z * z);
            (edges.Unit(0)[e], edges.Unit(1)[e], edges.Unit(2)[e]) = (x / length, y / length, z / length);
            edges.Distance[e] = 1 + 4 * random.NextDouble();
            edges.Fraction[e] = random.NextDouble();
        }

        return edges;
    }
}
