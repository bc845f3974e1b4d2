namespace IonicMlff.Examples;

/// <summary>The complementary error function, which .NET lacks.</summary>
public static class ErrorFunction
{
    private const int Terms = 60;

    /// <summary>
    /// erfc(x) for x ≥ 0 to about 1e-15: below 2 from the series of erf (Abramowitz and Stegun 7.1.6), above from the continued fraction
    /// (7.1.14).
    /// </summary>
    public static double Complement(double x)
    {
        double gauss = Math.Exp(-x * x) / Math.Sqrt(Math.PI);
        if (x >= 2)
        {
            double tail = x;
            for (int n = Terms; n > 0; n--)
                tail = x + 0.5 * n / tail;
            return gauss / tail;
        }

        double term = x, sum = x;
        for (int n = 1; n <= Terms; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 1 - 2 * gauss * sum;
    }
}
