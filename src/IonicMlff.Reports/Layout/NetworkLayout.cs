using IonicMlff.Reports.Figures;

namespace IonicMlff.Reports.Layout;

/// <summary>A curved arrow: from, control point, to, the place of its text and its thickness.</summary>
internal readonly record struct NetworkArrow(
    double FromX, double FromY, double ControlX, double ControlY, double ToX, double ToY, double TextX, double TextY, double Thickness);

/// <summary>
/// Where the states and arrows of a network lie. Few states stand on an ellipse, many in even rows at the left and right of one, so that names never
/// meet. Of many transitions those with the largest flow (population of the state they leave times their weight) are drawn.
/// </summary>
internal sealed class NetworkLayout
{
    public const double NameSize = 13, DetailSize = 11;
    private const int Few = 6, EdgesPerState = 2;
    private const double Top = 40, SmallestDisc = 8;
    private static readonly double[] TextPlaces = [0.36, 0.5, 0.28, 0.62, 0.43, 0.56, 0.2, 0.7];

    private readonly Network network;
    private readonly double centreX, centreY, largestEdge;
    private readonly List<(double X, double Y, double W, double H)> taken = [];

    private NetworkLayout(Network network, double width, double height)
    {
        this.network = network;
        int count = network.Nodes.Count;
        double largest = count > Few ? 22 : 34;
        double labels = network.Nodes.Select(n => Math.Max(TextSize.Width(n.Name, NameSize), TextSize.Width(n.Detail, DetailSize))).DefaultIfEmpty(0).Max();
        double room = Math.Max(60, width / 2 - largest - labels - 24), tall = Math.Max(60, (height - 2 * Top) / 2 - largest - (count > Few ? 0 : 34));
        (centreX, centreY) = (width / 2, Top + (height - 2 * Top) / 2);
        Places = [.. Enumerable.Range(0, count).Select(i => Place(i, count, room, tall))];
        double most = network.Nodes.Select(n => n.Weight).DefaultIfEmpty(1).Max();
        Radii = [.. network.Nodes.Select(n => Math.Max(SmallestDisc, largest * Math.Sqrt(Math.Max(0, n.Weight) / Math.Max(most, 1e-300))))];
        NetworkEdge[] all = [.. network.Edges.Where(e => e.From != e.To)];
        Edges = count > Few ? [.. all.OrderByDescending(Flow).Take(EdgesPerState * count)] : all;
        LeftOut = all.Length - Edges.Count;
        largestEdge = Edges.Select(e => e.Weight).DefaultIfEmpty(1).Max();
        for (int i = 0; i < count; i++)
        {
            (double x, double y, string anchor) = Label(i);
            double w = Math.Max(TextSize.Width(network.Nodes[i].Name, NameSize), TextSize.Width(network.Nodes[i].Detail, DetailSize));
            taken.Add((anchor == "start" ? x : anchor == "end" ? x - w : x - w / 2, y - 13, w, network.Nodes[i].Detail.Length > 0 ? 32 : 17));
            taken.Add((Places[i].X - Radii[i], Places[i].Y - Radii[i], 2 * Radii[i], 2 * Radii[i]));
        }

        Arrows = [.. Edges.Select(Arrow)];
    }

    public IReadOnlyList<(double X, double Y)> Places { get; }

    public IReadOnlyList<double> Radii { get; }

    /// <summary>Transitions that are drawn.</summary>
    public IReadOnlyList<NetworkEdge> Edges { get; }

    /// <summary>Their ways.</summary>
    public IReadOnlyList<NetworkArrow> Arrows { get; }

    /// <summary>Transitions that are not drawn.</summary>
    public int LeftOut { get; }

    public static NetworkLayout Of(Network network, double width, double height) => new(network, width, height);

    /// <summary>Where the name of a state stands: outside the circle.</summary>
    public (double X, double Y, string Anchor) Label(int node)
    {
        (double x, double y) = Places[node];
        double away = Radii[node] + 7;
        return Math.Abs(x - centreX) < 1 ? (x, y < centreY ? y - away - 15 : y + away + 12, "middle")
            : x > centreX ? (x + away, y + 2, "start") : (x - away, y + 2, "end");
    }

    // Clockwise from the top; many states in rows, the first half downwards at the right.
    private (double X, double Y) Place(int i, int count, double room, double tall)
    {
        if (count <= Few)
        {
            double angle = 2 * Math.PI * i / Math.Max(1, count);
            return (centreX + room * Math.Sin(angle), centreY - tall * Math.Cos(angle));
        }

        int right = (count + 1) / 2, rows = i < right ? right : count - right, row = i < right ? i : count - 1 - i;
        double at = (row + 0.5) / rows * 2 - 1; // -1 at the top, 1 at the bottom
        double x = room * Math.Sqrt(1 - 0.97 * at * at);
        return (i < right ? centreX + x : centreX - x, centreY + tall * at);
    }

    private double Flow(NetworkEdge edge) => edge.Weight * network.Nodes[edge.From].Weight;

    // Bent to its right, so that the arrows there and back lie apart.
    private NetworkArrow Arrow(NetworkEdge edge)
    {
        (double x1, double y1) = Places[edge.From];
        (double x2, double y2) = Places[edge.To];
        double dx = x2 - x1, dy = y2 - y1, length = Math.Max(1, Math.Sqrt(dx * dx + dy * dy));
        double bend = 0.14 * length, cx = 0.5 * (x1 + x2) - bend * dy / length, cy = 0.5 * (y1 + y2) + bend * dx / length;
        (double fx, double fy) = Towards(x1, y1, cx, cy, Radii[edge.From] + 2);
        (double tx, double ty) = Towards(x2, y2, cx, cy, Radii[edge.To] + 5);
        (double textX, double textY) = TextPlace(edge.Text, t => ((1 - t) * (1 - t) * fx + 2 * (1 - t) * t * cx + t * t * tx, (1 - t) * (1 - t) * fy + 2 * (1 - t) * t * cy + t * t * ty));
        return new NetworkArrow(fx, fy, cx, cy, tx, ty, textX, textY + 4, Math.Max(0.8, 6 * Math.Max(0, edge.Weight) / Math.Max(largestEdge, 1e-300)));
    }

    // The first place along the way where the text meets no other text and no disc.
    private (double X, double Y) TextPlace(string text, Func<double, (double X, double Y)> way)
    {
        if (text.Length == 0)
            return way(0.5);
        double w = TextSize.Width(text, DetailSize) + 6;
        (double X, double Y, double W, double H) Box((double X, double Y) p) => (p.X - w / 2, p.Y - 8, w, 16);
        bool IsFree((double X, double Y, double W, double H) b) => taken.All(o => b.X + b.W <= o.X || o.X + o.W <= b.X || b.Y + b.H <= o.Y || o.Y + o.H <= b.Y);
        double t = TextPlaces.FirstOrDefault(p => IsFree(Box(way(p))), TextPlaces[0]);
        taken.Add(Box(way(t)));
        return way(t);
    }

    private static (double X, double Y) Towards(double x, double y, double toX, double toY, double distance)
    {
        double length = Math.Max(1, Math.Sqrt((toX - x) * (toX - x) + (toY - y) * (toY - y)));
        return (x + distance * (toX - x) / length, y + distance * (toY - y) / length);
    }
}
