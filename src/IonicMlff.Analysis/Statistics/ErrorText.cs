using System.Globalization;

namespace IonicMlff.Analysis.Statistics;

/// <summary>Numbers with their standard errors, for people.</summary>
public static class ErrorText
{
    /// <summary><c>1.0491 ± 0.0022</c>: two digits of the error, and the value to the same place.</summary>
    public static string Of(double value, double error)
    {
        if (!double.IsFinite(error) || error <= 0)
            return value.ToString("G6", CultureInfo.InvariantCulture);
        int decimals = Math.Clamp(1 - (int)Math.Floor(Math.Log10(error)), 0, 12);
        string format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} ± {error.ToString(format, CultureInfo.InvariantCulture)}";
    }
}
