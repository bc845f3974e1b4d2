using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Reports.Csv;
using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Html;
using IonicMlff.Reports.Png;
using IonicMlff.Reports.Svg;

namespace IonicMlff.Reports;

/// <summary>Which files are written beside a report.</summary>
[Flags]
public enum Extras
{
    /// <summary>None: the HTML file is all.</summary>
    None = 0,

    /// <summary>Each figure as SVG.</summary>
    Svg = 1,

    /// <summary>Each figure as PNG, when a program that draws SVG is there (see <see cref="PngFile"/>).</summary>
    Png = 2,

    /// <summary>The data of each figure and each table as CSV, all digits.</summary>
    Csv = 4,

    /// <summary>All of them.</summary>
    All = Svg | Png | Csv,
}

/// <summary>Writes reports to disk.</summary>
public static class ReportFiles
{
    /// <summary>
    /// Writes <paramref name="path"/> (HTML) and, when asked, the files of its figures and tables in a folder of the same name without
    /// ending. Files appear whole or not at all.
    /// </summary>
    /// <returns>The files written, the HTML file first.</returns>
    /// <exception cref="IlmlffException">The folder of <paramref name="path"/> does not exist or can't be written to.</exception>
    public static IReadOnlyList<string> Write(Report report, string path, Extras extras = Extras.None)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw IlmlffException.Usage(Directory.Exists(path) ? $"{path} is a folder; give the name of a file for the report, e.g. report.html."
                : $"The folder {Path.GetDirectoryName(path)} does not exist, so the report {Path.GetFileName(path)} can't be written there. Make it with mkdir -p.");
        }

        var files = new List<string> { path };
        WriteText(path, writer => HtmlReport.Write(writer, report));
        if (extras != Extras.None)
        {
            string folder = Path.ChangeExtension(path, null);
            Directory.CreateDirectory(folder == path ? folder += "-files" : folder);
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (Figure figure in report.Figures)
            {
                WriteFigure(Path.Combine(folder, Unique(names, figure.FileName)), figure, extras, files);
            }

            foreach (Table table in extras.HasFlag(Extras.Csv) ? report.Tables : [])
            {
                string file = Path.Combine(folder, Unique(names, table.FileName.Length > 0 ? table.FileName : "table")) + ".csv";
                WriteText(file, writer => CsvFile.Write(writer, table));
                files.Add(file);
            }
        }

        return files;
    }

    private static void WriteFigure(string stem, Figure figure, Extras extras, List<string> files)
    {
        if (extras.HasFlag(Extras.Svg))
        {
            WriteText(stem + ".svg", writer => writer.Write(FigureSvg.Write(figure)));
            files.Add(stem + ".svg");
        }

        if (extras.HasFlag(Extras.Csv))
        {
            WriteText(stem + ".csv", writer => CsvFile.Write(writer, figure));
            files.Add(stem + ".csv");
        }

        if (extras.HasFlag(Extras.Png) && PngFile.Program is not null)
        {
            PngFile.Write(stem + ".png", figure);
            files.Add(stem + ".png");
        }
    }

    private static string Unique(HashSet<string> names, string name)
    {
        string unique = name;
        for (int i = 2; !names.Add(unique); i++)
        {
            unique = $"{name}-{i}";
        }

        return unique;
    }

    private static void WriteText(string path, Action<TextWriter> write)
    {
        string temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Environment.ProcessId}.tmp.{Path.GetFileName(path)}");
        try
        {
            using (var writer = new StreamWriter(temporary, append: false, new UTF8Encoding(false)))
            {
                write(writer);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IlmlffException(ErrorKind.Failed, $"{path} could not be written: {e.Message}", e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
