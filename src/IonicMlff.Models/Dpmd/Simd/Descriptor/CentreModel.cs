using System.Runtime.CompilerServices;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Simd.Embedding;
using IonicMlff.Models.Dpmd.Simd.Environment;
using IonicMlff.Models.Dpmd.Simd.Fitting;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Dpmd.Simd.Descriptor;

/// <summary>What the neighbours of one type do to the rows of a centre.</summary>
internal enum SectionRule
{
    /// <summary>Nothing: no net, no slots, or the whole section is excluded.</summary>
    None,

    /// <summary>Neighbours and the empty slots behind them contribute.</summary>
    All,

    /// <summary>Neighbours take up slots but contribute nothing.</summary>
    EmptyOnly,

    /// <summary>All slots count as empty.</summary>
    AllEmpty,
}

/// <summary>
/// Everything that depends on the type of the centre. The moments M[t,q,c] of all sections together are projected on the channels,
/// GR[a,c] = 1/n Σ_t Σ_q U_t[a,q] M[t,q,c]; and since the columns of all U_t span fewer than M1 directions V, the descriptor is formed with
/// the coordinates of GR along them, and V is multiplied into the first layer of the fitting net:
/// Σ_ab W[ab] Σ_c GR[a,c] GR[b,c] = Σ_pb (Σ_a V[a,p] W[ab]) Σ_c GR'[p,c] GR[b,c].
/// </summary>
internal sealed unsafe class CentreModel<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly NativeBuffer<T> ofEmpty; // [t, q]: R̃[0] φ_q(R̃[0]) of an empty slot

    public CentreModel(DpmdModel model, int type, CentreType centre, EmbeddingTables<L, V, T> tables, double tolerance)
    {
        int types = model.TypeCount;
        Centre = centre;
        Sections = new SectionRule[types];
        Offset = new int[types + 1];
        Tables = new PackedTable<L, V, T>?[types];
        Closest2 = new double[types];
        var columns = new List<double[]>();
        for (int t = 0; t < types; t++)
        {
            Sections[t] = RuleOf(model, type, t, tables.Table(type, t) is not null);
            Tables[t] = Sections[t] == SectionRule.None ? null : tables.Packed(type, t);
            Closest2[t] = tables.Closest2(type, t);
            if (Tables[t] is not null)
                columns.AddRange(Columns(tables.Table(type, t)!, Tables[t]!.Width));
            Offset[t + 1] = columns.Count;
        }

        ofEmpty = PackEmpty(tables, type);
        int width = model.Embedding.First(n => n is not null)!.Width;
        ReducedBasis basis = model.Fitting[type].Layers[0].Shortcut == Shortcut.None
            ? Reduce(columns, tables, type, width, tolerance)
            : ReducedBasis.Complete(width); // the descriptor itself is an output of the first layer
        (Channels, Axis) = (basis.Count, model.AxisNeurons);

        // rows p: Σ_a V[a,p] U_t[a,q]/n; rows b of the axis: U_t[b,q]/n
        double scale = 1.0 / model.Environment.NormalisationCount;
        double[][] projected = [.. columns.Select(u => Project(basis, u, scale))];
        int rows = Channels + Axis;
        double Element(int row, int k) => row < Channels ? projected[k][row] : columns[k][row - Channels] * scale;
        Projection = new PackedMatrix<L, V, T>(rows, columns.Count, Element);
        ReverseProjection = new PackedMatrix<L, V, T>(columns.Count, rows, (k, row) => Element(row, k));
        Fitting = new SimdFittingNet<L, V, T>(Fold(model.Fitting[type].Layers, basis, Axis));
    }

    /// <summary>Normalisation of the rows.</summary>
    public CentreType Centre { get; }

    /// <summary>By type of the neighbour.</summary>
    public SectionRule[] Sections { get; }

    /// <summary>By type of the neighbour; null: the section is not there.</summary>
    public PackedTable<L, V, T>?[] Tables { get; }

    /// <summary>By type of the neighbour: squared distance below which a pair is outside its table.</summary>
    public double[] Closest2 { get; }

    /// <summary>First moment of each section, and the number of all.</summary>
    public int[] Offset { get; }

    /// <summary>Moments of all sections together.</summary>
    public int Moments => Offset[^1];

    /// <summary>Rows of GR', P.</summary>
    public int Channels { get; }

    /// <summary>M2.</summary>
    public int Axis { get; }

    /// <summary>Moments → GR' and the axis channels of GR.</summary>
    public PackedMatrix<L, V, T> Projection { get; }

    /// <summary>The reverse of the projection.</summary>
    public PackedMatrix<L, V, T> ReverseProjection { get; }

    /// <summary>D → energy.</summary>
    public SimdFittingNet<L, V, T> Fitting { get; }

    /// <summary>What one empty slot adds to the moments of a section.</summary>
    public T* OfEmpty(int type) => ofEmpty.Pointer + Offset[type];

    public void Dispose()
    {
        ofEmpty.Dispose();
        Projection.Dispose();
        ReverseProjection.Dispose();
        Fitting.Dispose();
    }

    private static SectionRule RuleOf(DpmdModel model, int centre, int neighbor, bool hasTable)
    {
        EnvironmentMatrix matrix = model.Environment;
        bool excluded = matrix.Excluded[centre, neighbor];
        if (!hasTable || (excluded && matrix.Exclusion == ExclusionRule.WholeSection))
            return SectionRule.None;
        if (matrix.PairExcluded?[centre, neighbor] == true)
            return SectionRule.AllEmpty;
        return excluded ? SectionRule.EmptyOnly : SectionRule.All;
    }

    // U_t[·,q] for all q, zero where the register is filled up
    private static IEnumerable<double[]> Columns(QuinticTable table, int width) => Enumerable.Range(0, width).Select(q =>
        Enumerable.Range(0, table.Channels).Select(a => q < table.Functions ? table.Weight(a, q) : 0).ToArray());

    private NativeBuffer<T> PackEmpty(EmbeddingTables<L, V, T> tables, int type)
    {
        NativeBuffer<T> buffer = NativeBuffer<T>.Zeros(Math.Max(1, Moments));
        double s = Centre.Empty;
        for (int t = 0; t < Tables.Length; t++)
        {
            if (Tables[t] is null || tables.Table(type, t) is not { } table)
                continue;

            double[] value = new double[table.Functions], slope = new double[table.Functions];
            table.Evaluate(s, value, slope);
            for (int q = 0; q < value.Length; q++)
                buffer.Pointer[Offset[t] + q] = L.FromDouble(s * value[q]);
        }

        return buffer;
    }

    // Each column counts as much as its function becomes large.
    private ReducedBasis Reduce(List<double[]> columns, EmbeddingTables<L, V, T> tables, int type, int width, double tolerance)
    {
        var weighted = new List<double[]>();
        for (int t = 0; t < Tables.Length; t++)
        {
            for (int q = 0; Tables[t] is not null && q < tables.Table(type, t)!.Functions; q++)
            {
                double largest = tables.Table(type, t)!.Largest(q);
                weighted.Add([.. columns[Offset[t] + q].Select(u => u * largest)]);
            }
        }

        return weighted.Count == 0
            ? ReducedBasis.Complete(width)
            : ReducedBasis.Find(weighted, tolerance * weighted.Max(v => v.Max(Math.Abs)), multiple: 1);
    }

    private static double[] Project(ReducedBasis basis, double[] column, double scale)
    {
        var coordinates = new double[basis.Count];
        basis.Project(column, coordinates);
        return [.. coordinates.Select(x => x * scale)];
    }

    // W'[(p,b),o] = Σ_a V[a,p] W[(a,b),o]; rows of frame and atom parameters stay as they are
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs once, before tiered compilation would get to it
    private static DpmdLayer[] Fold(DpmdLayer[] layers, ReducedBasis basis, int axis)
    {
        DpmdLayer first = layers[0];
        int width = basis.Dimension, parameters = first.In - width * axis, rows = basis.Count * axis;
        if (basis.Count == width)
            return layers; // the complete basis: V = 1

        var folded = new double[(rows + parameters) * first.Out];
        for (int p = 0; p < basis.Count; p++)
        {
            for (int a = 0; a < width; a++)
            {
                double v = basis[p, a];
                ReadOnlySpan<double> from = first.Weight.AsSpan(a * axis * first.Out, axis * first.Out);
                Span<double> to = folded.AsSpan(p * axis * first.Out, axis * first.Out);
                for (int k = 0; k < from.Length; k++)
                    to[k] += v * from[k];
            }
        }

        first.Weight.AsSpan(width * axis * first.Out).CopyTo(folded.AsSpan(rows * first.Out));
        return [first with { In = rows + parameters, Weight = folded }, .. layers[1..]];
    }
}
