using IonicMlff.Core.Geometry;
using IonicMlff.Core.Trajectories.Xtc;

namespace OpenMM;

/// <summary>Writes positions to a GROMACS trajectory (XTC), a third of the size of DCD.</summary>
/// <param name="path">The file; an existing one is replaced, or with <paramref name="append"/> continued without a gap or a double frame.</param>
/// <param name="interval">Steps between two frames.</param>
/// <param name="append">Continue the file: frames of steps that are made again (after a checkpoint was loaded) are cut off first.</param>
public sealed class XtcReporter(string path, int interval, bool append = false) : IReporter, IDisposable
{
    private readonly TrajectoryFrame _frame = new();
    private XtcWriter? _writer;

    public int Interval => interval;

    public StateTypes Needs => StateTypes.Positions;

    /// <summary>Molecules moved into the box? By default they go where they diffuse.</summary>
    public bool EnforcePeriodicBox { get; init; }

    /// <summary>A unit cell with every frame? By default as for a periodic system.</summary>
    public bool Periodic { get; init; } = true;

    /// <summary>Stored integers per nm. By default positions are kept to 0.001 nm.</summary>
    public float Precision { get; init; } = 1000;

    public int FrameCount => _writer?.FrameCount ?? 0;

    /// <exception cref="OpenMMException">The file can't be continued, or positions are too large for the precision.</exception>
    public void Report(Simulation simulation, State state) => TrajectoryFrame.Ask(() =>
    {
        int atoms = simulation.Context.ParticleCount;
        _writer ??= append && File.Exists(path)
            ? XtcWriter.Append(path, atoms, (_, frame) => frame.Step < state.StepCount, Precision)
            : XtcWriter.Create(path, atoms, Precision);
        _frame.Take(state);
        _writer.Write(state.StepCount, state.Time, Periodic ? _frame.Cell : Cell.None, _frame.Positions);
    });

    public void Dispose() => _writer?.Dispose();
}
