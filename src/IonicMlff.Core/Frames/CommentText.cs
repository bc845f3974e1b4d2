using System.Buffers;
using System.Globalization;
using System.Text;

namespace IonicMlff.Core.Frames;

/// <summary>Writes key=value items so that <see cref="CommentLine"/> (and ASE) read the same back.</summary>
internal static class CommentText
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(" \t\r\n\v\f\"'\\{}[]=,\u0085\u00a0");

    public static void Write(TextWriter to, string key, PropertyArray value)
    {
        WriteWord(to, key);
        to.Write('=');
        if (value.Written is { } written)
        {
            to.Write(written);
        }
        else if (value.Shape.Count > 1)
        {
            WriteNested(to, value, 0, 0);
        }
        else if (value.Kind == PropertyKind.Text && value.Shape.Count == 0)
        {
            WriteWord(to, ((string[])value.Data)[0]);
        }
        else
        {
            bool quote = value.Data.Length != 1;
            to.Write(quote ? "\"" : "");
            WriteElements(to, value.Data);
            to.Write(quote ? "\"" : "");
        }
    }

    public static void WriteElements(TextWriter to, Array data)
    {
        for (int i = 0; i < data.Length; i++)
        {
            to.Write(i > 0 ? " " : "");
            WriteElement(to, data, i);
        }
    }

    public static void WriteElement(TextWriter to, Array data, int index)
    {
        switch (data)
        {
            case double[] reals:
                NumberText.WriteReal(to, reals[index]);
                break;
            case long[] integers:
                to.Write(integers[index].ToString(CultureInfo.InvariantCulture));
                break;
            case bool[] logicals:
                to.Write(logicals[index] ? 'T' : 'F');
                break;
            case string[] texts:
                // A word of a column can't contain white space.
                to.Write(texts[index].Length == 0 ? "_" : string.Join('_', texts[index].Split((char[]?)null)));
                break;
        }
    }

    /// <summary>A key or text, in quotes when it needs them.</summary>
    public static void WriteWord(TextWriter to, string word)
    {
        if (word.Length > 0 && !word.AsSpan().ContainsAny(NeedQuotes) && !word.Any(char.IsWhiteSpace))
        {
            to.Write(word);
            return;
        }

        var text = new StringBuilder("\"");
        foreach (char c in word)
            text.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '\r' => " ", _ => c.ToString() });
        to.Write(text.Append('"').ToString());
    }

    private static int WriteNested(TextWriter to, PropertyArray value, int dimension, int index)
    {
        if (dimension == value.Shape.Count)
        {
            WriteElement(to, value.Data, index);
            return index + 1;
        }

        to.Write('[');
        for (int i = 0; i < value.Shape[dimension]; i++)
        {
            to.Write(i > 0 ? ", " : "");
            index = WriteNested(to, value, dimension + 1, index);
        }

        to.Write(']');
        return index;
    }
}
