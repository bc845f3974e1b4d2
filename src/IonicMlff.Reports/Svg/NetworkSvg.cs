using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;

namespace IonicMlff.Reports.Svg;

/// <summary>Draws a network: states on a circle, discs by population, arrows by weight.</summary>
internal static class NetworkSvg
{
    private const double NameSize = 13, DetailSize = 11;

    public static string Write(Network network, Theme theme, double width, double height)
    {
        var svg = new SvgCanvas(width, height, network.Title, theme.Background);
        svg.Text(12, 26, TextSize.Fit(network.Title, PlotFrame.TitleSize, width - 24), PlotFrame.TitleSize, theme.Foreground, bold: true);
        svg.Text(12, height - 12, TextSize.Fit($"Area of a disc: population. Width of an arrow: {network.WeightLabel}.", DetailSize, width - 24), DetailSize, theme.Muted);
        svg.Raw($"<defs><marker id=\"tip-{network.FileName}\" viewBox=\"0 0 10 10\" refX=\"8\" refY=\"5\" markerWidth=\"11\" markerHeight=\"11\" " +
            $"markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" fill=\"{theme.Muted}\"/></marker></defs>");
        NetworkLayout layout = NetworkLayout.Of(network, width, height);
        foreach (NetworkEdge edge in network.Edges.Where(e => e.From != e.To))
        {
            DrawEdge(svg, network, layout, edge, theme);
        }

        for (int i = 0; i < network.Nodes.Count; i++)
        {
            NetworkNode node = network.Nodes[i];
            (double x, double y) = layout.Places[i];
            string colour = theme.Palette[i % theme.Palette.Count];
            svg.Raw(SvgCanvas.Invariant($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{layout.Radii[i]:0.##}\" fill=\"{colour}\" fill-opacity=\"0.9\"/>"));
            (double tx, double ty, string anchor) = layout.Label(i);
            svg.Text(tx, ty, node.Name, NameSize, theme.Foreground, anchor, bold: true);
            if (node.Detail.Length > 0)
            {
                svg.Text(tx, ty + 15, node.Detail, DetailSize, theme.Muted, anchor);
            }
        }

        return svg.ToString();
    }

    private static void DrawEdge(SvgCanvas svg, Network network, NetworkLayout layout, NetworkEdge edge, Theme theme)
    {
        NetworkArrow arrow = layout.Arrow(edge);
        svg.Raw(SvgCanvas.Invariant(
            $"<path d=\"M{arrow.FromX:0.##} {arrow.FromY:0.##}Q{arrow.ControlX:0.##} {arrow.ControlY:0.##} {arrow.ToX:0.##} {arrow.ToY:0.##}\" fill=\"none\" ") +
            SvgCanvas.Invariant($"stroke=\"{theme.Muted}\" stroke-width=\"{arrow.Thickness:0.##}\" marker-end=\"url(#tip-{network.FileName})\"/>"));
        if (edge.Text.Length > 0)
        {
            double width = TextSize.Width(edge.Text, DetailSize) + 4;
            svg.Box(arrow.TextX - width / 2, arrow.TextY - 11, width, 14, theme.Background, 0.85);
            svg.Text(arrow.TextX, arrow.TextY, edge.Text, DetailSize, theme.Foreground, "middle");
        }
    }
}
