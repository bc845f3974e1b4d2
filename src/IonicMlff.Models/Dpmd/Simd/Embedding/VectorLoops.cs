using System.Numerics;
using System.Runtime.CompilerServices;

namespace IonicMlff.Models.Dpmd.Simd.Embedding;

/// <summary>Loops over vectors of doubles where tables are made. Thousands of them run when an evaluator is made.</summary>
internal static class VectorLoops
{
    /// <summary>sum += factor · x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs once, before tiered compilation would get to it
    public static void AddScaled(ReadOnlySpan<double> x, double factor, Span<double> sum)
    {
        int k = 0;
        var scale = new Vector<double>(factor);
        for (; k <= sum.Length - Vector<double>.Count; k += Vector<double>.Count)
            (new Vector<double>(sum[k..]) + scale * new Vector<double>(x[k..])).CopyTo(sum[k..]);
        for (; k < sum.Length; k++)
            sum[k] += factor * x[k];
    }

    /// <summary>Σ a·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs once, before tiered compilation would get to it
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int k = 0;
        Vector<double> sums = Vector<double>.Zero;
        for (; k <= a.Length - Vector<double>.Count; k += Vector<double>.Count)
            sums += new Vector<double>(a[k..]) * new Vector<double>(b[k..]);
        double sum = Vector.Sum(sums);
        for (; k < a.Length; k++)
            sum += a[k] * b[k];
        return sum;
    }
}
