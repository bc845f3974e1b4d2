namespace IonicMlff.Analysis.Clusters;

/// <summary>Cutoffs of the surroundings of Li.</summary>
public sealed record LiClustersOptions
{
    /// <summary>Li-O distance of direct coordination, Å; null: the first minimum of the radial distribution function of this run.</summary>
    public double? OxygenCutoff { get; init; }

    /// <summary>Distance of Li and the centre of TFSI, Å.</summary>
    public double CenterCutoff { get; init; } = 6;
}
