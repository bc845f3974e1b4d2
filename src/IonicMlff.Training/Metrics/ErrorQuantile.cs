namespace IonicMlff.Training.Metrics;

/// <summary>
/// Quantiles of absolute errors. Exact up to <see cref="MostExact"/> values; beyond that values are counted in bins of equal ratio, and a
/// quantile is right to 0.1 %: memory stays bounded.
/// </summary>
public sealed class ErrorQuantile
{
    /// <summary>Values kept as they are.</summary>
    public const int MostExact = 1 << 20;

    private const double BinsPerFactorTwo = 1024;
    private readonly Dictionary<int, long> bins = [];
    private List<double>? exact = [];
    private bool isSorted;
    private long count;

    /// <summary>Adds an absolute error.</summary>
    public void Add(double value)
    {
        count++;
        isSorted = false;
        if (exact is null)
        {
            Bin(value);
            return;
        }

        exact.Add(value);
        if (exact.Count > MostExact)
        {
            exact.ForEach(Bin);
            exact = null;
        }
    }

    /// <summary>The value below which a fraction of the errors lies; NaN without errors.</summary>
    public double At(double fraction)
    {
        if (count == 0)
            return double.NaN;
        double place = fraction * (count - 1);
        if (exact is not null)
        {
            if (!isSorted)
                exact.Sort();
            isSorted = true;
            int lower = (int)place, upper = Math.Min(lower + 1, exact.Count - 1);
            return exact[lower] + (place - lower) * (exact[upper] - exact[lower]);
        }

        long seen = 0;
        foreach ((int bin, long inBin) in bins.OrderBy(b => b.Key))
        {
            seen += inBin;
            if (seen > place)
                return bin == int.MinValue ? 0 : Math.Pow(2, (bin + 0.5) / BinsPerFactorTwo);
        }

        return double.NaN;
    }

    private void Bin(double value)
    {
        int bin = value > 0 ? (int)Math.Floor(Math.Log2(value) * BinsPerFactorTwo) : int.MinValue;
        bins[bin] = bins.GetValueOrDefault(bin) + 1;
    }
}
