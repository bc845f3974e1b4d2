using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;

namespace IonicMlff.Reports.Svg;

/// <summary>Figures as SVG: for papers, and for reports without JavaScript.</summary>
public static class FigureSvg
{
    /// <summary>Width and height of a figure in pixels when none are asked for.</summary>
    public static (double Width, double Height) StandardSize(Figure figure) => figure switch
    {
        Plot { Square: true } => (520, 560),
        Network { Nodes.Count: > 10 } => (640, 680),
        Network => (640, 520),
        _ => (640, 440),
    };

    /// <summary>An SVG document.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="theme">Colours; null: <see cref="Theme.Light"/>.</param>
    /// <param name="size">Width and height in pixels; null: <see cref="StandardSize"/>.</param>
    public static string Write(Figure figure, Theme? theme = null, (double Width, double Height)? size = null)
    {
        (double width, double height) = size ?? StandardSize(figure);
        return figure switch
        {
            Plot plot => PlotSvg.Write(plot, theme ?? Theme.Light, width, height),
            Network network => NetworkSvg.Write(network, theme ?? Theme.Light, width, height),
            _ => throw new ArgumentException($"There is no drawing of a {figure.GetType().Name}.", nameof(figure)),
        };
    }
}
