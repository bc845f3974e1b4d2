using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Frames;

/// <summary>
/// Reads extended XYZ (and plain XYZ), plain or gzip, frame by frame, with ASE's conventions: rows of <c>Lattice</c> are the cell
/// vectors; <c>pbc</c> defaults to T T T with a Lattice and to F F F without. Values that the program does not know are kept.
/// </summary>
/// <remarks>
/// NaN in positions or the cell is refused, in labels it is kept (a linter's business). Memory is bounded by what the file holds,
/// not by what it promises; every failure is an <see cref="IlmlffException"/> with file and line.
/// </remarks>
public static class ExtxyzReader
{
    private const long MostAtoms = int.MaxValue / 3;

    /// <summary>Frames of a file, read as they are asked for.</summary>
    public static IEnumerable<Frame> Read(string path)
    {
        using LineReader lines = LineReader.Open(path);
        foreach (Frame frame in Frames(lines))
            yield return frame;
    }

    /// <summary>Frames of a stream; <paramref name="name"/> is used in messages. The stream is disposed at the end, so it is read
    /// once; gzip is recognised when the stream can seek.</summary>
    public static IEnumerable<Frame> Read(Stream stream, string name)
    {
        using var lines = new LineReader(stream, name);
        foreach (Frame frame in Frames(lines))
            yield return frame;
    }

    private static IEnumerable<Frame> Frames(LineReader lines)
    {
        int number = 0;
        while (ReadFrame(lines, number) is { } frame)
        {
            number++;
            yield return frame;
        }

        if (number == 0)
            throw lines.Error(1, "the file is empty; expected the number of atoms.");
    }

    private static Frame? ReadFrame(LineReader lines, int number)
    {
        if (!TryReadCount(lines, number, out long count))
            return null;
        long first = lines.LineNumber;
        if (!lines.TryRead(out ReadOnlySpan<char> comment))
            throw lines.Error(first + 1, $"the file ends after the number of atoms ({count}); expected a comment line and "
                + $"{count} atoms.");
        var header = FrameHeader.Parse(comment, lines);
        var columns = header.Columns.ConvertAll(g => new ColumnValues(g));
        int[] elements = AtomLines.Read(lines, first, count, columns, header.IsPlain);

        double[] positions = (double[])columns.Find(c => ColumnLayout.IsPosition(c.Group.Name))!.ToArray();
        var frame = new Frame(elements, positions, header.Cell)
        {
            Origin = string.Create(CultureInfo.InvariantCulture, $"{lines.Name}, frame {number + 1} (line {first})"),
        };
        foreach ((string key, PropertyArray value) in header.Values)
            frame.Values.Add(key, value);
        ColumnValues? elementColumn = AtomLines.ElementColumn(columns);
        foreach (ColumnValues c in columns)
        {
            if (c != elementColumn && !ColumnLayout.IsPosition(c.Group.Name))
                frame.Columns.Add(c.Group.Name, PropertyArray.PerAtom(c.ToArray(), c.Group.Width));
        }

        return frame;
    }

    private static bool TryReadCount(LineReader lines, int framesSoFar, out long count)
    {
        count = 0;
        while (lines.TryRead(out ReadOnlySpan<char> line))
        {
            line = line.Trim();
            if (line.Length == 0)
                continue;
            if (!NumberText.TryInteger(line, out count) || count < 0)
            {
                string hint = framesSoFar == 0 ? "Is this an XYZ file?" : "Is the number of atoms of the frame before too small?";
                throw lines.Error(lines.LineNumber, $"expected the number of atoms of frame {framesSoFar + 1}, found "
                    + $"'{Quote.Short(line)}'. {hint}");
            }

            if (count > MostAtoms)
                throw lines.Error(lines.LineNumber, $"{count} atoms in one frame; at most {MostAtoms} are accepted. Is the file "
                    + "damaged?");
            return true;
        }

        return false;
    }
}
