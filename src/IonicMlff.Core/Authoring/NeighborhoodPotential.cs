using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Authoring;

/// <summary>
/// A potential of atomic neighbourhoods, E = Σ_i E_i({r_j − r_i}): a user computes the energy of one atom among its neighbours and
/// the gradient with respect to each; neighbour lists, ghosts, images, forces, virials, threads and ranks come with it.
/// </summary>
public abstract class NeighborhoodPotential : IPotential
{
    /// <summary>Declares elements and cutoff.</summary>
    /// <param name="elements">Element symbols, in the order of the species indices.</param>
    /// <param name="cutoff">Atoms at this distance or beyond are no neighbours, Å.</param>
    /// <param name="summary">One line for logs; null: the class name and the cutoff.</param>
    /// <exception cref="IlmlffException">A name is no element symbol, an element comes twice, or the cutoff is not positive.</exception>
    protected NeighborhoodPotential(IReadOnlyList<string> elements, double cutoff, string? summary = null) =>
        Info = Declaration.Of(GetType().Name, elements, cutoff, summary);

    /// <inheritdoc/>
    public PotentialInfo Info { get; }

    /// <summary>
    /// E_i of an atom among its neighbours, eV; also asked for an atom without any. Called by several threads at once: it may read the
    /// fields of the potential, not write them.
    /// </summary>
    /// <param name="atom">The atom and its neighbours.</param>
    /// <param name="gradient">∂E_i/∂d_j, eV/Å, of each neighbour; comes cleared.</param>
    protected internal abstract double SiteEnergy(in Neighborhood atom, in NeighborhoodGradient gradient);

    /// <inheritdoc/>
    public IEvaluator CreateEvaluator(EvaluatorOptions options)
    {
        Declaration.CheckOptions(Info, options);
        return new NeighborhoodEvaluator(this, options);
    }
}

/// <summary>An atom and its neighbours within the cutoff.</summary>
public readonly ref struct Neighborhood
{
    /// <summary>Species of the atom, an index into <see cref="PotentialInfo.AtomicNumbers"/>.</summary>
    public required int Species { get; init; }

    /// <summary>Species of each neighbour.</summary>
    public required ReadOnlySpan<int> NeighborSpecies { get; init; }

    /// <summary>d_x of each neighbour, d = r_j − r_i, Å.</summary>
    public required ReadOnlySpan<double> X { get; init; }

    /// <summary>d_y, Å.</summary>
    public required ReadOnlySpan<double> Y { get; init; }

    /// <summary>d_z, Å.</summary>
    public required ReadOnlySpan<double> Z { get; init; }

    /// <summary>|d|, Å.</summary>
    public required ReadOnlySpan<double> Distance { get; init; }

    /// <summary>Number of neighbours.</summary>
    public int Count => Distance.Length;
}

/// <summary>Where <see cref="NeighborhoodPotential.SiteEnergy"/> puts ∂E_i/∂d_j, eV/Å.</summary>
public readonly ref struct NeighborhoodGradient
{
    /// <summary>∂E_i/∂d_x of each neighbour.</summary>
    public required Span<double> X { get; init; }

    /// <summary>∂E_i/∂d_y.</summary>
    public required Span<double> Y { get; init; }

    /// <summary>∂E_i/∂d_z.</summary>
    public required Span<double> Z { get; init; }
}
