using System.Runtime.Intrinsics;
using IonicMlff.Analysis.Statistics;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>
/// MSD(k) = 1/(N (T−k)) Σ_i Σ_t |u_i(t+k) − u_i(t)|², all origins, with the correlations by Fourier transform (Calandrini et al. 2011):
/// Σ_t |u(t+k) − u(t)|² = S₁(k) − 2 S₂(k). Paths are centred first, so that nothing is lost in the difference.
/// </summary>
internal static class MeanSquareDisplacement
{
    private const int Lanes = 4, LanesPerTask = 4, LongRun = 1 << 17; // frames; one thread beyond, since a transform then takes 200 bytes per frame and more

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
        int groups = (paths + Lanes - 1) / Lanes, tasks = (groups + LanesPerTask - 1) / LanesPerTask;
        var sums = new double[tasks][]; // one per task, added in order: the same bits with any number of threads
        var free = new System.Collections.Concurrent.ConcurrentBag<Worker>();
        Parallel.For(0, tasks, new ParallelOptions { MaxDegreeOfParallelism = threads }, task =>
        {
            if (!free.TryTake(out Worker? worker))
                worker = new Worker(frames);
            double[] sum = sums[task] = new double[frames];
            for (int g = task * LanesPerTask; g < Math.Min(groups, (task + 1) * LanesPerTask); g++)
                worker.Add(g * Lanes, Math.Min(paths, (g + 1) * Lanes), read, lags, sum, atLags);
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

    private sealed class Worker(int frames)
    {
        private readonly LaneFourier _fourier = new(LaneFourier.LengthFor(frames));
        private readonly double[] _path = new double[frames];
        private readonly Vector256<double>[] _squares = new Vector256<double>[frames], _power = new Vector256<double>[LaneFourier.LengthFor(frames)];
        private Vector256<double>[] _re = new Vector256<double>[LaneFourier.LengthFor(frames)], _im = new Vector256<double>[LaneFourier.LengthFor(frames)];

        // Paths first..end-1, one per lane; lanes without a path stay zero.
        public void Add(int first, int end, Action<int, int, double[]> read, int[] lags, double[] sum, double[][] atLags)
        {
            Array.Clear(_squares);
            Array.Clear(_power);
            Load(first, end, read, 0, 1);
            AddPower();
            Load(first, end, read, 2, -1);
            AddPower();

            _power.CopyTo(_re, 0);
            Array.Clear(_im);
            _fourier.Backward(ref _re, ref _im);
            Finish(end - first, first, lags, sum, atLags);
        }

        // Two coordinates as real and imaginary part; the real part of their correlation is the sum of both.
        private void Load(int first, int end, Action<int, int, double[]> read, int real, int imaginary)
        {
            Array.Clear(_re);
            Array.Clear(_im);
            for (int lane = 0; lane < end - first; lane++)
            {
                Load(first + lane, lane, real, read, _re);
                if (imaginary >= 0)
                    Load(first + lane, lane, imaginary, read, _im);
            }

            for (int t = 0; t < frames; t++)
                _squares[t] += _re[t] * _re[t] + _im[t] * _im[t];
            _fourier.Forward(ref _re, ref _im);
        }

        private void Load(int path, int lane, int coordinate, Action<int, int, double[]> read, Vector256<double>[] to)
        {
            read(path, coordinate, _path);
            double mean = 0; // any number near it will do
            foreach (double x in _path)
                mean += x / frames;
            Span<double> flat = System.Runtime.InteropServices.MemoryMarshal.Cast<Vector256<double>, double>(to.AsSpan(0, frames));
            for (int t = 0; t < frames; t++)
                flat[Lanes * t + lane] = _path[t] - mean;
        }

        private void AddPower()
        {
            for (int f = 0; f < _power.Length; f++)
                _power[f] += _re[f] * _re[f] + _im[f] * _im[f];
        }

        private void Finish(int lanes, int first, int[] lags, double[] sum, double[][] atLags)
        {
            for (int lane = 0; lane < lanes; lane++)
                atLags[first + lane] = new double[lags.Length];

            // S₁(k) = S₁(k−1) − |u(k−1)|² − |u(T−k)|²; compensated, since paths may be long.
            Vector256<double> s1 = Vector256<double>.Zero, lost = s1;
            for (int t = 0; t < frames; t++)
                Subtract(ref s1, ref lost, -2 * _squares[t]);
            double scale = 2.0 / _fourier.Length;
            int next = 0;
            for (int k = 0; k < frames; k++)
            {
                if (k > 0)
                {
                    Subtract(ref s1, ref lost, _squares[k - 1]);
                    Subtract(ref s1, ref lost, _squares[frames - k]);
                }

                Vector256<double> msd = k == 0 ? Vector256<double>.Zero : (s1 - lost - scale * _re[k]) / Vector256.Create((double)(frames - k));
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
