using System.Globalization;

namespace IonicMlff.Core.Trajectories;

/// <summary>Classes of what can be wrong with a trajectory; their names are in messages and JSON.</summary>
public enum FaultKind
{
    /// <summary>No bytes at all.</summary>
    Empty,

    /// <summary>None of the formats that are read.</summary>
    UnknownFormat,

    /// <summary>The file ends inside a frame.</summary>
    Truncated,

    /// <summary>The compressed stream ends too early.</summary>
    TruncatedCompression,

    /// <summary>The compressed stream is damaged.</summary>
    CorruptCompression,

    /// <summary>The first lines or bytes of a frame are not those of a frame.</summary>
    BadFrameHeader,

    /// <summary>A record has another length than its atoms need.</summary>
    BadRecord,

    /// <summary>A text is not a number.</summary>
    BadNumber,

    /// <summary>A number is nan or infinite.</summary>
    NonFinite,

    /// <summary>A periodic frame without cell.</summary>
    MissingBox,

    /// <summary>A cell without volume.</summary>
    BadBox,

    /// <summary>A frame with more or fewer atoms than the first.</summary>
    AtomCountChanged,

    /// <summary>An id twice.</summary>
    DuplicateAtomId,

    /// <summary>An id that the first frame does not have.</summary>
    UnknownAtomId,

    /// <summary>Another type or element than in the first frame.</summary>
    AtomTypeChanged,

    /// <summary>A frame again, as appended restarts write it; dropped with a warning.</summary>
    RepeatedStep,

    /// <summary>Steps or times go back.</summary>
    StepNotIncreasing,

    /// <summary>The distance of frames changes; only what needs a lag time stops there.</summary>
    UnevenFrames,

    /// <summary>The header promises another number of frames; a warning.</summary>
    FrameCountMismatch,

    /// <summary>Displacements between frames are so large that unwrapping would guess.</summary>
    FramesTooSparse,

    /// <summary>The run is too short against what is to be measured.</summary>
    RunTooShort,

    /// <summary>Trajectory and topology are not of the same system.</summary>
    TopologyMismatch,
}

/// <summary>Something wrong with a trajectory: class, place, what was met and expected, and the cure.</summary>
/// <param name="Kind">Class.</param>
/// <param name="File">The file.</param>
/// <param name="Text">What was met, what was expected, what to do.</param>
public sealed record TrajectoryFault(FaultKind Kind, string File, string Text)
{
    /// <summary>Frame, from 0.</summary>
    public int? Frame { get; init; }

    /// <summary>Line, from 1.</summary>
    public long? Line { get; init; }

    /// <summary>Byte in the file, from 0.</summary>
    public long? Offset { get; init; }

    /// <summary>Id of the atom.</summary>
    public long? AtomId { get; init; }

    /// <summary>The whole sentence.</summary>
    public override string ToString()
    {
        string place = Frame is int f ? string.Create(CultureInfo.InvariantCulture, $", frame {f}") : "";
        place += Line is long l ? string.Create(CultureInfo.InvariantCulture, $" (line {l})") : "";
        place += Offset is long o ? string.Create(CultureInfo.InvariantCulture, $" (byte {o})") : "";
        place += AtomId is long a ? string.Create(CultureInfo.InvariantCulture, $", atom {a}") : "";
        return $"{File}{place}: {Kind}: {Text}";
    }
}
