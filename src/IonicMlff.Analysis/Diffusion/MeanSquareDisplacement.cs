using System.Runtime.Intrinsics;
using IonicMlff.Analysis.Statistics;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>
/// MSD(k) = 1/(N (T−k)) Σ_i Σ_t |u_i(t+k) − u_i(t)|², all origins, with the correlations by Fourier transform (Calandrini et al. 2011):
/// Σ_t |u(t+k) − u(t)|² = S₁(k) − 2 S₂(k). Paths are centred first, so that nothing is lost in the difference.
/// </summary>
internal static class MeanSquareDisplacement
{
    private const int Lanes = 4, Paths = 2 * Lanes, PairsPerTask = 2, LongRun = 1 << 17; // frames; one thread beyond, since a transform then takes 300 bytes per frame and more

    /// <summary>The mean over paths, and what each path says at some lags (for errors).</summary>
    /// <param name="Mean">Å² per lag.</param>
    /// <param name="AtLags">[path][position in lags], Å².</param>
    public sealed record Result(double[] Mean, double[][] AtLags);

    /// <summary>Mean square displacements of paths.</summary>
    /// <param name="frames">Length of the paths.</param>
    /// <param name="paths">Number of paths.</param>
    /// <param name="read">Fills coordinate 0, 1 or 2 of a path.</param>
    /// <param name="lags">Lags at which each path is wanted.</param>
    /// <param name="threads">Threads.</param>
    public static Result Of(int frames, int paths, Action<int, int, double[]> read, int[] lags, int threads)
    {
        var atLags = new double[paths][];
        threads = frames > LongRun ? 1 : threads;
        int pairs = (paths + Paths - 1) / Paths, tasks = (pairs + PairsPerTask - 1) / PairsPerTask;
        var sums = new double[tasks][]; // one per task, added in order: the same bits with any number of threads
        var free = new System.Collections.Concurrent.ConcurrentBag<Worker>();
        Parallel.For(0, tasks, new ParallelOptions { MaxDegreeOfParallelism = threads }, task =>
        {
            if (!free.TryTake(out Worker? worker))
                worker = new Worker(frames);
            double[] sum = sums[task] = new double[frames];
            for (int g = task * PairsPerTask; g < Math.Min(pairs, (task + 1) * PairsPerTask); g++)
                worker.Add(g * Paths, Math.Min(paths, (g + 1) * Paths), read, lags, sum, atLags);
            free.Add(worker);
        });

        var mean = new double[frames];
        foreach (double[] sum in sums)
        {
            for (int k = 0; k < frames; k++)
                mean[k] += sum[k] / paths;
        }

        return new(mean, atLags);
    }

    // Eight paths at once, a group A of four and a group B of four. A transform of a complex series serves two real ones: x and y of a group;
    // z of A and z of B; and, going back, the correlations of A and of B. That makes four transforms for eight paths in three dimensions.
    private sealed class Worker(int frames)
    {
        private readonly LaneFourier _fourier = new(LaneFourier.LengthFor(frames));
        private readonly double[] _path = new double[frames];
        private readonly Vector256<double>[] _squaresA = new Vector256<double>[frames], _squaresB = new Vector256<double>[frames];
        private readonly Vector256<double>[] _powerA = new Vector256<double>[LaneFourier.LengthFor(frames)], _powerB = new Vector256<double>[LaneFourier.LengthFor(frames)];
        private Vector256<double>[] _re = new Vector256<double>[LaneFourier.LengthFor(frames)], _im = new Vector256<double>[LaneFourier.LengthFor(frames)];

        // Paths first..end-1, one per lane; lanes without a path stay zero.
        public void Add(int first, int end, Action<int, int, double[]> read, int[] lags, double[] sum, double[][] atLags)
        {
            int middle = Math.Min(end, first + Lanes);
            InPlane(first, middle, read, _squaresA, _powerA);
            InPlane(middle, end, read, _squaresB, _powerB);
            Array.Clear(_re);
            Array.Clear(_im);
            Load(first, middle, 2, read, _re, _squaresA);
            Load(middle, end, 2, read, _im, _squaresB);
            _fourier.Forward(ref _re, ref _im);
            AddUpright();
            _fourier.Backward(ref _re, ref _im);
            Finish(middle - first, first, lags, sum, atLags, _squaresA, _re);
            if (end > middle)
                Finish(end - middle, middle, lags, sum, atLags, _squaresB, _im);
        }

        // |X + iY|² of a group: half the sum over f and −f is |X|² + |Y|².
        private void InPlane(int first, int end, Action<int, int, double[]> read, Vector256<double>[] squares, Vector256<double>[] power)
        {
            Array.Clear(squares);
            Array.Clear(power);
            if (end <= first)
                return;
            Array.Clear(_re);
            Array.Clear(_im);
            Load(first, end, 0, read, _re, squares);
            Load(first, end, 1, read, _im, squares);
            _fourier.Forward(ref _re, ref _im);
            for (int f = 0; f < power.Length; f++)
                power[f] = _re[f] * _re[f] + _im[f] * _im[f];
        }

        // C = Z_A + i Z_B: |Z_A|² = |C(f) + C*(−f)|²/4, |Z_B|² = |C(f) − C*(−f)|²/4. All powers are even in f then, their correlations real:
        // that of A goes back as the real part, that of B as the imaginary one.
        private void AddUpright()
        {
            int n = _powerA.Length;
            for (int f = 0; f <= n / 2; f++)
            {
                int j = (n - f) & (n - 1);
                Vector256<double> sr = _re[f] + _re[j], dr = _re[f] - _re[j], si = _im[f] + _im[j], di = _im[f] - _im[j];
                Vector256<double> a = 0.5 * (_powerA[f] + _powerA[j]) + 0.25 * (sr * sr + di * di), b = 0.5 * (_powerB[f] + _powerB[j]) + 0.25 * (dr * dr + si * si);
                (_re[f], _re[j], _im[f], _im[j]) = (a, a, b, b);
            }
        }

        private void Load(int first, int end, int coordinate, Action<int, int, double[]> read, Vector256<double>[] to, Vector256<double>[] squares)
        {
            Span<double> flat = System.Runtime.InteropServices.MemoryMarshal.Cast<Vector256<double>, double>(to.AsSpan(0, frames));
            for (int lane = 0; lane < end - first; lane++)
            {
                read(first + lane, coordinate, _path);
                double mean = 0; // any number near it will do
                foreach (double x in _path)
                    mean += x;
                mean /= frames;
                for (int t = 0; t < _path.Length; t++)
                    flat[Lanes * t + lane] = _path[t] - mean;
            }

            for (int t = 0; t < squares.Length; t++)
                squares[t] += to[t] * to[t];
        }

        private void Finish(int lanes, int first, int[] lags, double[] sum, double[][] atLags, Vector256<double>[] squares, Vector256<double>[] correlation)
        {
            for (int lane = 0; lane < lanes; lane++)
                atLags[first + lane] = new double[lags.Length];

            // S₁(k) = S₁(k−1) − |u(k−1)|² − |u(T−k)|²; compensated, since paths may be long.
            Vector256<double> s1 = Vector256<double>.Zero, lost = s1;
            for (int t = 0; t < frames; t++)
                Subtract(ref s1, ref lost, -2 * squares[t]);
            double scale = 2.0 / _fourier.Length;
            int next = 0;
            for (int k = 0; k < frames; k++)
            {
                if (k > 0)
                {
                    Subtract(ref s1, ref lost, squares[k - 1]);
                    Subtract(ref s1, ref lost, squares[frames - k]);
                }

                Vector256<double> msd = k == 0 ? Vector256<double>.Zero : (s1 - lost - scale * correlation[k]) / Vector256.Create((double)(frames - k));
                sum[k] += Vector256.Sum(msd);
                if (next < lags.Length && lags[next] == k)
                {
                    for (int lane = 0; lane < lanes; lane++)
                        atLags[first + lane][next] = msd[lane];
                    next++;
                }
            }
        }

        // Kahan's sum.
        private static void Subtract(ref Vector256<double> sum, ref Vector256<double> lost, Vector256<double> value)
        {
            Vector256<double> y = -value - lost, t = sum + y;
            lost = t - sum - y;
            sum = t;
        }
    }
}
