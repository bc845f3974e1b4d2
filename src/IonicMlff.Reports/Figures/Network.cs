namespace IonicMlff.Reports.Figures;

/// <summary>A state: its name and its weight (population, 0 to 1), which is the area of its disc.</summary>
/// <param name="Name">Short name, inside or beside the disc.</param>
/// <param name="Weight">Population.</param>
/// <param name="Detail">Further text, shown below the name.</param>
public sealed record NetworkNode(string Name, double Weight, string Detail = "");

/// <summary>A transition from one state to another.</summary>
/// <param name="From">Index of the state it leaves.</param>
/// <param name="To">Index of the state it enters.</param>
/// <param name="Weight">Its rate or probability, which is the width of the arrow.</param>
/// <param name="Text">Text on the arrow.</param>
public sealed record NetworkEdge(int From, int To, double Weight, string Text = "");

/// <summary>States and the transitions between them, e.g. of a Markov model; drawn on a circle in the order given.</summary>
public sealed class Network : Figure
{
    /// <summary>A network.</summary>
    /// <param name="title">Title.</param>
    /// <param name="nodes">States.</param>
    /// <param name="edges">Transitions; those from a state to itself are not drawn.</param>
    /// <param name="weightLabel">What the weights of the edges are, with their unit.</param>
    /// <exception cref="ArgumentException">An edge names a state that does not exist.</exception>
    public Network(string title, IReadOnlyList<NetworkNode> nodes, IReadOnlyList<NetworkEdge> edges, string weightLabel) : base(title)
    {
        if (edges.FirstOrDefault(e => e.From < 0 || e.From >= nodes.Count || e.To < 0 || e.To >= nodes.Count) is NetworkEdge bad)
        {
            throw new ArgumentException($"The edge {bad.From} to {bad.To} is not between the {nodes.Count} nodes.", nameof(edges));
        }

        Nodes = nodes;
        Edges = edges;
        WeightLabel = weightLabel;
    }

    /// <summary>States.</summary>
    public IReadOnlyList<NetworkNode> Nodes { get; }

    /// <summary>Transitions.</summary>
    public IReadOnlyList<NetworkEdge> Edges { get; }

    /// <summary>What the weights of the edges are.</summary>
    public string WeightLabel { get; }
}
