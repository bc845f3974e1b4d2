namespace OpenMM;

/// <summary>Something that looks at a <see cref="Simulation"/> every so many steps.</summary>
public interface IReporter
{
    /// <summary>Called whenever the step count is a multiple of this.</summary>
    int Interval { get; }

    /// <summary>What the state must hold.</summary>
    StateTypes Needs { get; }

    /// <summary>Molecules moved into the box?</summary>
    bool EnforcePeriodicBox => false;

    /// <summary>Looks at a state; it is disposed afterwards.</summary>
    void Report(Simulation simulation, State state);
}
