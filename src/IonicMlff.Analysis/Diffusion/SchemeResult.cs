using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>Diffusion by one scheme in one frame of reference.</summary>
/// <param name="Kinds">Per kind.</param>
/// <param name="Collective">Of the charges; null when no kind is charged.</param>
public sealed record SchemeResult(IReadOnlyList<KindDiffusion> Kinds, ChargeTransport? Collective);

/// <summary>Works out a scheme's numbers from its paths.</summary>
internal sealed class SchemeCalculator(SchemePaths paths, MoleculeSet molecules, MsdOptions options, double? interval, double volume, double? temperature, int threads)
{
    private const int FewestPieces = 3, MostPieces = 10;
    private readonly Dictionary<MoleculeKind, MeanSquareDisplacement.Result> _raw = [];

    /// <summary>With the motion of the whole system, or without.</summary>
    public SchemeResult Calculate(bool withoutDrift)
    {
        paths.Drift();
        KindDiffusion[] kinds = [.. molecules.Kinds.Select(k => withoutDrift ? WithoutDrift(k) : WithDrift(k))];
        return new(kinds, molecules.Kinds.Any(k => k.Charge != 0) ? Charges(kinds, withoutDrift) : null);
    }

    private KindDiffusion WithDrift(MoleculeKind kind)
    {
        MeanSquareDisplacement.Result msd = Raw(kind);
        LinearFit? fit = Fit(msd.Mean, msd.AtLags.Length);
        return new(kind, msd.AtLags.Length, msd.Mean, fit, MoleculeSlopes.Error(MoleculeSlopes.Of(msd.AtLags, LagsForErrors(), fit, interval ?? 1)));
    }

    // With ū the mean path of the kind and d that of the system: ⟨|Δ(u_i − d)|²⟩ = ⟨|Δu_i|²⟩ − |Δū|² + |Δ(ū − d)|², so that no molecule has to be
    // transformed a second time.
    private KindDiffusion WithoutDrift(MoleculeKind kind)
    {
        MeanSquareDisplacement.Result raw = Raw(kind);
        int n = raw.AtLags.Length;
        double[] mean = Msd(MeanPath(kind, n, false)), rest = Msd(MeanPath(kind, n, true));
        double[] msd = [.. raw.Mean.Select((m, k) => m - mean[k] + rest[k])];
        LinearFit? fit = Fit(msd, n);
        int[] lags = LagsForErrors(), members = [.. molecules.Of(kind).Select(m => m.Index)];
        double[] slopes = MoleculeSlopes.Of(raw.AtLags, lags, fit, interval ?? 1);
        MoleculeSlopes.SubtractDrift(slopes, paths, members, lags, fit, interval ?? 1);
        return new(kind, n, msd, fit, MoleculeSlopes.Error(slopes));
    }

    private MeanSquareDisplacement.Result Raw(MoleculeKind kind)
    {
        if (!_raw.TryGetValue(kind, out MeanSquareDisplacement.Result? msd))
        {
            int[] members = [.. molecules.Of(kind).Select(m => m.Index)];
            _raw[kind] = msd = MeanSquareDisplacement.Of(paths.Frames, members.Length, (p, c, to) => paths.Molecule(members[p], c, false, to), LagsForErrors(), threads);
        }

        return msd;
    }

    private double[][] MeanPath(MoleculeKind kind, int count, bool withoutDrift) => [.. Enumerable.Range(0, 3).Select(d =>
    {
        var path = new double[paths.Frames];
        paths.Kind(kind.Index, d, withoutDrift, path);
        return Array.ConvertAll(path, x => x / count);
    })];

    // Lags spread over the decades, and over a window that is given, are enough to see how much single molecules scatter.
    private int[] LagsForErrors()
    {
        IEnumerable<int> lags = FitWindow.LogSpaced(paths.Frames - 1);
        if (interval is double dt && options.Fit is { } fit && FitWindow.Given(fit, dt, paths.Frames) is var (first, last))
            lags = lags.Concat(Enumerable.Range(0, 33).Select(k => first + (int)((long)k * (last - first) / 32)));
        return [.. lags.Distinct().Order()];
    }

    private LinearFit? Fit(double[] msd, int count)
    {
        if (interval is not double dt || msd.Length < 4)
            return null;
        (int First, int Last)? window = options.Fit is { } given ? FitWindow.Given(given, dt, msd.Length) : FitWindow.Find(msd, count);
        return window is var (first, last) ? LinearFit.Of(msd, dt, first, last) : null;
    }

    // Paths of the total dipole, then for each charged kind those of its dipole and of all others: cross terms follow from their squares.
    private ChargeTransport Charges(KindDiffusion[] kinds, bool withoutDrift)
    {
        MoleculeKind[] charged = [.. molecules.Kinds.Where(k => k.Charge != 0)];
        double[][][] dipoles = Dipoles(charged, withoutDrift);
        double[] total = Msd(dipoles[0]);
        LinearFit? fit = Fit(total, 1);
        double unit = temperature is double t && double.IsFinite(volume) ? ChargeTransport.PerDiffusion(volume, t) : double.NaN;
        double sigma = unit * (fit?.Slope ?? double.NaN) / 6;
        double sum = kinds.Sum(k => (double)k.Kind.Charge * k.Kind.Charge * k.Count * (k.Kind.Charge == 0 ? 0 : k.D));
        var apparent = charged.Select(k => (k, k.Charge * k.Charge * kinds[k.Index].Count * kinds[k.Index].D / sum)).ToArray();
        var transference = charged.Select((k, i) => (k, Share(dipoles[1 + 2 * i], dipoles[2 + 2 * i], total, fit))).ToArray();
        return new(total, fit, sigma, unit * sum, unit / 6 * SlopeError(dipoles[0], fit), apparent, transference);
    }

    private double[][][] Dipoles(MoleculeKind[] charged, bool withoutDrift)
    {
        int n = paths.Frames;
        var dipoles = new double[1 + 2 * charged.Length][][];
        for (int p = 0; p < dipoles.Length; p++)
            dipoles[p] = [new double[n], new double[n], new double[n]];
        var path = new double[n];
        for (int k = 0; k < charged.Length; k++)
        {
            for (int d = 0; d < 3; d++)
            {
                paths.Kind(charged[k].Index, d, withoutDrift, path);
                for (int p = 0; p < dipoles.Length; p++)
                {
                    bool counts = p == 0 || p == 1 + 2 * k || (p % 2 == 0 && p != 2 + 2 * k);
                    for (int t = 0; t < n && counts; t++)
                        dipoles[p][d][t] += charged[k].Charge * path[t];
                }
            }
        }

        return dipoles;
    }

    private double[] Msd(double[][] dipole) =>
        MeanSquareDisplacement.Of(dipole[0].Length, 1, (_, d, to) => dipole[d].CopyTo(to, 0), [], 1).Mean;

    // ⟨ΔM_k·ΔM⟩ = (⟨ΔM²⟩ + ⟨ΔM_k²⟩ − ⟨(ΔM − ΔM_k)²⟩)/2, its slope over that of ⟨ΔM²⟩
    private double Share(double[][] own, double[][] others, double[] total, LinearFit? fit)
    {
        if (fit is null)
            return double.NaN;
        double[] a = Msd(own), b = Msd(others);
        double[] cross = [.. total.Select((m, k) => 0.5 * (m + a[k] - b[k]))];
        return LinearFit.Of(cross, interval!.Value, fit.First, fit.Last).Slope / fit.Slope;
    }

    // Pieces of the run at least three times as long as the last lag; standard error of the mean of their slopes.
    private double SlopeError(double[][] dipole, LinearFit? fit)
    {
        int pieces = fit is null ? 0 : Math.Min(MostPieces, paths.Frames / (fit.Last + fit.Last / 2 + 1));
        if (pieces < FewestPieces)
            return double.NaN;
        int length = paths.Frames / pieces;
        double[] slopes = [.. Enumerable.Range(0, pieces).Select(p =>
            LinearFit.Of(Msd([.. dipole.Select(d => d[(p * length)..((p + 1) * length)])]), interval!.Value, fit!.First, fit.Last).Slope)];
        return Moments.StandardDeviation(slopes) / Math.Sqrt(pieces);
    }
}
