namespace IonicMlff.Core.Trajectories;

/// <summary>What the readers have in common: a fault ends them, and the first frame is read when the file is opened.</summary>
internal abstract class TrajectoryReader(string name, string format) : ITrajectory
{
    private readonly List<TrajectoryFault> _warnings = [];

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public string Format { get; } = format;

    /// <inheritdoc/>
    public TrajectoryAtoms Atoms { get; protected set; } = new(0);

    /// <inheritdoc/>
    public TrajectoryFault? Fault { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<TrajectoryFault> Warnings => _warnings;

    /// <inheritdoc/>
    public abstract double Progress { get; }

    /// <summary>Number of frames read whole so far; that of the frame at hand while it is read.</summary>
    protected int FramesRead { get; private set; }

    /// <inheritdoc/>
    public bool TryRead(TrajectoryFrame frame)
    {
        if (Fault is not null || !TryReadNext(frame))
            return false;
        frame.Index = FramesRead++;
        return true;
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Reads a frame; false at the end or after <see cref="Fail"/>.</summary>
    protected abstract bool TryReadNext(TrajectoryFrame frame);

    /// <summary>Ends the reading in the frame at hand.</summary>
    protected bool Fail(FaultKind kind, string text, long? line = null, long? offset = null, long? atomId = null, bool inFrame = true)
    {
        Fault ??= new TrajectoryFault(kind, Name, text) { Frame = inFrame ? FramesRead : null, Line = line, Offset = offset, AtomId = atomId };
        return false;
    }

    /// <summary>Ends the reading for a cause that outweighs the one found first.</summary>
    protected bool FailInstead(FaultKind kind, string text)
    {
        Fault = new TrajectoryFault(kind, Name, text) { Frame = Fault?.Frame };
        return false;
    }

    /// <summary>Notes something odd.</summary>
    protected void Warn(FaultKind kind, string text, int? frame = null) => _warnings.Add(new TrajectoryFault(kind, Name, text) { Frame = frame });
}
