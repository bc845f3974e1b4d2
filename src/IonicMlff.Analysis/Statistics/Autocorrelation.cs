using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IonicMlff.Analysis.Statistics;

/// <summary>Autocorrelation functions of long series for lags that are short against them, through Fourier transforms of blocks.</summary>
public static class Autocorrelation
{
    private const int Lanes = 4, SmallestTransform = 4096;

    /// <summary>
    /// C(k) = 1/(n−k) Σ_{i=0}^{n−1−k} x_i x_{i+k} of each series, k = 0..lags−1: all origins, the mean is not subtracted. Memory does not grow with
    /// the length of the series.
    /// </summary>
    /// <param name="series">Series of one length.</param>
    /// <param name="first">First value that is used.</param>
    /// <param name="count">Values that are used, more than <paramref name="lags"/>.</param>
    /// <param name="lags">Number of lags, lag 0 included.</param>
    public static double[][] Of(IReadOnlyList<double[]> series, int first, int count, int lags)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lags, count);
        var result = new double[series.Count][];
        var work = new Work(Math.Max(SmallestTransform, (int)BitOperations.RoundUpToPowerOf2((uint)(4 * lags))), lags);
        for (int s = 0; s < series.Count; s += Lanes)
        {
            double[][] four = [.. Enumerable.Range(s, Math.Min(Lanes, series.Count - s)).Select(k => series[k])];
            work.Correlate(four, first, count, result.AsSpan(s, four.Length));
        }

        return result;
    }

    /// <summary>Room for the transforms of four series, one per lane.</summary>
    private sealed class Work(int length, int lags)
    {
        private readonly LaneFourier _fourier = new(length);
        private readonly Vector256<double>[] _sumRe = new Vector256<double>[length], _sumIm = new Vector256<double>[length];
        private Vector256<double>[] _re = new Vector256<double>[length], _im = new Vector256<double>[length];
        private Vector256<double>[] _laterRe = new Vector256<double>[length], _laterIm = new Vector256<double>[length];

        // r(k) = Σ_blocks Σ_i a_i c_{i+k}: a is the block, c the block and the values up to the last lag behind it; conj(A) C is summed over the blocks.
        public void Correlate(double[][] series, int first, int count, Span<double[]> result)
        {
            Array.Clear(_sumRe);
            Array.Clear(_sumIm);
            int block = length - lags;
            for (int from = 0; from < count; from += block)
            {
                Load(series, first + from, Math.Min(block, count - from), _re, _im);
                Load(series, first + from, Math.Min(length, count - from), _laterRe, _laterIm);
                _fourier.Forward(ref _re, ref _im);
                _fourier.Forward(ref _laterRe, ref _laterIm);
                for (int f = 0; f < length; f++)
                {
                    _sumRe[f] += _re[f] * _laterRe[f] + _im[f] * _laterIm[f];
                    _sumIm[f] += _re[f] * _laterIm[f] - _im[f] * _laterRe[f];
                }
            }

            _sumRe.CopyTo(_re, 0);
            _sumIm.CopyTo(_im, 0);
            _fourier.Backward(ref _re, ref _im);
            for (int s = 0; s < series.Length; s++)
            {
                result[s] = new double[lags];
                for (int k = 0; k < lags; k++)
                    result[s][k] = _re[k][s] / length / (count - k);
            }
        }

        private static void Load(double[][] series, int first, int count, Vector256<double>[] re, Vector256<double>[] im)
        {
            Array.Clear(re);
            Array.Clear(im);
            Span<double> flat = MemoryMarshal.Cast<Vector256<double>, double>(re.AsSpan(0, count));
            for (int s = 0; s < series.Length; s++)
            {
                for (int t = 0; t < count; t++)
                    flat[Lanes * t + s] = series[s][first + t];
            }
        }
    }
}
