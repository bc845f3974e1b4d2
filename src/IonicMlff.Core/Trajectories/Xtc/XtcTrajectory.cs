using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Trajectories.Xtc;

/// <summary>XTC as a trajectory: stored integers as exact decimals, the stored cell, the corner at the origin.</summary>
internal sealed class XtcTrajectory : TrajectoryReader
{
    private readonly XtcReader? _reader;
    private readonly long _size;

    /// <summary>Reads the first frame of a stream, which is disposed with the trajectory.</summary>
    public XtcTrajectory(Stream stream, string name) : base(name, "XTC")
    {
        _size = Math.Max(1, stream.Length);
        try
        {
            _reader = new XtcReader(new BufferedStream(stream, 1 << 16), name);
            Atoms = new TrajectoryAtoms(_reader.AtomCount);
        }
        catch (IlmlffException e)
        {
            Fail(FaultKind.BadFrameHeader, Cause(e));
        }
    }

    /// <inheritdoc/>
    public override double Progress => (double)(_reader?.EndOfFrame ?? 0) / _size;

    /// <inheritdoc/>
    public override void Dispose() => _reader?.Dispose();

    /// <inheritdoc/>
    protected override bool TryReadNext(TrajectoryFrame frame)
    {
        try
        {
            if (!_reader!.TryRead(frame.Positions, out XtcFrame read))
                return false;
            (frame.Step, frame.Time, frame.Cell) = (read.Step, read.Time, SinglePrecision.Of(read.Cell));
            return true;
        }
        catch (IlmlffException e)
        {
            FaultKind kind = _reader!.Truncated ? FaultKind.Truncated : _reader.AtomCountChanged ? FaultKind.AtomCountChanged : FaultKind.BadFrameHeader;
            return Fail(kind, Cause(e), offset: _reader.EndOfFrame);
        }
    }

    private string Cause(IlmlffException e) => e.Message.StartsWith(Name + ": ", StringComparison.Ordinal) ? e.Message[(Name.Length + 2)..] : e.Message;
}
