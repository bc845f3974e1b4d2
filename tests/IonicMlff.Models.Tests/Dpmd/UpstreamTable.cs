using System.Text.Json;
using IonicMlff.Models.Dpmd.Definition;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>
/// Tables as DeePMD-kit's <c>dp compress</c> makes them: quintics that share value, slope and curvature with the net at both ends
/// of each interval. The golden results of compressed models were computed with such tables.
/// </summary>
internal static class UpstreamTable
{
    private static readonly double GeluFactor = Math.Sqrt(2 / Math.PI);

    /// <summary>The model with tables in the ranges and with the steps of the golden file, net by net.</summary>
    public static DpmdModel Compress(DpmdModel model, JsonElement info)
    {
        double[] Info(int net) => DpmdCase.Numbers(info.GetProperty($"atomic_model.descriptor.sea.compress_info.{net}"));
        return model with { Embedding = [.. model.Embedding.Select((n, k) => n! with { Table = Make(n, Info(k)) })] };
    }

    /// <summary>Table of a net; info: lower, upper, max, fine and coarse step.</summary>
    public static CompressedTable Make(EmbeddingNet net, double[] info)
    {
        (double lower, double upper, double max, double fine, double coarse) = (info[0], info[1], info[2], info[3], info[4]);
        int rows = (int)((upper - lower) / fine + (max - upper) / coarse), fineRows = (int)((upper - lower) / fine);
        var coefficients = new double[6 * rows * net.Width];
        for (int k = 0; k < rows; k++)
        {
            double left = k < fineRows ? lower + k * fine : upper + (k - fineRows) * coarse, h = k < fineRows ? fine : coarse;
            (double[] v0, double[] d0, double[] e0) = Taylor(net.Layers!, left);
            (double[] v1, double[] d1, double[] e1) = Taylor(net.Layers!, left + h);
            for (int a = 0; a < net.Width; a++)
            {
                double rise = v1[a] - v0[a];
                Span<double> c = coefficients.AsSpan(6 * (k * net.Width + a), 6);
                c[0] = v0[a];
                c[1] = d0[a];
                c[2] = e0[a] / 2;
                c[3] = (20 * rise - (8 * d1[a] + 12 * d0[a]) * h - (3 * e0[a] - e1[a]) * h * h) / (2 * h * h * h);
                c[4] = (-30 * rise + (14 * d1[a] + 16 * d0[a]) * h + (3 * e0[a] - 2 * e1[a]) * h * h) / (2 * h * h * h * h);
                c[5] = (12 * rise - 6 * (d1[a] + d0[a]) * h + (e1[a] - e0[a]) * h * h) / (2 * h * h * h * h * h);
            }
        }

        return new CompressedTable { Lower = lower, Upper = upper, Max = max, Stride0 = fine, Stride1 = coarse, Coefficients = coefficients };
    }

    /// <summary>Outputs of a net with their first and second derivatives by its one input.</summary>
    private static (double[] Value, double[] First, double[] Second) Taylor(DpmdLayer[] layers, double s)
    {
        double[] x = [s], dx = [1], ddx = [0];
        foreach (DpmdLayer layer in layers)
        {
            double[] y = new double[layer.Out], dy = new double[layer.Out], ddy = new double[layer.Out];
            for (int o = 0; o < layer.Out; o++)
            {
                double z = layer.Bias?[o] ?? 0, dz = 0, ddz = 0;
                for (int i = 0; i < layer.In; i++)
                {
                    double w = layer.Weight[i * layer.Out + o];
                    (z, dz, ddz) = (z + w * x[i], dz + w * dx[i], ddz + w * ddx[i]);
                }

                (double f, double df, double ddf) = Activation(layer.Activation, z);
                double idt = layer.TimeStep?[o] ?? 1;
                (y[o], dy[o], ddy[o]) = (idt * f, idt * df * dz, idt * (ddf * dz * dz + df * ddz));
                if (layer.Shortcut != Shortcut.None)
                    (y[o], dy[o], ddy[o]) = (y[o] + x[o % layer.In], dy[o] + dx[o % layer.In], ddy[o] + ddx[o % layer.In]);
            }

            (x, dx, ddx) = (y, dy, ddy);
        }

        return (x, dx, ddx);
    }

    private static (double Value, double First, double Second) Activation(DpmdActivation kind, double x)
    {
        if (kind == DpmdActivation.Tanh)
        {
            double t = Math.Tanh(x);
            return (t, 1 - t * t, -2 * t * (1 - t * t));
        }

        Assert.Equal(DpmdActivation.Gelu, kind);
        double u = Math.Tanh(GeluFactor * (x + 0.044715 * x * x * x));
        double dg = GeluFactor * (1 + 3 * 0.044715 * x * x), du = (1 - u * u) * dg;
        double ddu = -2 * u * du * dg + (1 - u * u) * GeluFactor * 6 * 0.044715 * x;
        return (0.5 * x * (1 + u), 0.5 * (1 + u) + 0.5 * x * du, du + 0.5 * x * ddu);
    }
}
