namespace IonicMlff.Data.Census;

/// <summary>Something suspicious in labelled frames.</summary>
/// <param name="Code">Name, by which it can be accepted: <c>no-labels</c>, <c>missing-label</c>, <c>nan-label</c>, <c>stress-sign</c>, …</param>
/// <param name="IsError">Training on it would be useless or wrong; otherwise it only may be.</param>
/// <param name="Message">What was met, what was expected, the cure.</param>
/// <param name="Frames">Places of the frames concerned; empty: the whole set.</param>
public sealed record Finding(string Code, bool IsError, string Message, IReadOnlyList<string> Frames)
{
    /// <summary>The finding in one line, the first frames named.</summary>
    public override string ToString() => $"{(IsError ? "error" : "warning")} [{Code}] {Message}" + (Frames.Count switch
    {
        0 => "",
        <= 3 => $" ({string.Join("; ", Frames)})",
        _ => $" ({string.Join("; ", Frames.Take(3))} and {Frames.Count - 3} more)",
    });

    /// <summary>A finding about some frames.</summary>
    internal static Finding About(string code, bool isError, string message, IEnumerable<Sets.LabelledFrame> frames) =>
        new(code, isError, message, [.. frames.Select(f => f.Frame.Origin)]);
}
