using System.Text;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Reports.Svg;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary>Writes a result where the call wants it: tables as CSV, figures as SVG, the document as JSON.</summary>
internal static class ResultFiles
{
    /// <summary>Writes what is asked for; - is standard output.</summary>
    public static void Write(Terminal terminal, AnalyzeOutputs outputs, AnalysisResult result, Func<JsonObject> document)
    {
        if (outputs.Csv is { } csv)
            WriteAll(terminal, csv, result.Tables, t => t.Name, (t, to) => t.WriteCsv(to), result.Name, "table");
        if (outputs.Svg is { } svg)
            WriteAll(terminal, svg, result.Figures, f => f.FileName, (f, to) => to.Write(FigureSvg.Write(f)), result.Name, "figure");
        if (outputs.Json == "-")
            JsonOutput.Write(terminal, document());
        else if (outputs.Json is { } json)
            WriteFile(json, to => to.WriteLine(JsonOutput.Text(document())));
    }

    // The first under the name given, others beside it.
    private static void WriteAll<T>(Terminal terminal, string path, IReadOnlyList<T> things, Func<T, string> name, Action<T, TextWriter> write, string analysis, string what)
    {
        if (things.Count == 0)
        {
            terminal.Say($"note: {analysis} has no {what} to write to {path}.");
            return;
        }

        if (path == "-")
        {
            write(things[0], terminal.Out);
            return;
        }

        for (int k = 0; k < things.Count; k++)
        {
            string stem = Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path));
            WriteFile(k == 0 ? path : $"{stem}-{name(things[k])}{Path.GetExtension(path)}", to => write(things[k], to));
        }
    }

    private static void WriteFile(string path, Action<TextWriter> write)
    {
        using AtomicFile file = AtomicFile.Create(path, p => new StreamWriter(p, append: false, new UTF8Encoding(false)));
        write(file.Writer);
        file.Commit();
    }
}
