using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Analysis.Tests;

/// <summary>Reference trajectories with their numbers, and the comparison of whole documents.</summary>
internal static class Golden
{
    // Texts that say how a number was computed; the numbers themselves are compared.
    private static readonly string[] NotCompared =
        ["computed_with", "formula", "per_frame_file", "units", "note", "check", "ensemble", "lag_ps", "quantity", "topology", "smallest_distance_of_any_r_to_a_bin_edge_A"];

    /// <summary>A reference document.</summary>
    public static JsonNode Json(params string[] parts)
    {
        using var stream = new GZipStream(File.OpenRead(TestData.Path(["analysis", .. parts])), CompressionMode.Decompress);
        return JsonNode.Parse(stream)!;
    }

    /// <summary>The trajectory of a folder with its topology, interval and temperature.</summary>
    public static AnalysisRequest Request(string folder)
    {
        JsonNode meta = Json(folder, "meta.json.gz");
        string dump = TestData.Path("analysis", folder, "traj.dump.gz");
        return new AnalysisRequest(File.Exists(dump) ? dump : TestData.Path("analysis", folder, "traj.xtc"))
        {
            TopologyFile = TestData.Unpacked("analysis", folder, "topology.data.gz"),
            FrameInterval = meta["frame_ps"]!.GetValue<double>(),
            Temperature = meta["T_K"]!.GetValue<double>(),
            Threads = 2,
        };
    }

    /// <summary>A per-frame table of a folder is the table of an analysis: columns of integers exactly, others within a tolerance.</summary>
    public static void SameTable(string folder, string name, ResultTable table, double tolerance)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(TestData.Path("analysis", folder, name)), CompressionMode.Decompress));
        var written = new StringWriter();
        table.WriteCsv(written);
        using var found = new StringReader(written.ToString());
        Assert.Equal(text.ReadLine(), found.ReadLine());
        int line = 1;
        while (text.ReadLine() is { } expected)
        {
            line++;
            string[] a = expected.Split(','), b = (found.ReadLine() ?? "").Split(',');
            Assert.True(a.Length == b.Length, $"{name}, line {line}: {b.Length} columns instead of {a.Length}");
            for (int k = 0; k < a.Length; k++)
            {
                double x = double.Parse(a[k], CultureInfo.InvariantCulture), y = double.Parse(b[k], CultureInfo.InvariantCulture);
                Assert.True(table.Columns[k].Decimals == 0 ? x == y : Math.Abs(x - y) <= tolerance, $"{name}, line {line}, {table.Columns[k].Name}: {y} instead of {x}");
            }
        }

        Assert.Null(found.ReadLine());
    }

    /// <summary>Runs one analysis and gives its document.</summary>
    public static JsonObject Run(AnalysisRequest request, IAnalysis analysis) => RunWithTable(request, analysis).Document;

    /// <summary>Runs one analysis and gives its document and its first table.</summary>
    public static (JsonObject Document, ResultTable Table) RunWithTable(AnalysisRequest request, IAnalysis analysis)
    {
        AnalysisOutcome outcome = AnalysisRun.Execute(request, [analysis]);
        Assert.Equal(0, outcome.ExitCode);
        AnalysisReport report = Assert.Single(outcome.Reports);
        var document = JsonNode.Parse(ResultHead.Document(report.Result, report.Summary).ToJsonString())!.AsObject(); // as it is in a file
        return (document, report.Result.Tables is [var table, ..] ? table : new ResultTable("", [], []));
    }

    /// <summary>Everything in the reference is in the document, numbers within a relative or absolute tolerance, integers exactly.</summary>
    public static void Equal(JsonNode? expected, JsonNode? found, double relative, double absolute, string path = "")
    {
        switch (expected)
        {
            case JsonObject o:
                foreach ((string key, JsonNode? value) in o)
                {
                    if (NotCompared.Contains(key))
                        continue;
                    Assert.True(found!.AsObject().ContainsKey(key), $"{path}/{key} is missing");
                    Equal(value, found[key], relative, absolute, $"{path}/{key}");
                }

                break;
            case JsonArray a:
                Assert.True(a.Count == found!.AsArray().Count, $"{path}: {found.AsArray().Count} values, expected {a.Count}");
                for (int k = 0; k < a.Count; k++)
                    Equal(a[k], found[k], relative, absolute, $"{path}[{k}]");
                break;
            case null:
                Assert.True(found is null, $"{path}: {found} instead of null");
                break;
            case JsonValue v when v.GetValueKind() == JsonValueKind.Number:
                Assert.True(found is not null, $"{path}: null instead of {v}");
                double x = v.GetValue<double>(), y = found!.GetValue<double>();
                bool isWhole = path.Contains("counts", StringComparison.Ordinal) || path.Contains("pairs_in_normalisation", StringComparison.Ordinal);
                Assert.True(isWhole ? x == y : Math.Abs(x - y) <= Math.Max(relative * Math.Abs(x), absolute), $"{path}: {y} instead of {x}");
                break;
            default:
                Assert.Equal(expected.ToJsonString(), found!.ToJsonString());
                break;
        }
    }
}
