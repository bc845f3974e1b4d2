using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Authoring;

/// <summary>
/// A pair potential E = ½ Σ_i Σ_j E_ij(r_ij): a user states which term acts between two elements; neighbour lists, ghosts, images,
/// forces, virials, threads and ranks come with it. The term may be cut sharply at the cutoff or brought to zero there by itself.
/// </summary>
/// <typeparam name="TTerm">Physics of a pair; a struct, compiled into the loop.</typeparam>
public abstract class PairPotential<TTerm> : IPotential
    where TTerm : struct, IPairTerm
{
    /// <summary>Declares elements and cutoff.</summary>
    /// <param name="elements">Element symbols; every pair of them has a term.</param>
    /// <param name="cutoff">Pairs at this distance or beyond do not count, Å.</param>
    /// <param name="summary">One line for logs; null: the class name and the cutoff.</param>
    /// <exception cref="IlmlffException">A name is no element symbol, an element comes twice, or the cutoff is not positive.</exception>
    protected PairPotential(IReadOnlyList<string> elements, double cutoff, string? summary = null) =>
        Info = Declaration.Of(GetType().Name, elements, cutoff, summary);

    /// <inheritdoc/>
    public PotentialInfo Info { get; }

    /// <summary>The term between two elements; asked for once per ordered pair, when an evaluator is made.</summary>
    /// <param name="i">Symbol of the one element.</param>
    /// <param name="j">Symbol of the other.</param>
    protected abstract TTerm Between(string i, string j);

    /// <inheritdoc/>
    public IEvaluator CreateEvaluator(EvaluatorOptions options)
    {
        Declaration.CheckOptions(Info, options);
        string[] symbols = [.. Info.AtomicNumbers.Select(PeriodicTable.Symbol)];
        TTerm[] terms = [.. from i in symbols from j in symbols select Between(i, j)];
        return new PairEvaluator<TTerm>(Info, terms, options);
    }
}
