using System.Numerics;
using IonicMlff.Core.Authoring;

namespace IonicMlff.Examples;

/// <summary>
/// E = 4ε((σ/r)¹² − (σ/r)⁶) up to the cutoff, as LAMMPS's <c>lj/cut</c>. Words: <c>epsilon</c> (eV), <c>sigma</c> (Å),
/// <c>cutoff</c> (Å). Without them: argon.
/// </summary>
public sealed class LennardJones(PotentialArguments words)
    : PairPotential<LennardJones.Term>(["Ar"], words.Positive("cutoff", 2.5 * Sigma))
{
    private const double Epsilon = 0.0103, Sigma = 3.405;

    private readonly Term term = new(words.Positive("epsilon", Epsilon), words.Positive("sigma", Sigma));

    protected override Term Between(string i, string j) => term;

    public readonly struct Term(double epsilon, double sigma) : IPairTerm
    {
        private readonly double c12 = 4 * epsilon * Math.Pow(sigma, 12), c6 = 4 * epsilon * Math.Pow(sigma, 6);

        public Vector<double> Evaluate(Vector<double> r2, out Vector<double> forceOverR)
        {
            Vector<double> u = Vector<double>.One / r2, u3 = u * u * u; // u = 1/r²
            forceOverR = u * u3 * (12 * c12 * u3 - new Vector<double>(6 * c6));
            return u3 * (c12 * u3 - new Vector<double>(c6));
        }
    }
}
