using IonicMlff.Reports.Figures;

namespace IonicMlff.Reports.Layout;

/// <summary>Colours of a figure.</summary>
/// <param name="Background">Behind all.</param>
/// <param name="Foreground">Text and axes.</param>
/// <param name="Muted">Ticks and notes.</param>
/// <param name="Grid">Grid lines.</param>
/// <param name="Palette">Colours of series, in order.</param>
public sealed record Theme(string Background, string Foreground, string Muted, string Grid, IReadOnlyList<string> Palette)
{
    /// <summary>
    /// Dark on white, for papers. The palette is that of Okabe and Ito (jfly.uni-koeln.de/color), told apart with any kind of colour
    /// blindness; its yellow, too pale for lines on white, is replaced by grey.
    /// </summary>
    public static Theme Light { get; } = new(
        "#ffffff", "#1b1f24", "#57606a", "#e3e6ea", ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6e7781"]);

    /// <summary>Light on dark: the same hues, lightened to keep a contrast of 4.5 or more.</summary>
    public static Theme Dark { get; } = new(
        "#15191f", "#e6eaef", "#a3adb8", "#2d343d", ["#4fa8de", "#f08a4b", "#3cc79b", "#e6a1c8", "#f2bc4c", "#9ad4f5", "#aab4bf"]);

    internal string Of(Series series, int index) => Palette[(series.Colour ?? index) % Palette.Count];
}
