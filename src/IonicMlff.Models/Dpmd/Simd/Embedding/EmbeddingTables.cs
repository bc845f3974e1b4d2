using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Simd.Environment;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Dpmd.Simd.Embedding;

/// <summary>The tables fitted so far, for other evaluators of the same model, as long as the model is used.</summary>
internal sealed class FittedTables : ConcurrentDictionary<(TableTolerances Tolerances, int Multiple), QuinticTable?[]>
{
    private static readonly ConditionalWeakTable<DpmdModel, FittedTables> OfModels = [];

    /// <summary>Those of a model.</summary>
    public static FittedTables Of(DpmdModel model) => OfModels.GetOrCreateValue(model);
}

/// <summary>
/// The tables of all embedding nets of a model, on the range from empty slots to pairs as close as <see cref="Closest"/>; closer ones are
/// left to the exact nets.
/// </summary>
internal sealed class EmbeddingTables<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>Distance down to which the tables reach, Å; no two atoms of a molecule come closer.</summary>
    public const double Closest = 0.6;

    private readonly DpmdModel model;
    private readonly QuinticTable?[] tables;
    private readonly PackedTable<L, V, T>?[] packed;
    private readonly double[] closest2; // by centre and neighbour: squared distance at which the table of the pair ends

    /// <param name="model">Model.</param>
    /// <param name="centres">Normalisation by centre type.</param>
    /// <param name="tolerances">Largest errors.</param>
    public EmbeddingTables(DpmdModel model, CentreType[] centres, TableTolerances tolerances)
    {
        this.model = model;
        closest2 = new double[model.TypeCount * model.TypeCount];
        tables = FittedTables.Of(model).GetOrAdd((tolerances, L.Count), _ =>
        {
            var made = new QuinticTable?[model.Embedding.Length];
            Parallel.For(0, made.Length, net => made[net] = Fit(net, centres, tolerances));
            return made;
        });
        RefuseWhatIsTooCoarse(tolerances);
        packed = [.. tables.Select(t => t is null ? null : new PackedTable<L, V, T>(t))];
        for (int c = 0; c < model.TypeCount; c++)
        {
            for (int t = 0; t < model.TypeCount; t++)
                closest2[c * model.TypeCount + t] = Math.Pow(Reach(centres[c], tables[Net(c, t)]), 2);
        }
    }

    /// <summary>Table of a pair of types, or null when it has no net or no slots.</summary>
    public PackedTable<L, V, T>? Packed(int centre, int neighbor) => packed[Net(centre, neighbor)];

    /// <summary>The same before it was packed.</summary>
    public QuinticTable? Table(int centre, int neighbor) => tables[Net(centre, neighbor)];

    /// <summary>All tables there are.</summary>
    public IEnumerable<QuinticTable> All => tables.OfType<QuinticTable>();

    /// <summary>Bytes of all tables.</summary>
    public long Bytes => packed.Sum(t => t?.Bytes ?? 0);

    /// <summary>Squared distance below which a pair is outside its table.</summary>
    public double Closest2(int centre, int neighbor) => closest2[centre * model.TypeCount + neighbor];

    public void Dispose()
    {
        foreach (PackedTable<L, V, T>? table in packed)
            table?.Dispose();
    }

    // Functions with kinks, which only a compressed model can have here.
    private void RefuseWhatIsTooCoarse(TableTolerances tolerances)
    {
        const double Margin = 30; // of slopes over values, and some for points that the fit has not seen
        double allowed = Margin * Math.Max(tolerances.Basis, tolerances.Table);
        TableError error = All.Select(t => t.Error).DefaultIfEmpty().Aggregate(TableError.Max);
        if (error.Value > allowed || error.Slope > Margin * allowed)
        {
            throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture,
                $"Back end 'simd' can't evaluate this model: its embedding functions are not smooth, and tables of them err by {error.Value:0.0e+0} ")
                + "of the largest value. Use backend 'reference' (or 'auto', which picks it for precision 'double').");
        }
    }

    private int Net(int centre, int neighbor) => model.TypeOneSide ? neighbor : centre + neighbor * model.TypeCount;

    private QuinticTable? Fit(int net, CentreType[] centres, TableTolerances tolerances)
    {
        EmbeddingNet? embedding = model.Embedding[net];
        int neighbor = model.TypeOneSide ? net : net / model.TypeCount;
        if (embedding is null || model.Environment.Sel[neighbor] == 0)
            return null;

        CentreType[] mine = model.TypeOneSide ? centres : [centres[net % model.TypeCount]];
        double lower = mine.Min(c => c.Empty), upper = mine.Max(c => c.Row(model.Environment, Closest));
        if (embedding.Table is { } own)
            upper = Math.Min(upper, own.Max - own.Stride1);
        return QuinticTable.Fit(new EmbeddingFunction(embedding), lower, upper, tolerances, L.Count);
    }

    // The shortest distance whose row is inside the table.
    private double Reach(CentreType centre, QuinticTable? table)
    {
        if (table is null)
            return 0;

        double inside = model.Environment.Cutoff, outside = 0;
        for (int k = 0; k < 60; k++)
        {
            double r = 0.5 * (inside + outside);
            (inside, outside) = centre.Row(model.Environment, r) <= table.Upper ? (r, outside) : (inside, r);
        }

        return inside;
    }
}
