using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Trajectories;

/// <summary>
/// Frames to use, <c>first:end:stride</c> as in Python: from 0, the end not included, each part may be left out; one number is one
/// frame. Counting from the end is not possible, since files are read once.
/// </summary>
public readonly record struct FrameRange(int First, int? End, int Stride)
{
    /// <summary>All frames.</summary>
    public static FrameRange All => new(0, null, 1);

    /// <summary>Reads <c>a:b:c</c>.</summary>
    /// <exception cref="IlmlffException">Something else, negative numbers, an empty range.</exception>
    public static FrameRange Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length > 3)
            throw Refused(text);
        int first = Number(parts[0], text) ?? 0;
        int? end = parts.Length == 1 ? first + 1 : Number(parts[1], text);
        int stride = parts.Length == 3 ? Number(parts[2], text) ?? 1 : 1;
        if (parts.Length == 1 && parts[0].Trim().Length == 0)
            throw Refused(text);
        if (stride < 1 || end <= first)
            throw IlmlffException.Usage($"frames '{text}' are none; expected first:end:stride with end > first and stride of at least 1.");
        return new(first, end, stride);
    }

    /// <summary>Is this frame used?</summary>
    public bool Contains(int frame) => frame >= First && !IsBeyond(frame) && (frame - First) % Stride == 0;

    /// <summary>No frame from this one on is used.</summary>
    public bool IsBeyond(int frame) => End is int end && frame >= end;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}:{End}:{Stride}");

    private static int? Number(string part, string text) => part.Trim().Length == 0 ? null
        : int.TryParse(part, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int n) ? n
        : throw Refused(text);

    private static IlmlffException Refused(string text) =>
        IlmlffException.Usage($"frames are '{text}'; expected first:end:stride with whole numbers from 0, e.g. 100:2000:10 or 500: (counting from the end is not possible, files are read once).");
}
