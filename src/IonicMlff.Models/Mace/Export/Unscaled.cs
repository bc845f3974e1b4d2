namespace IonicMlff.Models.Mace.Export;

/// <summary>Stored numbers from effective ones: the inverse of the multiplication by a normalisation constant when a model is read.</summary>
internal static class Unscaled
{
    /// <summary>
    /// Numbers x with x·factor equal to the given ones, to the last bit where such numbers exist (always when they came from a file).
    /// For a float32 model x is a float32 number.
    /// </summary>
    public static double[] Numbers(double[] effective, double factor, bool float32)
    {
        var raw = new double[effective.Length];
        for (int i = 0; i < raw.Length; i++)
            raw[i] = Number(effective[i], factor, float32);
        return raw;
    }

    private static double Number(double effective, double factor, bool float32)
    {
        double x = effective / factor;
        if (float32 && (float)x * factor == effective)
            return (float)x;
        if (x * factor == effective || factor == 1)
            return x;

        // Rounding of the quotient: the number sought is at most a few units in the last place away.
        double up = x, down = x;
        for (int step = 0; step < 4; step++)
        {
            (up, down) = (Math.BitIncrement(up), Math.BitDecrement(down));
            if (up * factor == effective)
                return up;
            if (down * factor == effective)
                return down;
        }

        return x;
    }
}
