namespace IonicMlff.Analysis.Statistics;

/// <summary>
/// Standard error of the mean of a correlated series from blocks (Flyvbjerg and Petersen 1989): blocks of b values from the first on, the
/// incomplete last one dropped; standard deviation of their means with n − 1, over √n.
/// </summary>
/// <param name="BlockFrames">Values in a block.</param>
/// <param name="Blocks">Number of blocks.</param>
/// <param name="StandardError">Error of the mean from blocks of this size.</param>
public readonly record struct BlockError(int BlockFrames, int Blocks, double StandardError);

/// <summary>Mean of a correlated series with its error.</summary>
public static class BlockAverage
{
    private const int FewestBlocks = 10;
    private static readonly int[] Sizes = [1, 2, 4, 5, 8, 10, 16, 20, 25, 40, 50, 80, 100];

    /// <summary>Errors for block sizes 1 to 100, and beyond as long as there are ten blocks.</summary>
    public static IReadOnlyList<BlockError> Errors(ReadOnlySpan<double> series)
    {
        var errors = new List<BlockError>();
        foreach (int b in Sizes)
            Add(series, b, 2, errors);
        for (int b = 200; series.Length / b >= FewestBlocks; b *= 2)
            Add(series, b, FewestBlocks, errors);
        return errors;
    }

    /// <summary>
    /// The error to quote: the largest among block sizes with at least ten blocks, since correlations only make smaller blocks too
    /// optimistic; nan for fewer than ten values.
    /// </summary>
    public static double Error(IReadOnlyList<BlockError> errors) =>
        errors.Where(e => e.Blocks >= FewestBlocks).Select(e => e.StandardError).DefaultIfEmpty(double.NaN).Max();

    /// <summary>
    /// Does the error still grow with the size of blocks? Then the series is too short, and the error a lower bound: the estimate from the
    /// longest usable blocks exceeds that from blocks of half the size by more than its own uncertainty, 1/√(2(n−1)).
    /// </summary>
    public static bool StillGrows(IReadOnlyList<BlockError> errors)
    {
        BlockError[] usable = [.. errors.Where(e => e.Blocks >= FewestBlocks)];
        if (usable.Length < 2)
            return true;
        BlockError last = usable[^1], half = usable.LastOrDefault(e => 2 * e.BlockFrames <= last.BlockFrames, usable[0]);
        return last.StandardError > half.StandardError * (1 + 1 / Math.Sqrt(2.0 * (last.Blocks - 1)));
    }

    private static void Add(ReadOnlySpan<double> series, int b, int fewest, List<BlockError> errors)
    {
        int n = series.Length / b;
        if (n < fewest)
            return;
        var means = new double[n];
        for (int k = 0; k < n; k++)
            means[k] = Moments.Mean(series.Slice(k * b, b));
        errors.Add(new(b, n, Moments.StandardDeviation(means) / Math.Sqrt(n)));
    }
}
