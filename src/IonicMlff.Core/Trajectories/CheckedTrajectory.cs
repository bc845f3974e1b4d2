using System.Globalization;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Trajectories;

/// <summary>
/// Checks that hold for all formats: positions and cells that make sense, steps that increase. A frame that is repeated, as restarts
/// that append to a file leave it, is dropped with a warning.
/// </summary>
internal sealed class CheckedTrajectory(ITrajectory inner) : ITrajectory
{
    private readonly List<TrajectoryFault> _warnings = [];
    private TrajectoryFrame? _last;
    private TrajectoryFault? _fault;
    private int _delivered;

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public string Format => inner.Format;

    /// <inheritdoc/>
    public TrajectoryAtoms Atoms => inner.Atoms;

    /// <inheritdoc/>
    public TrajectoryFault? Fault => _fault ?? inner.Fault;

    /// <inheritdoc/>
    public IReadOnlyList<TrajectoryFault> Warnings => [.. inner.Warnings, .. _warnings];

    /// <inheritdoc/>
    public double Progress => inner.Progress;

    /// <inheritdoc/>
    public bool TryRead(TrajectoryFrame frame)
    {
        while (_fault is null && inner.TryRead(frame))
        {
            if (IsRepeat(frame))
            {
                _warnings.Add(Wrong(inner, frame, FaultKind.RepeatedStep, $"{When(frame)} again, with the same content (an appended restart); dropped.") with { Frame = _delivered });
                continue;
            }

            _fault = CellFault(frame) ?? PositionFault(frame) ?? OrderFault(frame);
            if (_fault is not null)
                return false;
            frame.Index = _delivered++;
            (_last ??= new TrajectoryFrame(frame.AtomCount)).CopyFrom(frame);
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    private static TrajectoryFault Wrong(ITrajectory from, TrajectoryFrame frame, FaultKind kind, string text) =>
        new(kind, from.Name, text) { Frame = frame.Index };

    private TrajectoryFault? CellFault(TrajectoryFrame frame)
    {
        Cell c = frame.Cell;
        bool isFinite = double.IsFinite(c.Ax + c.Ay + c.Az + c.Bx + c.By + c.Bz + c.Cx + c.Cy + c.Cz + frame.Corner.X + frame.Corner.Y + frame.Corner.Z);
        if (!isFinite)
            return Wrong(inner, frame, FaultKind.BadBox, "the cell is not finite: the run had blown up, or the file is damaged.");
        try
        {
            Lattice.FromCell(c);
            return null;
        }
        catch (Errors.IlmlffException e)
        {
            return Wrong(inner, frame, FaultKind.BadBox, e.Message);
        }
    }

    private TrajectoryFault? PositionFault(TrajectoryFrame frame)
    {
        double sum = 0;
        foreach (double x in frame.Positions)
            sum += x - x; // nan for what is not finite
        if (sum == 0)
            return null;
        int at = Array.FindIndex(frame.Positions, x => !double.IsFinite(x)) / 3;
        return Wrong(inner, frame, FaultKind.NonFinite, "a coordinate is not finite: the run had blown up, or the file is damaged.") with { AtomId = Atoms.Id(at) };
    }

    private TrajectoryFault? OrderFault(TrajectoryFrame frame)
    {
        if (_last is null || Compare(frame) is not <= 0)
            return null;
        return Wrong(inner, frame, FaultKind.StepNotIncreasing, $"{When(frame)} after {When(_last)}: two runs glued together? Split the file there.") with { Frame = _delivered };
    }

    private bool IsRepeat(TrajectoryFrame frame) =>
        _last is not null && Compare(frame) == 0 && _last.Cell == frame.Cell && _last.Positions.AsSpan().SequenceEqual(frame.Positions);

    // Sign of the way from the frame before; null when the file says neither step nor time. Times outweigh steps: some writers count frames.
    private int? Compare(TrajectoryFrame frame) => (frame.Time, _last!.Time) is (double now, double before) ? now.CompareTo(before)
        : (frame.Step, _last.Step) is (long step, long last) ? step.CompareTo(last)
        : null;

    private static string When(TrajectoryFrame frame) => frame.Step is long step
        ? string.Create(CultureInfo.InvariantCulture, $"step {step}")
        : string.Create(CultureInfo.InvariantCulture, $"{frame.Time:0.######} ps");
}
