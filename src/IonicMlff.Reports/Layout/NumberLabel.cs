using System.Globalization;

namespace IonicMlff.Reports.Layout;

/// <summary>Numbers as they stand in figures and tables: a true minus sign, powers of ten as 2×10⁻⁵.</summary>
internal static class NumberLabel
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>A number by a .NET format; what is not finite is a dash.</summary>
    public static string Format(double value, string format)
    {
        if (!double.IsFinite(value))
        {
            return "–";
        }

        string text = value.ToString(format, CultureInfo.InvariantCulture);
        int e = text.IndexOf('E', StringComparison.Ordinal);
        return e < 0 ? Minus(text) : Minus(text[..e]) + "×" + Power(int.Parse(text[(e + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>10 to an integer power.</summary>
    public static string Power(int exponent) => "10" + (exponent < 0 ? "⁻" : "") + string.Concat(
        Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).Select(c => Superscripts[c - '0']));

    /// <summary>A tick of an axis whose ticks are <paramref name="step"/> apart.</summary>
    public static string Tick(double value, double step)
    {
        double size = Math.Abs(value);
        if (size < 1e-9 * step)
        {
            return "0";
        }

        if (step < 1e-4 || size >= 1e6)
        {
            int exponent = (int)Math.Floor(Math.Log10(size) + 1e-12);
            int digits = Math.Clamp(exponent - (int)Math.Floor(Math.Log10(step) + 1e-12), 0, 6);
            string mantissa = Minus((value / Math.Pow(10, exponent)).ToString("F" + digits, CultureInfo.InvariantCulture));
            return mantissa is "1" ? Power(exponent) : mantissa is "−1" ? "−" + Power(exponent) : $"{mantissa}×{Power(exponent)}";
        }

        // A step of 2.5 times a power of ten has one digit more than its power says.
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        double scaled = step * Math.Pow(10, decimals);
        decimals += Math.Abs(scaled - Math.Round(scaled)) > 1e-6 ? 1 : 0;
        return Minus(value.ToString("F" + decimals, CultureInfo.InvariantCulture));
    }

    private static string Minus(string text) => text.Replace('-', '−');
}
