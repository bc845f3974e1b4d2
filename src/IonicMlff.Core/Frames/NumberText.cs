using System.Globalization;

namespace IonicMlff.Core.Frames;

/// <summary>Numbers and logicals as extended XYZ and Python write them.</summary>
internal static class NumberText
{
    public static bool TryInteger(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>Decimal numbers, also with Fortran's D exponent; nan, inf, infinity in any case.</summary>
    public static bool TryReal(ReadOnlySpan<char> text, out double value)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(text, style, CultureInfo.InvariantCulture, out value))
            return true;
        ReadOnlySpan<char> unsigned = text.Length > 0 && text[0] is '-' or '+' ? text[1..] : text;
        if (unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        int exponent = text.IndexOfAny('D', 'd');
        if (exponent < 1 || text.Length > 64)
            return false;
        Span<char> withE = stackalloc char[64];
        text.CopyTo(withE);
        withE[exponent] = 'E';
        return double.TryParse(withE[..text.Length], style, CultureInfo.InvariantCulture, out value);
    }

    public static bool TryLogical(ReadOnlySpan<char> text, out bool value)
    {
        value = text is "T" or "True" or "true" or "TRUE";
        return value || text is "F" or "False" or "false" or "FALSE";
    }

    /// <summary>
    /// Appends the shortest decimal text that reads back as the same double; always with a point or an exponent, so that a real
    /// is not taken for an integer.
    /// </summary>
    public static void WriteReal(TextWriter to, double value)
    {
        if (!double.IsFinite(value))
        {
            to.Write(double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
            return;
        }

        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        to.Write(text[..length]);
        if (text[..length].IndexOfAny('.', 'E') < 0)
            to.Write(".0");
    }
}
