namespace IonicMlff.Training.Metrics;

/// <summary>
/// Errors of one quantity, added up value by value: nothing but sums is kept, so any number of frames fits. Errors are reference minus
/// prediction in the unit of the values.
/// </summary>
public sealed class ErrorSum
{
    // Keeps the relative error of a model that predicts zeros finite, as upstream MACE does.
    private const double Tiny = 1e-9;

    private readonly ErrorQuantile absolute = new();
    private double sum, sumAbsolute, sumSquare, largest, referenceAbsolute, referenceSquare, referenceMean, referenceSpread;

    /// <summary>Number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Mean absolute error; NaN without values.</summary>
    public double Mae => sumAbsolute / Count;

    /// <summary>Root-mean-square error; NaN without values.</summary>
    public double Rmse => Math.Sqrt(sumSquare / Count);

    /// <summary>Largest absolute error.</summary>
    public double Max => Count == 0 ? double.NaN : largest;

    /// <summary>Mean error, reference minus prediction: a shift that all values share.</summary>
    public double Bias => sum / Count;

    /// <summary>RMSE left when the shift is taken out.</summary>
    public double RmseWithoutBias => Math.Sqrt(Math.Max(0, sumSquare / Count - Bias * Bias));

    /// <summary>Coefficient of determination, 1 − Σ(x−y)²/Σ(x−x̄)²; NaN when all references are equal.</summary>
    public double R2 => referenceSpread > 0 ? 1 - sumSquare / referenceSpread : double.NaN;

    /// <summary>RMSE over the root mean square of the references, in percent.</summary>
    public double RelativeRmse => 100 * Rmse / (Math.Sqrt(referenceSquare / Count) + Tiny);

    /// <summary>MAE over the mean absolute reference, in percent.</summary>
    public double RelativeMae => 100 * Mae / (referenceAbsolute / Count + Tiny);

    /// <summary>95 % of the absolute errors are at most this (linear between two values); see <see cref="ErrorQuantile"/>.</summary>
    public double Q95 => absolute.At(0.95);

    /// <summary>Adds one value.</summary>
    public void Add(double reference, double predicted)
    {
        double error = reference - predicted, size = Math.Abs(error);
        Count++;
        sum += error;
        sumAbsolute += size;
        sumSquare += error * error;
        largest = double.IsNaN(size) ? double.NaN : Math.Max(largest, size);
        referenceAbsolute += Math.Abs(reference);
        referenceSquare += reference * reference;
        double step = reference - referenceMean;
        referenceMean += step / Count;
        referenceSpread += step * (reference - referenceMean);
        absolute.Add(size);
    }

    /// <summary>Adds values one by one.</summary>
    /// <exception cref="ArgumentException">The numbers of values differ.</exception>
    public void Add(ReadOnlySpan<double> reference, ReadOnlySpan<double> predicted)
    {
        if (reference.Length != predicted.Length)
            throw new ArgumentException($"{reference.Length} references, but {predicted.Length} predictions.", nameof(predicted));
        for (int i = 0; i < reference.Length; i++)
            Add(reference[i], predicted[i]);
    }
}
