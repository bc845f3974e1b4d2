using System.Globalization;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Runs;

/// <summary>Distances of the frames that are used: are they even, and how long.</summary>
internal sealed class FrameSpacing(string file)
{
    private const double TimeTolerance = 1e-3; // of the distance: XTC and TRR store times as float32

    private (long? Step, double? Time)? _last;
    private double _latestTime;

    /// <summary>Distance in MD steps.</summary>
    public long? Steps { get; private set; }

    /// <summary>Distance in time, ps.</summary>
    public double? Time { get; private set; }

    /// <summary>The first frame whose distance differs from those before.</summary>
    public TrajectoryFault? Uneven { get; private set; }

    /// <summary>Takes the next frame.</summary>
    public void Add(TrajectoryFrame frame)
    {
        if (_last is { } last)
        {
            long? steps = frame.Step - last.Step;
            double? time = frame.Time - last.Time;
            Steps ??= steps;
            Time ??= time;
            double rounding = 1.2e-7 * Math.Max(Math.Abs(frame.Time ?? 0), _latestTime);
            bool isUneven = time is double t ? Math.Abs(t - Time!.Value) > TimeTolerance * Math.Abs(Time.Value) + 2 * rounding : steps != Steps;
            if (isUneven && Uneven is null)
            {
                string met = time is double ? string.Create(CultureInfo.InvariantCulture, $"{time:0.######} ps after the frame before; {Time:0.######} ps up to there")
                    : string.Create(CultureInfo.InvariantCulture, $"step {frame.Step} comes {steps} steps after the frame before; {Steps} up to there");
                Uneven = new(FaultKind.UnevenFrames, file, met + ": a frame is missing, or the interval was changed. Lag times are not uniform; use --frames to take an even part.")
                {
                    Frame = frame.Index,
                };
            }
        }

        _last = (frame.Step, frame.Time);
        _latestTime = Math.Abs(frame.Time ?? 0);
    }
}
