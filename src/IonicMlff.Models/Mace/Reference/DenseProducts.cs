using System.Numerics;
using System.Runtime.InteropServices;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>The two inner loops of dense layers; everything else of the reference is scalar code.</summary>
internal static class DenseProducts
{
    /// <summary>y_o += Σ_i x_i W[i,o].</summary>
    public static void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> weight, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++)
            AddScaled(x[i], weight.Slice(i * y.Length, y.Length), y);
    }

    /// <summary>x_i += Σ_o W[i,o] y_o.</summary>
    public static void AddTransposed(ReadOnlySpan<double> y, ReadOnlySpan<double> weight, Span<double> x)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] += Dot(weight.Slice(i * y.Length, y.Length), y);
    }

    /// <summary>y += a·x.</summary>
    public static void AddScaled(double a, ReadOnlySpan<double> x, Span<double> y)
    {
        ReadOnlySpan<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(x);
        Span<Vector<double>> ys = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        var factor = new Vector<double>(a);
        for (int k = 0; k < xs.Length; k++)
            ys[k] += factor * xs[k];
        for (int k = xs.Length * Vector<double>.Count; k < x.Length; k++)
            y[k] += a * x[k];
    }

    /// <summary>Σ_k x_k y_k.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ReadOnlySpan<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(x);
        ReadOnlySpan<Vector<double>> ys = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        var sum = Vector<double>.Zero;
        for (int k = 0; k < xs.Length; k++)
            sum += xs[k] * ys[k];
        double result = Vector.Sum(sum);
        for (int k = xs.Length * Vector<double>.Count; k < x.Length; k++)
            result += x[k] * y[k];
        return result;
    }
}
