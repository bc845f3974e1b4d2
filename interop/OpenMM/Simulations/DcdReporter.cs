using IonicMlff.Core.Trajectories.Dcd;

namespace OpenMM;

/// <summary>Writes positions to a DCD trajectory.</summary>
/// <param name="path">The file; an existing one is replaced, or with <paramref name="append"/> continued without a gap or a double frame.</param>
/// <param name="interval">Steps between two frames.</param>
/// <param name="append">Continue the file: frames of steps that are made again (after a checkpoint was loaded) are cut off first.</param>
public sealed class DcdReporter(string path, int interval, bool append = false) : IReporter, IDisposable
{
    private readonly TrajectoryFrame _frame = new();
    private DcdWriter? _writer;

    public int Interval => interval;

    public StateTypes Needs => StateTypes.Positions;

    /// <summary>Molecules moved into the box? By default they go where they diffuse.</summary>
    public bool EnforcePeriodicBox { get; init; }

    /// <summary>A unit cell with every frame? By default as for a periodic system.</summary>
    public bool Periodic { get; init; } = true;

    public int FrameCount => _writer?.FrameCount ?? 0;

    /// <exception cref="OpenMMException">The file can't be continued.</exception>
    public void Report(Simulation simulation, State state) => TrajectoryFrame.Ask(() =>
    {
        int atoms = simulation.Context.ParticleCount;
        _writer ??= append && File.Exists(path)
            ? new DcdWriter(path, atoms, state.StepCount)
            : new DcdWriter(path, atoms, simulation.Context.GetIntegratorValue("stepSize"), (int)Math.Min(int.MaxValue, state.StepCount - interval), interval, Periodic);
        _frame.Take(state);
        _writer.Write(_frame.Cell, _frame.Positions);
    });

    public void Dispose() => _writer?.Dispose();
}
