using System.Globalization;
using System.IO.Compression;
using System.Text;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Frames;

/// <summary>
/// Writes extended XYZ that ASE, OVITO and <see cref="ExtxyzReader"/> read. Reals are printed with the fewest digits that read
/// back as the same double. Values that came from a file and were not replaced are written as they were.
/// </summary>
public static class ExtxyzWriter
{
    /// <summary>Writes frames to a file, gzip when its name ends in .gz.</summary>
    /// <exception cref="IlmlffException">The file can't be written.</exception>
    public static void Write(string path, IEnumerable<Frame> frames)
    {
        using StreamWriter to = Create(path);
        foreach (Frame frame in frames)
            Write(to, frame);
    }

    /// <summary>Creates a file to which frames can be written one by one, gzip when its name ends in .gz.</summary>
    /// <exception cref="IlmlffException">The file can't be written.</exception>
    public static StreamWriter Create(string path)
    {
        try
        {
            Stream stream = File.Create(path);
            if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
                stream = new GZipStream(stream, CompressionLevel.Optimal);
            return new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16) { NewLine = "\n" };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IlmlffException(ErrorKind.Failed, $"{path} can't be written: {e.Message}", e);
        }
    }

    /// <summary>Writes one frame.</summary>
    public static void Write(TextWriter to, Frame frame)
    {
        foreach ((string name, PropertyArray column) in frame.Columns)
        {
            if (name.Length == 0 || name.Contains(':') || ColumnLayout.IsPosition(name) || ColumnLayout.IsSymbol(name))
                throw IlmlffException.BadData($"{frame.Origin}: a column can't be named '{name}' in extended XYZ.");
            if (column.Data.Length != (long)frame.Count * column.Width)
                throw IlmlffException.BadData($"{frame.Origin}: column '{name}' has {column.Data.Length} values for "
                    + $"{frame.Count} atoms.");
        }

        foreach (string key in frame.Values.Keys)
        {
            if (key.Length == 0 || FrameHeader.IsReserved(key))
                throw IlmlffException.BadData($"{frame.Origin}: a value can't be named '{key}' in extended XYZ.");
        }

        to.Write(frame.Count.ToString(CultureInfo.InvariantCulture));
        to.Write('\n');
        WriteComment(to, frame);
        to.Write('\n');
        for (int i = 0; i < frame.Count; i++)
        {
            string symbol = PeriodicTable.Symbol(frame.AtomicNumbers[i]);
            to.Write(symbol);
            to.Write(symbol.Length == 1 ? " " : "");
            for (int k = 0; k < 3; k++)
                WriteElement(to, frame.Positions, 3 * i + k);
            foreach (PropertyArray column in frame.Columns.Values)
            {
                for (int k = 0; k < column.Width; k++)
                    WriteElement(to, column.Data, i * column.Width + k);
            }

            to.Write('\n');
        }
    }

    private static void WriteComment(TextWriter to, Frame frame)
    {
        Cell c = frame.Cell;
        double[] h = [c.Ax, c.Ay, c.Az, c.Bx, c.By, c.Bz, c.Cx, c.Cy, c.Cz];
        if (Array.Exists(h, x => x != 0))
        {
            to.Write("Lattice=\"");
            CommentText.WriteElements(to, h);
            to.Write("\" ");
        }

        var layout = new StringBuilder(ColumnLayout.Default);
        foreach ((string name, PropertyArray column) in frame.Columns)
            layout.Append(CultureInfo.InvariantCulture, $":{name}:{ColumnLayout.Letter(column.Kind)}:{column.Width}");
        to.Write("Properties=");
        CommentText.WriteWord(to, layout.ToString());
        foreach ((string key, PropertyArray value) in frame.Values)
        {
            to.Write(' ');
            CommentText.Write(to, key, value);
        }

        to.Write($" pbc=\"{Flag(c.PeriodicA)} {Flag(c.PeriodicB)} {Flag(c.PeriodicC)}\"");
    }

    private static void WriteElement(TextWriter to, Array data, int index)
    {
        to.Write(' ');
        CommentText.WriteElement(to, data, index);
    }

    private static char Flag(bool on) => on ? 'T' : 'F';
}
