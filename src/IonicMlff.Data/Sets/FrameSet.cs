using System.Collections;
using IonicMlff.Core.Errors;
using IonicMlff.Data.Sources;

namespace IonicMlff.Data.Sets;

/// <summary>
/// Labelled frames of one or more sources (extended XYZ, DeePMD folders, HDF5), in the order of the sources. Read when first asked
/// for; isolated atoms are kept apart.
/// </summary>
public sealed class FrameSet : IReadOnlyList<LabelledFrame>
{
    private readonly Lazy<(LabelledFrame[] Frames, LabelledFrame[] IsolatedAtoms)> content;
    private readonly Lazy<string> hash;

    /// <summary>Of frames that are at hand.</summary>
    /// <param name="frames">Frames; isolated atoms among them are set apart.</param>
    /// <param name="keepIsolatedAtoms">Isolated atoms stay among the frames, too.</param>
    public FrameSet(IEnumerable<LabelledFrame> frames, bool keepIsolatedAtoms = false)
    {
        content = new(() =>
        {
            LabelledFrame[] all = [.. frames];
            return ([.. all.Where(f => keepIsolatedAtoms || !f.IsIsolatedAtom)], [.. all.Where(f => f.IsIsolatedAtom)]);
        });
        hash = new(() => FrameHash.OfSet(this));
    }

    /// <summary>A set without frames.</summary>
    public static FrameSet Empty { get; } = new([]);

    /// <summary>Single atoms with config_type IsolatedAtom.</summary>
    public IReadOnlyList<LabelledFrame> IsolatedAtoms => content.Value.IsolatedAtoms;

    /// <inheritdoc />
    public int Count => content.Value.Frames.Length;

    /// <summary>SHA-256 over elements, positions, cells and labels; the order of the frames does not count.</summary>
    public string Hash => hash.Value;

    /// <summary>Atomic numbers that occur, ascending, those of isolated atoms included.</summary>
    public int[] Elements => [.. this.Concat(IsolatedAtoms).SelectMany(f => f.Frame.AtomicNumbers).Distinct().Order()];

    /// <inheritdoc />
    public LabelledFrame this[int index] => content.Value.Frames[index];

    /// <summary>Frames of files or folders.</summary>
    /// <exception cref="IlmlffException">A source is missing (now) or damaged (when it is read).</exception>
    public static FrameSet Open(IEnumerable<FrameSetSource> sources, FrameReading? reading = null)
    {
        reading ??= new();
        (FrameSource, FrameSetSource)[] opened = [.. sources.SelectMany(s => FrameSource.Open(s.Path).Select(f => (f, s)))];
        return new(reading.Read(opened), reading.KeepIsolatedAtoms);
    }

    /// <inheritdoc />
    public IEnumerator<LabelledFrame> GetEnumerator() => ((IEnumerable<LabelledFrame>)content.Value.Frames).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
