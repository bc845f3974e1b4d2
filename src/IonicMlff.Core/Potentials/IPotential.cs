namespace IonicMlff.Core.Potentials;

/// <summary>
/// A potential-energy function E(positions, elements, cell): an MLFF read from a file, or one written by a user.
/// Immutable; evaluators made from it hold all mutable state.
/// </summary>
public interface IPotential
{
    /// <summary>Elements, cutoff, layers, heads.</summary>
    PotentialInfo Info { get; }

    /// <summary>Creates an evaluator. Unsupported options are refused with a <see cref="Errors.IlmlffException"/>.</summary>
    IEvaluator CreateEvaluator(EvaluatorOptions options);
}

/// <summary>
/// Evaluates a potential. Not thread-safe: one call at a time per instance (it may use several threads inside).
/// After warm-up a call allocates nothing as long as the numbers of atoms and neighbours do not grow.
/// </summary>
public interface IEvaluator : IDisposable
{
    /// <summary>The potential evaluated.</summary>
    PotentialInfo Info { get; }

    /// <summary>The back end that evaluates, e.g. <c>simd</c>; what <c>auto</c> came to.</summary>
    string Backend => Info.Backends[0];

    /// <summary>
    /// Computes total energy and virial and adds forces (and what else is asked for) into the caller's arrays.
    /// </summary>
    /// <param name="atoms">Atoms and cell; see <see cref="AtomsView"/> for the two modes.</param>
    /// <param name="results">Receives the results; see <see cref="ResultsView"/>.</param>
    /// <param name="halo">
    /// Ghost exchange of the host; required when <c>atoms.GhostCount &gt; 0</c> and the potential has more than one
    /// message-passing layer, otherwise ignored. With a halo every rank must make the same sequence of exchanges, so an
    /// evaluator calls it also when this rank has no atoms.
    /// </param>
    void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null);
}
