namespace OpenMM;

/// <summary>Writes a checkpoint file every so many steps; at any time the file is a whole one.</summary>
public sealed class CheckpointReporter(string path, int interval) : IReporter
{
    public int Interval => interval;

    public StateTypes Needs => StateTypes.None;

    public void Report(Simulation simulation, State state) => simulation.SaveCheckpoint(path);
}
