using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Runs;

/// <summary>Where the bonds of molecules are from.</summary>
public enum BondChoice
{
    /// <summary>From the topology when it has bonds, else from distances.</summary>
    Auto,

    /// <summary>From the topology; refused when it has none.</summary>
    Topology,

    /// <summary>From the distances in the first frame.</summary>
    Distances,

    /// <summary>No bonds: each atom is a molecule.</summary>
    None,
}

/// <summary>What to read and what the user knows of it.</summary>
public sealed record AnalysisRequest(string Trajectory)
{
    /// <summary>Topology file: LAMMPS data, PDB, GRO, extended XYZ.</summary>
    public string? TopologyFile { get; init; }

    /// <summary>Frames to use.</summary>
    public FrameRange Frames { get; init; } = FrameRange.All;

    /// <summary>Symbols of LAMMPS types 1, 2, …; empty: as the files say.</summary>
    public IReadOnlyList<string> Elements { get; init; } = [];

    /// <summary>Where bonds are from.</summary>
    public BondChoice Bonds { get; init; }

    /// <summary>MD time step, fs, for files that have steps but no times.</summary>
    public double? TimeStep { get; init; }

    /// <summary>Distance of the frames of the file, ps; outweighs what the file says.</summary>
    public double? FrameInterval { get; init; }

    /// <summary>Temperature, K.</summary>
    public double? Temperature { get; init; }

    /// <summary>Threads.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>How far a run is.</summary>
/// <param name="Frames">Frames used.</param>
/// <param name="Share">Share of the file, 0 to 1.</param>
public readonly record struct RunProgress(int Frames, double Share);
