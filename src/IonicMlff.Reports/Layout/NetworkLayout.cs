using IonicMlff.Reports.Figures;

namespace IonicMlff.Reports.Layout;

/// <summary>A curved arrow: from, control point, to, the place of its text and its thickness.</summary>
internal readonly record struct NetworkArrow(
    double FromX, double FromY, double ControlX, double ControlY, double ToX, double ToY, double TextX, double TextY, double Thickness);

/// <summary>Where the states and arrows of a network lie. Labels stand outside the circle, texts of arrows on their own side of each pair.</summary>
internal sealed class NetworkLayout
{
    private const double LargestDisc = 34, SmallestDisc = 9;
    private readonly double centreX, centreY, largestEdge;

    private NetworkLayout(Network network, double width, double height)
    {
        int count = network.Nodes.Count;
        double labels = network.Nodes.Select(n => Math.Max(TextSize.Width(n.Name, 13), TextSize.Width(n.Detail, 11))).DefaultIfEmpty(0).Max();
        double room = Math.Max(60, width / 2 - LargestDisc - labels - 24), tall = Math.Max(60, (height - 80) / 2 - LargestDisc - 34);
        (centreX, centreY) = (width / 2, 40 + (height - 80) / 2);
        Places = [.. Enumerable.Range(0, count).Select(i => (centreX + room * Math.Sin(Angle(i, count)), centreY - tall * Math.Cos(Angle(i, count))))];
        double most = network.Nodes.Select(n => n.Weight).DefaultIfEmpty(1).Max();
        Radii = [.. network.Nodes.Select(n => Math.Max(SmallestDisc, LargestDisc * Math.Sqrt(Math.Max(0, n.Weight) / Math.Max(most, 1e-300))))];
        largestEdge = network.Edges.Where(e => e.From != e.To).Select(e => e.Weight).DefaultIfEmpty(1).Max();
    }

    public IReadOnlyList<(double X, double Y)> Places { get; }

    public IReadOnlyList<double> Radii { get; }

    public static NetworkLayout Of(Network network, double width, double height) => new(network, width, height);

    /// <summary>Where the name of a state stands: outside the circle.</summary>
    public (double X, double Y, string Anchor) Label(int node)
    {
        (double x, double y) = Places[node];
        double away = Radii[node] + 7;
        return Math.Abs(x - centreX) < 1 ? (x, y < centreY ? y - away - 15 : y + away + 12, "middle")
            : x > centreX ? (x + away, y + 2, "start") : (x - away, y + 2, "end");
    }

    /// <summary>The way of an edge: bent to its right, so that the arrows there and back lie apart.</summary>
    public NetworkArrow Arrow(NetworkEdge edge)
    {
        (double x1, double y1) = Places[edge.From];
        (double x2, double y2) = Places[edge.To];
        double dx = x2 - x1, dy = y2 - y1, length = Math.Max(1, Math.Sqrt(dx * dx + dy * dy));
        double bend = 0.14 * length, cx = 0.5 * (x1 + x2) - bend * dy / length, cy = 0.5 * (y1 + y2) + bend * dx / length;
        (double fx, double fy) = Towards(x1, y1, cx, cy, Radii[edge.From] + 2);
        (double tx, double ty) = Towards(x2, y2, cx, cy, Radii[edge.To] + 5);
        // Text at a third of the way: at the middle those of crossing diagonals would meet.
        double t = 0.36, u = 1 - t;
        return new NetworkArrow(fx, fy, cx, cy, tx, ty,
            u * u * fx + 2 * u * t * cx + t * t * tx, u * u * fy + 2 * u * t * cy + t * t * ty + 4,
            Math.Max(0.8, 6 * Math.Max(0, edge.Weight) / Math.Max(largestEdge, 1e-300)));
    }

    private static double Angle(int index, int count) => 2 * Math.PI * index / Math.Max(1, count);

    private static (double X, double Y) Towards(double x, double y, double toX, double toY, double distance)
    {
        double length = Math.Max(1, Math.Sqrt((toX - x) * (toX - x) + (toY - y) * (toY - y)));
        return (x + distance * (toX - x) / length, y + distance * (toY - y) / length);
    }
}
