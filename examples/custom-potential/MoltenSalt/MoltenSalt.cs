using IonicMlff.Core.Authoring;

namespace IonicMlff.Examples;

/// <summary>
/// Born–Mayer–Huggins salt, E = A exp((σ − r)/ρ) − C/r⁶ − D/r⁸ + q_i q_j k V(r), with the parameters of Fumi and Tosi (J. Phys. Chem.
/// Solids 25, 31 and 45 (1964)) and the Coulomb interaction as a damped shifted force, which ends smoothly at the cutoff R (Fennell and
/// Gezelter, J. Chem. Phys. 124, 234104 (2006), equation 19). Words: <c>salt</c> (LiF or NaCl), <c>cutoff</c> (Å), <c>damping</c> (1/Å).
/// </summary>
public sealed class MoltenSalt : PairPotential<Scalar<MoltenSalt.Term>>
{
    private const double Coulomb = 14.3996454784255; // k = e²/(4πε₀), eV Å
    private const double Strength = 0.338e-19 / 1.602176634e-19; // b, eV
    private const double Joule6 = 1e-79 * 1e60 / 1.602176634e-19, Joule8 = 1e-99 * 1e80 / 1.602176634e-19; // J m⁶ → eV Å⁶, J m⁸ → eV Å⁸

    private readonly Salt salt;
    private readonly double cutoff, damping;

    public MoltenSalt(PotentialArguments words) : this(SaltOf(words.Text("salt", "NaCl")), words.Positive("cutoff", 10), words.Positive("damping", 0.2))
    {
    }

    private MoltenSalt(Salt salt, double cutoff, double damping) : base([salt.Cation, salt.Anion], cutoff) =>
        (this.salt, this.cutoff, this.damping) = (salt, cutoff, damping);

    private sealed record Salt(string Cation, string Anion, double Rho, double Plus, double Minus, double[] A, double[] C, double[] D);

    // A, C and D of ++, +− and −−; radii σ₊ and σ₋ and the hardness ρ in Å
    private static Salt SaltOf(string name) => name switch
    {
        "LiF" => new("Li", "F", 0.299, 0.816, 1.179, [2.0, 1.375, 0.75], [0.073, 0.8, 14.5], [0.03, 0.6, 17]),
        "NaCl" => new("Na", "Cl", 0.317, 1.170, 1.585, [1.25, 1.0, 0.75], [1.68, 11.2, 116], [0.8, 13.9, 233]),
        _ => throw new ArgumentException($"salt {name}: LiF or NaCl is expected"),
    };

    protected override Scalar<Term> Between(string i, string j)
    {
        bool plusI = i == salt.Cation, plusJ = j == salt.Cation;
        int pair = plusI != plusJ ? 1 : plusI ? 0 : 2;
        double sigma = (plusI ? salt.Plus : salt.Minus) + (plusJ ? salt.Plus : salt.Minus);
        return new(new Term(
            salt.A[pair] * Strength, sigma, salt.Rho, salt.C[pair] * Joule6, salt.D[pair] * Joule8, plusI == plusJ ? Coulomb : -Coulomb, cutoff, damping));
    }

    public readonly struct Term(double a, double sigma, double rho, double c, double d, double qq, double cutoff, double damping) : IScalarPairTerm
    {
        private readonly double endValue = Screened(cutoff, damping).Value, endSlope = Screened(cutoff, damping).Slope;

        public double Evaluate(double r, out double derivative)
        {
            double repulsion = a * Math.Exp((sigma - r) / rho), r6 = Math.Pow(r, -6), r8 = r6 / (r * r);
            (double value, double slope) = Screened(r, damping);
            derivative = -repulsion / rho + (6 * c * r6 + 8 * d * r8) / r + qq * (slope - endSlope);
            return repulsion - c * r6 - d * r8 + qq * (value - endValue - endSlope * (r - cutoff));
        }

        // erfc(αr)/r and its derivative
        private static (double Value, double Slope) Screened(double r, double alpha)
        {
            double erfc = ErrorFunction.Complement(alpha * r) / r;
            return (erfc, -erfc / r - 2 * alpha / Math.Sqrt(Math.PI) * Math.Exp(-alpha * alpha * r * r) / r);
        }
    }
}
