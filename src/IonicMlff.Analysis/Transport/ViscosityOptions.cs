namespace IonicMlff.Analysis.Transport;

/// <summary>How the viscosity is taken from the pressure tensor.</summary>
public sealed record ViscosityOptions
{
    /// <summary>Longest lag, ps; null: a tenth of the shortest run.</summary>
    public double? LongestLag { get; init; }

    /// <summary>Segments each run is cut into; null: so that there are ten in all.</summary>
    public int? Segments { get; init; }

    /// <summary>Lags to fit, ps; null: by the cut-off of the time decomposition.</summary>
    public (double From, double To)? Fit { get; init; }
}
