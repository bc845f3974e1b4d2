using static TorchSharp.torch;

namespace IonicMlff.Torch.Dpmd;

/// <summary>
/// Slots of a batch as index tensors. Atoms are ordered by type; a section is the rectangle of a range of centres and their neighbours
/// of one type, padded to the largest number of neighbours in it. The tensors belong to the current dispose scope.
/// </summary>
internal sealed class SlotBatch
{
    /// <summary>Atoms in the order of their types: index of the atom in the batch, [N].</summary>
    public required Tensor Order { get; init; }

    /// <summary>Place of each atom in that order, [N].</summary>
    public required Tensor Place { get; init; }

    /// <summary>Atoms of each type.</summary>
    public required int[] Counts { get; init; }

    /// <summary>Row of the normalisation of each edge, [E].</summary>
    public required Tensor Normalisation { get; init; }

    /// <summary>Sections with occupied slots.</summary>
    public required IReadOnlyList<Section> Sections { get; init; }

    /// <summary>Empty slots of each atom (in the order of types) by type, [N, T], in the type of the model.</summary>
    public required Tensor Empty { get; init; }

    /// <summary>Slots of the centres [First, First + Count) (in the order of types) for neighbours of one type.</summary>
    /// <param name="Net">Embedding net.</param>
    /// <param name="First">First centre.</param>
    /// <param name="Count">Centres n.</param>
    /// <param name="Width">Slots S of each centre, filled up with zeros.</param>
    /// <param name="Rows">Row of the environment matrix in each slot, [n·S]; the last row for padding.</param>
    internal sealed record Section(int Net, int First, int Count, int Width, Tensor Rows);

    /// <summary>Puts layouts of the graphs of a batch together.</summary>
    /// <param name="batch">Batch.</param>
    /// <param name="layouts">Layout of each graph.</param>
    /// <param name="sections">Normalisation.</param>
    /// <param name="oneSide">One net per neighbour type.</param>
    /// <param name="hasNet">Is there a net of this number?</param>
    /// <param name="dtype">Type of the model.</param>
    public static SlotBatch Of(FrameBatch batch, SlotLayout[] layouts, SectionTable sections, bool oneSide, Func<int, bool> hasNet, ScalarType dtype)
    {
        int types = sections.Matrix.Sel.Length;
        (AtomPlace[] atoms, int[] counts) = ByType(batch, types);
        Device device = batch.EdgeVectors.device;
        int constants = sections.IsUniform ? 0 : sections.RowCount;

        var made = new List<Section>();
        int first = 0;
        for (int c = 0; c < (oneSide ? 1 : types); c++)
        {
            int count = oneSide ? atoms.Length : counts[c];
            for (int t = 0; count > 0 && t < types; t++)
            {
                int net = oneSide ? t : c + t * types;
                if (hasNet(net) && Rectangle(atoms.AsSpan(first, count), layouts, types, t, batch.EdgeCount, constants, out int width) is { } rows)
                    made.Add(new Section(net, first, count, width, tensor(rows, dtype: ScalarType.Int64).to(device)));
            }

            first += count;
        }

        long[] order = [.. atoms.Select(a => (long)a.Atom)], place = new long[order.Length];
        for (int k = 0; k < order.Length; k++)
            place[order[k]] = k;
        double[] empty = [.. atoms.SelectMany(a => Enumerable.Range(a.Index * types, types).Select(k => (double)layouts[a.Graph].Empty[k]))];
        return new SlotBatch
        {
            Order = tensor(order, dtype: ScalarType.Int64).to(device),
            Place = tensor(place, dtype: ScalarType.Int64).to(device),
            Counts = counts,
            Normalisation = tensor([.. layouts.SelectMany(l => l.Normalisation).Select(n => (long)n)], dtype: ScalarType.Int64).to(device),
            Sections = made,
            Empty = tensor(empty, dtype: ScalarType.Float64).to(dtype).to(device).reshape(order.Length, types),
        };
    }

    // Rows of one section, [count, width]: edges are counted through the batch, constant rows follow them, the row of zeros is the last.
    private static long[]? Rectangle(ReadOnlySpan<AtomPlace> atoms, SlotLayout[] layouts, int types, int type, int edges, int constants, out int width)
    {
        width = 0;
        foreach (AtomPlace a in atoms)
        {
            int[] start = layouts[a.Graph].Start;
            int at = a.Index * types + type;
            width = Math.Max(width, start[at + 1] - start[at]);
        }

        if (width == 0)
            return null;

        var rows = new long[(long)atoms.Length * width];
        long padding = edges + constants;
        for (int k = 0; k < atoms.Length; k++)
        {
            AtomPlace a = atoms[k];
            SlotLayout layout = layouts[a.Graph];
            int at = a.Index * types + type, begin = layout.Start[at], count = layout.Start[at + 1] - begin;
            Span<long> row = rows.AsSpan(k * width, width);
            for (int s = 0; s < count; s++)
            {
                int entry = layout.Entries[begin + s];
                row[s] = entry >= 0 ? a.FirstEdge + entry : edges + ~entry;
            }

            row[count..].Fill(padding);
        }

        return rows;
    }

    private static (AtomPlace[] Atoms, int[] Counts) ByType(FrameBatch batch, int types)
    {
        var lists = new List<AtomPlace>[types];
        for (int t = 0; t < types; t++)
            lists[t] = [];
        int firstAtom = 0, firstEdge = 0;
        for (int g = 0; g < batch.Graphs.Count; g++)
        {
            FrameGraph graph = batch.Graphs[g];
            for (int i = 0; i < graph.AtomCount; i++)
                lists[graph.Species[i]].Add(new(g, i, firstAtom + i, firstEdge));
            firstAtom += graph.AtomCount;
            firstEdge += graph.EdgeCount;
        }

        return ([.. lists.SelectMany(l => l)], [.. lists.Select(l => l.Count)]);
    }

    /// <summary>An atom: its graph, its index there and in the batch, and the first edge of its graph.</summary>
    private readonly record struct AtomPlace(int Graph, int Index, int Atom, int FirstEdge);
}
