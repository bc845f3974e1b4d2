using System.Globalization;
using IonicMlff.Reports.Layout;

namespace IonicMlff.Reports.Html;

/// <summary>Writes tables: words to the left, numbers to the right.</summary>
internal static class HtmlTable
{
    public static void Write(TextWriter writer, Table table)
    {
        writer.Write($"<div class=\"table\"><table><caption>{HtmlReport.Text(table.Caption)}</caption><thead><tr>");
        for (int c = 0; c < table.Columns.Count; c++)
        {
            TableColumn column = table.Columns[c];
            string unit = column.Unit.Length > 0 ? $"<small>{HtmlReport.Text(column.Unit)}</small>" : "";
            writer.Write($"<th scope=\"col\"{(IsNumeric(table, c) ? " class=\"n\"" : "")}>{HtmlReport.Text(column.Header)}{unit}</th>");
        }

        writer.Write("</tr></thead><tbody>");
        foreach (object?[] row in table.Rows)
        {
            writer.Write("<tr>" + string.Concat(row.Select((cell, c) =>
                $"<td{(IsNumeric(table, c) ? " class=\"n\"" : "")}>{HtmlReport.Text(Cell(cell, table.Columns[c].Format))}</td>")) + "</tr>");
        }

        writer.Write("</tbody></table></div>\n");
    }

    /// <summary>A cell as it is read.</summary>
    public static string Cell(object? cell, string format) => cell switch
    {
        null => "",
        string text => text,
        double number => NumberLabel.Format(number, format),
        float number => NumberLabel.Format(number, format),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    private static bool IsNumeric(Table table, int column) => table.Rows.Any(r => r[column] is not (null or string))
        && table.Rows.All(r => r[column] is not string || r[column] is "–" or "");
}
