using static TorchSharp.torch;

namespace IonicMlff.Torch.Dpmd;

/// <summary>
/// GR_i[c,a] = (1/n) Σ_slots R̃[c] G(s)[a] and D_i[a·M2 + b] = Σ_c GR_i[c,a] GR_i[c,b]; atoms in the order of their types.
/// </summary>
internal sealed class DescriptorTensors : IDisposable
{
    private readonly NetTensors?[] nets;
    private readonly bool oneSide;
    private readonly int types, axis;
    private readonly double normalisation;
    private readonly Tensor emptyRows; // R̃ of an empty slot of section (c, t), [T, T, 4]
    private readonly bool hasEmptyRows;

    public DescriptorTensors(NetTensors?[] nets, SectionTable sections, bool oneSide, int axis, ScalarType dtype, Device device)
    {
        (this.nets, this.oneSide, this.axis) = (nets, oneSide, axis);
        types = sections.Matrix.Sel.Length;
        normalisation = 1.0 / sections.Matrix.NormalisationCount;
        double[] rows = sections.IsUniform ? [.. Enumerable.Range(0, types * types).SelectMany(sections.EmptyRow)] : new double[4 * types * types];
        hasEmptyRows = rows.AsSpan().IndexOfAnyExcept(0.0) >= 0;
        emptyRows = DpmdTensors.Constant(rows, [types, types, 4], dtype, device);
    }

    /// <summary>D, [N, M1·M2].</summary>
    /// <param name="rows">R̃ of edges and constant rows, [E + …, 4].</param>
    /// <param name="slots">Slots.</param>
    public Tensor Compute(Tensor rows, SlotBatch slots)
    {
        Tensor gr = Moments(rows, slots);                       // [N, 4, M1]
        if (hasEmptyRows)
            gr = gr + EmptySlots(slots);
        gr = gr * normalisation;
        return gr.transpose(1, 2).bmm(gr.narrow(2, 0, axis)).flatten(1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        emptyRows.Dispose();
        Expansion?.Dispose();
    }

    /// <summary>How nets are expanded in polynomials; null: they are evaluated for every neighbour.</summary>
    public EmbeddingExpansion? Expansion { get; init; }

    /// <summary>Width M1 of the nets.</summary>
    public required int Width { get; init; }

    // Σ over occupied slots, [N, 4, M1]
    private Tensor Moments(Tensor rows, SlotBatch slots)
    {
        long atoms = slots.Order.shape[0];
        var blocks = new List<Tensor>();
        int next = 0;
        foreach (IGrouping<int, SlotBatch.Section> block in slots.Sections.GroupBy(s => s.First))
        {
            Fill(blocks, block.Key - next, rows);
            Tensor sum = block.Select(section => Moments(rows, section)).Aggregate((a, b) => a + b);
            blocks.Add(sum);
            next = block.Key + block.First().Count;
        }

        Fill(blocks, (int)atoms - next, rows);
        return blocks.Count == 1 ? blocks[0] : cat(blocks, 0);
    }

    // Centres without any neighbour
    private void Fill(List<Tensor> blocks, int count, Tensor like)
    {
        if (count > 0)
            blocks.Add(zeros(count, 4, Width, dtype: like.dtype, device: like.device));
    }

    // Σ over the slots of a section, [n, 4, M1]. The first term's derivative with respect to R̃ at fixed G, and the second term's, which
    // is zero itself, with respect to s at fixed R̃, are together that of Σ R̃ G(s).
    private Tensor Moments(Tensor rows, SlotBatch.Section section)
    {
        Tensor r = rows.index_select(0, section.Rows).reshape(section.Count, section.Width, 4);
        Tensor s = r.select(2, 0), fixedRows = r.detach(), at = fixedRows.select(2, 0);
        NetTensors net = nets[section.Net]!;
        if (Expansion?.Find(net, at) is { } series)
            return series.Moments(r, s, at);
        if (!rows.requires_grad)
            return r.transpose(1, 2).bmm(net.Apply(at.reshape(-1, 1)).reshape(section.Count, section.Width, -1));

        (Tensor value, Tensor slope) = net.ApplyWithSlope(at);
        Tensor zero = fixedRows * (s - at).unsqueeze(2);
        return r.transpose(1, 2).bmm(value.reshape(section.Count, section.Width, -1))
            + zero.transpose(1, 2).bmm(slope.reshape(section.Count, section.Width, -1));
    }

    // Empty slots of centres of type c: Σ_t n_t · R̃(c,t) ⊗ G(s(c,t)), [N, 4, M1]
    private Tensor EmptySlots(SlotBatch slots)
    {
        var blocks = new List<Tensor>();
        Tensor?[] values = [.. Enumerable.Range(0, types).Select(t => oneSide ? nets[t]?.Apply(emptyRows.select(1, t).narrow(1, 0, 1)) : null)]; // [T(c), M1]
        int first = 0;
        for (int c = 0; c < types; c++)
        {
            int count = slots.Counts[c];
            if (count == 0)
                continue;

            var products = new List<Tensor>();
            for (int t = 0; t < types; t++)
            {
                Tensor row = emptyRows.select(0, c).narrow(0, t, 1);  // [1, 4]
                Tensor? g = oneSide ? values[t]?.narrow(0, c, 1) : nets[c + t * types]?.Apply(row.narrow(1, 0, 1));
                products.Add(g is null ? zeros(1, 4 * Width, dtype: row.dtype, device: row.device) : row.reshape(4, 1).mm(g).reshape(1, 4 * Width));
            }

            blocks.Add(slots.Empty.narrow(0, first, count).mm(cat(products, 0)).reshape(count, 4, Width));
            first += count;
        }

        return cat(blocks, 0);
    }
}
