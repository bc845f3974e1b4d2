namespace IonicMlff.Analysis.Markov;

/// <summary>Which Markov models of Li are made.</summary>
public enum MarkovStates
{
    /// <summary>Number of TFSI with N within the cutoff of centres.</summary>
    A,

    /// <summary>Number of TFSI bound by O, how many of them by two, number of O.</summary>
    B,

    /// <summary>A and B.</summary>
    Both,
}

/// <summary>Settings of Markov models.</summary>
public sealed record MarkovOptions
{
    /// <summary>Lags, frames; empty: 1 to a tenth of the sequences.</summary>
    public IReadOnlyList<int> Lags { get; init; } = [];

    /// <summary>Resamples for errors; 0: none.</summary>
    public int Samples { get; init; } = 200;

    /// <summary>States of Li.</summary>
    public MarkovStates States { get; init; } = MarkovStates.Both;

    /// <summary>Li-O distance of direct coordination, Å.</summary>
    public double OxygenCutoff { get; init; } = 2.8;

    /// <summary>Distance of Li and N of TFSI, Å.</summary>
    public double CenterCutoff { get; init; } = 6;
}
