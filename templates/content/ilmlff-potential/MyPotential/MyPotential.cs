using System.Numerics;
using IonicMlff.Core.Authoring;

/// <summary>
/// A Morse potential, E = D ((1 − exp(−a (r − r0)))² − 1), brought to zero at the cutoff R by the factor (1 − (r/R)²)³. Replace the
/// physics by yours: Term.Evaluate gets squared distances (Å²) and returns energies (eV) and −(dE/dr)/r (eV/Å²). For more than pairs,
/// derive from NeighborhoodPotential instead.
/// Words, with their defaults: depth 0.34 (eV), width 1.36 (1/Å), distance 2.87 (Å), cutoff 8 (Å).
/// </summary>
public sealed class MyPotential(PotentialArguments words)
    : PairPotential<MyPotential.Term>(["Cu"], words.Positive("cutoff", 8))
{
    private readonly Term term = new(
        words.Positive("depth", 0.34), words.Positive("width", 1.36), words.Positive("distance", 2.87), words.Positive("cutoff", 8));

    protected override Term Between(string i, string j) => term;

    public readonly struct Term(double depth, double width, double distance, double cutoff) : IPairTerm
    {
        private readonly double inverse = 1 / (cutoff * cutoff);

        public Vector<double> Evaluate(Vector<double> r2, out Vector<double> forceOverR)
        {
            Vector<double> r = Vector.SquareRoot(r2);
            Vector<double> x = Vector.Exp(width * (new Vector<double>(distance) - r));
            Vector<double> morse = depth * x * (x - new Vector<double>(2));                     // D ((1 − x)² − 1)
            Vector<double> slope = 2 * depth * width * x * (Vector<double>.One - x);            // dE/dr
            Vector<double> u = Vector<double>.One - inverse * r2, taper = u * u * u;
            Vector<double> taperSlope = -6 * inverse * u * u;                                   // (dt/dr)/r
            forceOverR = -(slope * taper / r + morse * taperSlope);
            return morse * taper;
        }
    }
}
