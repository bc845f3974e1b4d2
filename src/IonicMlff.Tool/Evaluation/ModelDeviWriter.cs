using System.Globalization;

namespace IonicMlff.Tool.Evaluation;

/// <summary>
/// Writes <c>model_devi.out</c> as <c>dp model-devi</c> does: for each system two lines that begin with #, then per frame the step
/// (<c>%12d</c>) and the deviations (<c>%19.6e</c>), those of the atoms behind them when asked for.
/// </summary>
internal sealed class ModelDeviWriter(TextWriter writer, int frequency, bool atomic)
{
    private static readonly string[] Names = ["max_devi_v", "min_devi_v", "avg_devi_v", "max_devi_f", "min_devi_f", "avg_devi_f", "devi_e"];
    private long frame;

    /// <summary>Begins a system.</summary>
    public void Begin(string system)
    {
        frame = 0;
        writer.Write("# " + system + "\n# " + "step".PadRight(10));
        foreach (string name in atomic ? [.. Names, "atm_devi_f(N)"] : Names)
        {
            writer.Write(name.PadRight(19));
        }

        writer.Write('\n');
    }

    /// <summary>Writes the next frame.</summary>
    public void Write(CommitteeDeviation deviation)
    {
        writer.Write((frame++ * frequency).ToString(CultureInfo.InvariantCulture).PadLeft(12));
        foreach ((_, double value) in deviation.Columns)
        {
            writer.Write(Scientific(value).PadLeft(19));
        }

        foreach (double value in atomic ? deviation.Forces : [])
        {
            writer.Write(Scientific(value).PadLeft(19));
        }

        writer.Write('\n');
    }

    /// <summary>A number as C's <c>%.6e</c>.</summary>
    public static string Scientific(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        // .NET writes three digits of the exponent at least, C two.
        string text = value.ToString("e6", CultureInfo.InvariantCulture);
        return text[^3] == '0' ? text[..^3] + text[^2..] : text;
    }
}
