using System.Globalization;

namespace IonicMlff.Core.Trajectories.Text;

/// <summary>Words of a line as numbers. Decimals are read to the nearest double, as every correct reader does.</summary>
internal static class NumberBytes
{
    // Exact as doubles; with a mantissa below 2^53 one division or multiplication rounds once, so it is exact, too (Clinger 1990).
    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>The next word behind <paramref name="at"/>, which moves behind it; empty at the end of the line.</summary>
    public static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> line, ref int at)
    {
        while ((uint)at < (uint)line.Length && line[at] <= ' ')
            at++;
        int from = at;
        while ((uint)at < (uint)line.Length && line[at] > ' ')
            at++;
        return line[from..at];
    }

    /// <summary>A whole number.</summary>
    public static bool TryWhole(ReadOnlySpan<byte> word, out long value)
    {
        value = 0;
        int k = word.Length > 0 && word[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        if (word.Length == k || word.Length - k > 18)
            return false;
        for (int i = k; i < word.Length; i++)
        {
            uint digit = (uint)(word[i] - '0');
            if (digit > 9)
                return false;
            value = 10 * value + digit;
        }

        if (word[0] == '-')
            value = -value;
        return true;
    }

    /// <summary>A real number; also nan, inf and Fortran's D exponents.</summary>
    public static bool TryReal(ReadOnlySpan<byte> word, out double value)
    {
        int k = word.Length > 0 && word[0] is (byte)'-' or (byte)'+' ? 1 : 0, first = k;
        ulong mantissa = 0;
        for (; (uint)k < (uint)word.Length && (uint)(word[k] - '0') <= 9; k++)
            mantissa = 10 * mantissa + (uint)(word[k] - '0');
        int digits = k - first, decimals = 0;
        if ((uint)k < (uint)word.Length && word[k] == '.')
        {
            int point = k++;
            for (; (uint)k < (uint)word.Length && (uint)(word[k] - '0') <= 9; k++)
                mantissa = 10 * mantissa + (uint)(word[k] - '0');
            decimals = k - point - 1;
            digits += decimals;
        }

        int exponent = 0;
        if (k < word.Length && digits > 0 && (word[k] | 32) == 'e' && TryWhole(word[(k + 1)..], out long e) && Math.Abs(e) < 400)
        {
            exponent = (int)e;
            k = word.Length;
        }

        exponent -= decimals;
        if (k == word.Length && digits is > 0 and < 19 && mantissa < 1UL << 53 && Math.Abs(exponent) <= 22)
        {
            value = exponent < 0 ? mantissa / PowersOfTen[-exponent] : mantissa * PowersOfTen[exponent];
            if (word[0] == '-')
                value = -value;
            return true;
        }

        return TrySlowly(word, out value);
    }

    private static bool TrySlowly(ReadOnlySpan<byte> word, out double value)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(word, style, CultureInfo.InvariantCulture, out value))
            return true;
        if (word.Length is 0 or > 64)
            return false;
        Span<char> text = stackalloc char[word.Length];
        for (int i = 0; i < text.Length; i++)
            text[i] = (char)(word[i] | 32) == 'd' ? 'e' : (char)word[i];
        if (double.TryParse(text, style, CultureInfo.InvariantCulture, out value))
            return true;
        ReadOnlySpan<char> unsigned = text[0] is '-' or '+' ? text[1..] : text;
        value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        if (unsigned.StartsWith("nan", StringComparison.OrdinalIgnoreCase))
            value = double.NaN;
        return unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase) || unsigned.StartsWith("nan", StringComparison.OrdinalIgnoreCase);
    }
}
