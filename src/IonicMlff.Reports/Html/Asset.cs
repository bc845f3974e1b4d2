using System.Reflection;

namespace IonicMlff.Reports.Html;

/// <summary>Files that are part of the assembly.</summary>
internal static class Asset
{
    /// <summary>
    /// Apache ECharts, or null when npm was not there at build time. Chosen because one library (1.1 MB, Apache-2.0, a project of the Apache
    /// foundation) has all that the reports need: canvas scatter plots of 10⁵ points with hover, logarithmic axes, error bars and heatmaps by custom
    /// series, graphs, and an SVG renderer that tests can read. uPlot is twenty times smaller but has lines only; error bars, heatmaps, graphs
    /// and hovering over scatter points would be ours to write. Plotly (1.2 MB for its basic bundle) draws points as SVG elements, too slow at
    /// 10⁵; its fast bundle is larger still.
    /// </summary>
    public static string? Charts { get; } = Read("echarts.min.js")?.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);

    /// <summary>The script of the page.</summary>
    public static string Script { get; } = Read("report.js")!;

    /// <summary>The style of the page.</summary>
    public static string Style { get; } = Read("report.css")!;

    private static string? Read(string name)
    {
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("IonicMlff.Reports." + name);
        return stream is null ? null : new StreamReader(stream).ReadToEnd();
    }
}
