namespace IonicMlff.Models.Mace.Definition;

/// <summary>Radial basis functions.</summary>
public enum BasisKind
{
    /// <summary>√(2/r_max)·sin(w_n x)/x.</summary>
    Bessel,

    /// <summary>exp(coeff·(x−g_n)²).</summary>
    Gaussian,

    /// <summary>Chebyshev polynomials T_n(x) of the raw distance.</summary>
    Chebyshev,
}

/// <summary>Distance transforms d → x.</summary>
public enum TransformKind
{
    /// <summary>x = d.</summary>
    None,

    /// <summary>x = 1/(1 + a·t^q/(1+t^(q−p))), t = d/(½(R_i+R_j)).</summary>
    Agnesi,

    /// <summary>tanh blend around the sum of covalent radii.</summary>
    Soft,
}

/// <summary>Edge features: basis(x(d)) · envelope(d), or basis alone when <see cref="ApplyCutoff"/> is false.</summary>
public sealed record RadialBasis
{
    /// <summary>Basis family.</summary>
    public required BasisKind Kind { get; init; }

    /// <summary>Bessel frequencies w_n, Gaussian centres g_n; for Chebyshev the orders n.</summary>
    public required double[] Weights { get; init; }

    /// <summary>Bessel prefactor √(2/r_max), Gaussian coefficient; unused for Chebyshev.</summary>
    public required double Factor { get; init; }

    /// <summary>Exponent p of the polynomial envelope.</summary>
    public required double EnvelopePower { get; init; }

    /// <summary>
    /// True: the envelope multiplies the basis. False: it multiplies the outputs of the radial and density networks.
    /// </summary>
    public required bool ApplyCutoff { get; init; }

    /// <summary>Distance transform.</summary>
    public required TransformKind Transform { get; init; }

    /// <summary>Agnesi: a, q, p. Soft: alpha. Else empty.</summary>
    public double[] TransformParameters { get; init; } = [];

    /// <summary>Covalent radii, Å, by atomic number (119 numbers), when a transform needs them.</summary>
    public double[] CovalentRadii { get; init; } = [];
}

/// <summary>ZBL repulsion per directed edge, summed on the receiver: ½·14.3996·Z_iZ_j/d·φ(d/a)·envelope(d; R_i+R_j, p).</summary>
public sealed record ZblRepulsion
{
    /// <summary>Coefficients of the four exponentials.</summary>
    public required double[] Coefficients { get; init; }

    /// <summary>Envelope exponent.</summary>
    public required double EnvelopePower { get; init; }

    /// <summary>Exponent of Z in the screening length.</summary>
    public required double AExponent { get; init; }

    /// <summary>Prefactor of the screening length.</summary>
    public required double APrefactor { get; init; }

    /// <summary>Covalent radii, Å, by atomic number.</summary>
    public required double[] CovalentRadii { get; init; }
}
