using System.Numerics;
using IonicMlff.Core.Authoring;

namespace IonicMlff.ToyPotentials;

/// <summary>
/// Argon that ends smoothly: the Lennard-Jones energy and its slope are shifted to zero at 2.5 σ, so that energies and forces belong together
/// for every sampling of the volume.
/// </summary>
public sealed class SmoothArgon() : PairPotential<SmoothArgon.Term>(["Ar"], Cutoff)
{
    private const double Epsilon = 0.0103, Sigma = 3.405, Cutoff = 2.5 * Sigma;

    /// <inheritdoc/>
    protected override Term Between(string i, string j) => new(Epsilon, Sigma, Cutoff);

    /// <summary>u(r) − u(R) − (r − R) u'(R).</summary>
    public readonly struct Term : IPairTerm
    {
        private readonly double _c12, _c6, _end, _slope;

        internal Term(double epsilon, double sigma, double cutoff)
        {
            (_c12, _c6) = (4 * epsilon * Math.Pow(sigma, 12), 4 * epsilon * Math.Pow(sigma, 6));
            double s6 = Math.Pow(cutoff, -6);
            _slope = -s6 * (12 * _c12 * s6 - 6 * _c6) / cutoff;
            _end = s6 * (_c12 * s6 - _c6) - _slope * cutoff;
        }

        /// <inheritdoc/>
        public Vector<double> Evaluate(Vector<double> r2, out Vector<double> forceOverR)
        {
            Vector<double> r = Vector.SquareRoot(r2), u = Vector<double>.One / r2, u3 = u * u * u;
            forceOverR = u * u3 * (12 * _c12 * u3 - new Vector<double>(6 * _c6)) + _slope * (u * r);
            return u3 * (_c12 * u3 - new Vector<double>(_c6)) - new Vector<double>(_end) - _slope * r;
        }
    }
}
