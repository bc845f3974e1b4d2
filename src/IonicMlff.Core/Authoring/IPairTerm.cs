using System.Numerics;

namespace IonicMlff.Core.Authoring;

/// <summary>
/// The physics of one pair of elements, for several pairs at a time: arithmetic on <see cref="Vector{T}"/> reads like arithmetic on
/// numbers and runs in SIMD registers. A struct, so that it is compiled into the loop over the pairs.
/// </summary>
public interface IPairTerm
{
    /// <summary>Energy E(r) of pairs, eV, and −(dE/dr)/r, eV/Å² (multiplied by the distance vector it is the force).</summary>
    /// <param name="r2">Squared distances, Å²; all below the cutoff.</param>
    /// <param name="forceOverR">−(dE/dr)/r.</param>
    /// <returns>E.</returns>
    Vector<double> Evaluate(Vector<double> r2, out Vector<double> forceOverR);
}

/// <summary>The same one pair at a time, for functions that <see cref="Vector"/> does not have.</summary>
public interface IScalarPairTerm
{
    /// <summary>Energy E(r) of a pair, eV.</summary>
    /// <param name="r">Distance, Å; below the cutoff.</param>
    /// <param name="derivative">dE/dr, eV/Å.</param>
    /// <returns>E.</returns>
    double Evaluate(double r, out double derivative);
}

/// <summary>Evaluates an <see cref="IScalarPairTerm"/> lane by lane.</summary>
/// <typeparam name="TTerm">The term.</typeparam>
public readonly struct Scalar<TTerm>(TTerm term) : IPairTerm
    where TTerm : struct, IScalarPairTerm
{
    /// <inheritdoc/>
    public Vector<double> Evaluate(Vector<double> r2, out Vector<double> forceOverR)
    {
        Span<double> energies = stackalloc double[Vector<double>.Count], forces = stackalloc double[Vector<double>.Count];
        for (int k = 0; k < energies.Length; k++)
        {
            double r = Math.Sqrt(r2[k]);
            energies[k] = term.Evaluate(r, out double derivative);
            forces[k] = -derivative / r;
        }

        forceOverR = new Vector<double>(forces);
        return new Vector<double>(energies);
    }
}
