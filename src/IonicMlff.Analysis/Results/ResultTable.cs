using System.Globalization;

namespace IonicMlff.Analysis.Results;

/// <summary>A column of a table.</summary>
/// <param name="Name">As in the head of the CSV: <c>time_ps</c>, <c>phi</c>.</param>
/// <param name="Decimals">Digits after the point; null: as many as read back exactly; 0: integers.</param>
public sealed record ResultColumn(string Name, int? Decimals = null);

/// <summary>A table of numbers, written as CSV. Rows may be made while they are written, so that long tables need no memory.</summary>
/// <param name="Name">Short name, for a file: <c>li_per_frame</c>.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Rows">Rows of as many numbers; nan is written as an empty field.</param>
public sealed record ResultTable(string Name, IReadOnlyList<ResultColumn> Columns, IEnumerable<double[]> Rows)
{
    /// <summary>Head and rows, with commas and line feeds.</summary>
    public void WriteCsv(TextWriter to)
    {
        to.Write(string.Join(',', Columns.Select(c => c.Name)));
        to.Write('\n');
        Span<char> text = stackalloc char[400];
        foreach (double[] row in Rows)
        {
            for (int k = 0; k < row.Length; k++)
            {
                if (k > 0)
                    to.Write(',');
                if (!double.IsFinite(row[k]))
                    continue;
                string format = Columns[k].Decimals is int d ? "F" + d.ToString(CultureInfo.InvariantCulture) : "R";
                row[k].TryFormat(text, out int length, format, CultureInfo.InvariantCulture);
                to.Write(text[..length]);
            }

            to.Write('\n');
        }
    }
}
