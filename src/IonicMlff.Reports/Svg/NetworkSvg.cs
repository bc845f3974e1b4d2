using System.Globalization;
using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;

namespace IonicMlff.Reports.Svg;

/// <summary>Draws a network: discs by population, arrows by weight, texts above all of them. Discs and arrows tell their numbers under the mouse.</summary>
internal static class NetworkSvg
{
    private const double NameSize = NetworkLayout.NameSize, DetailSize = NetworkLayout.DetailSize;

    /// <summary>The picture; on a page its title stands above it already.</summary>
    public static string Write(Network network, Theme theme, double width, double height, bool isTitled = true)
    {
        var svg = new SvgCanvas(width, height, network.Title, theme.Background);
        if (isTitled)
            svg.Text(12, 26, TextSize.Fit(network.Title, PlotFrame.TitleSize, width - 24), PlotFrame.TitleSize, theme.Foreground, bold: true);
        NetworkLayout layout = NetworkLayout.Of(network, width, height);
        svg.Text(12, height - 12, TextSize.Fit($"Area of a disc: population. Width of an arrow: {network.WeightLabel}.", DetailSize, width - 24), DetailSize, theme.Muted);
        if (layout.LeftOut > 0)
        {
            string some = string.Create(CultureInfo.InvariantCulture, $"Drawn are {layout.Edges.Count} of {layout.Edges.Count + layout.LeftOut} transitions, those of the largest flow.");
            svg.Text(12, height - 28, TextSize.Fit(some, DetailSize, width - 24), DetailSize, theme.Muted);
        }

        svg.Raw($"<defs><marker id=\"tip-{network.FileName}\" viewBox=\"0 0 10 10\" refX=\"8\" refY=\"5\" markerWidth=\"11\" markerHeight=\"11\" " +
            $"markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" fill=\"{theme.Muted}\"/></marker></defs>");
        for (int k = 0; k < layout.Edges.Count; k++)
        {
            DrawArrow(svg, network, layout.Edges[k], layout.Arrows[k], theme);
        }

        for (int i = 0; i < network.Nodes.Count; i++)
        {
            (double x, double y) = layout.Places[i];
            string tip = Markup.Escape($"{network.Nodes[i].Name}: population {Number(network.Nodes[i].Weight)}");
            svg.Raw(SvgCanvas.Invariant($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{layout.Radii[i]:0.##}\" fill=\"{theme.Palette[i % theme.Palette.Count]}\" fill-opacity=\"0.9\"><title>{tip}</title></circle>"));
        }

        for (int k = 0; k < layout.Edges.Count; k++)
        {
            DrawText(svg, layout.Edges[k].Text, layout.Arrows[k], theme);
        }

        for (int i = 0; i < network.Nodes.Count; i++)
        {
            (double tx, double ty, string anchor) = layout.Label(i);
            svg.Text(tx, ty, network.Nodes[i].Name, NameSize, theme.Foreground, anchor, bold: true);
            if (network.Nodes[i].Detail.Length > 0)
            {
                svg.Text(tx, ty + 15, network.Nodes[i].Detail, DetailSize, theme.Muted, anchor);
            }
        }

        return svg.ToString();
    }

    private static void DrawArrow(SvgCanvas svg, Network network, NetworkEdge edge, NetworkArrow arrow, Theme theme)
    {
        string tip = Markup.Escape($"{network.Nodes[edge.From].Name} → {network.Nodes[edge.To].Name}: {network.WeightLabel} {Number(edge.Weight)}");
        svg.Raw(SvgCanvas.Invariant(
            $"<path d=\"M{arrow.FromX:0.##} {arrow.FromY:0.##}Q{arrow.ControlX:0.##} {arrow.ControlY:0.##} {arrow.ToX:0.##} {arrow.ToY:0.##}\" fill=\"none\" ") +
            SvgCanvas.Invariant($"stroke=\"{theme.Muted}\" stroke-width=\"{arrow.Thickness:0.##}\" marker-end=\"url(#tip-{network.FileName})\"><title>{tip}</title></path>"));
    }

    private static void DrawText(SvgCanvas svg, string text, NetworkArrow arrow, Theme theme)
    {
        if (text.Length == 0)
        {
            return;
        }

        double width = TextSize.Width(text, DetailSize) + 4;
        svg.Box(arrow.TextX - width / 2, arrow.TextY - 11, width, 14, theme.Background, 0.85);
        svg.Text(arrow.TextX, arrow.TextY, text, DetailSize, theme.Foreground, "middle");
    }

    private static string Number(double value) => NumberLabel.Format(value, "G3");
}
