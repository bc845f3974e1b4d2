using System.Globalization;
using System.Text.RegularExpressions;
using IonicMlff.Models.Dpmd.Import;

namespace IonicMlff.Models.Dpmd.Export;

/// <summary>
/// Writes a tree of dictionaries as the YAML that Python's safe_dump makes: block style, keys sorted, lists not indented below their
/// keys. Numbers read back exactly; they have a point and a signed exponent, as YAML 1.1 wants them.
/// </summary>
internal sealed partial class YamlText(TextWriter writer)
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
        { "null", "true", "false", "yes", "no", "on", "off", "y", "n" };

    /// <summary>Writes a whole document.</summary>
    public static void Write(TextWriter writer, Dictionary<string, object?> tree) => new YamlText(writer).Map(tree, 0);

    /// <summary>A number that reads back as the same double.</summary>
    public static string Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
        int exponent = text.IndexOf('e', StringComparison.Ordinal);
        return text.Contains('.', StringComparison.Ordinal) ? text
            : exponent < 0 ? text + ".0" : $"{text[..exponent]}.0{text[exponent..]}";
    }

    /// <summary>Entries of a dictionary; the first begins where the line is.</summary>
    private void Map(Dictionary<string, object?> map, int indent)
    {
        bool isFirst = true;
        foreach ((string key, object? value) in map.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            Indent(isFirst ? 0 : indent);
            isFirst = false;
            writer.Write(Text(key));
            writer.Write(':');
            switch (value)
            {
                case Dictionary<string, object?> { Count: > 0 } child:
                    writer.Write('\n');
                    Indent(indent + 2);
                    Map(child, indent + 2);
                    break;
                case List<object?> { Count: > 0 } list:
                    writer.Write('\n');
                    Indent(indent);
                    List(list, indent);
                    break;
                case DpArray array when array.Shape.Length > 0:
                    writer.Write('\n');
                    Indent(indent);
                    int at = 0;
                    Array(array, 0, ref at, indent);
                    break;
                default:
                    writer.Write(' ');
                    Scalar(value);
                    break;
            }
        }
    }

    private void List(List<object?> list, int indent)
    {
        for (int i = 0; i < list.Count; i++)
        {
            Indent(i == 0 ? 0 : indent);
            writer.Write("- ");
            switch (list[i])
            {
                case Dictionary<string, object?> { Count: > 0 } map:
                    Map(map, indent + 2);
                    break;
                case List<object?> { Count: > 0 } inner:
                    List(inner, indent + 2);
                    break;
                default:
                    Scalar(list[i]);
                    break;
            }
        }
    }

    private void Array(DpArray array, int dimension, ref int at, int indent)
    {
        for (long i = 0; i < array.Shape[dimension]; i++)
        {
            Indent(i == 0 ? 0 : indent);
            writer.Write("- ");
            if (dimension < array.Shape.Length - 1)
            {
                Array(array, dimension + 1, ref at, indent + 2);
            }
            else
            {
                writer.Write(Number(array.Values[at++]));
                writer.Write('\n');
            }
        }
    }

    private void Scalar(object? value)
    {
        writer.Write(value switch
        {
            null => "null",
            true => "true",
            false => "false",
            double d => Number(d),
            int or long => string.Create(CultureInfo.InvariantCulture, $"{value}"),
            string s => Text(s),
            DpArray a => Number(a.Values[0]),
            Dictionary<string, object?> => "{}",
            _ => "[]",
        });
        writer.Write('\n');
    }

    private static string Text(string text) =>
        PlainText().IsMatch(text) && !Words.Contains(text) ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private void Indent(int count)
    {
        for (int i = 0; i < count; i++)
            writer.Write(' ');
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_./-]*$")]
    private static partial Regex PlainText();
}
