namespace IonicMlff.Analysis.Diffusion;

/// <summary>What diffusion is asked for.</summary>
public sealed record MsdOptions
{
    /// <summary>Ways to unwrap; empty: all that the file allows, the first of which is the one people are shown.</summary>
    public IReadOnlyList<UnwrapScheme> Schemes { get; init; } = [];

    /// <summary>Lags to fit, ps; null: found.</summary>
    public (double From, double To)? Fit { get; init; }

    /// <summary>Shear viscosity, mPa·s, for the correction of finite size.</summary>
    public double? Viscosity { get; init; }

    /// <summary>Of charges: people are shown conductivity, Haven ratio and transference instead of diffusion; the numbers are the same.</summary>
    public bool OfCharges { get; init; }

    /// <summary>Memory for paths of one scheme, bytes; beyond it they go to a temporary file.</summary>
    public long MemoryLimit { get; init; } = 256L << 20;
}
