namespace IonicMlff.Analysis.Statistics;

/// <summary>Student's distribution, for intervals from few independent values.</summary>
public static class StudentT
{
    private const double Normal = 1.959963984540054;

    // Two-sided 95 % points for 1 to 10 degrees of freedom.
    private static readonly double[] Table = [12.7062047, 4.3026527, 3.1824463, 2.7764451, 2.5705818, 2.4469119, 2.3646243, 2.3060041, 2.2621572, 2.2281389];

    /// <summary>Half width of a 95 % interval in standard errors; Cornish-Fisher expansion beyond ten degrees (error below 1e-4).</summary>
    public static double Of95(int degrees)
    {
        if (degrees < 1)
            return double.NaN;
        if (degrees <= Table.Length)
            return Table[degrees - 1];
        double z = Normal, z3 = z * z * z, z5 = z3 * z * z, n = degrees;
        return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n);
    }
}
