using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Analyze;

/// <summary>
/// ilmlff analyze li-clusters, tfsi, pyr14 and msm as users call them: documents and tables against the reference files, figures, files that
/// are cut or damaged.
/// </summary>
public sealed class IonAnalysesTests
{
    private static readonly string[] Words = ["quantity", "trajectory", "topology", "formula", "units", "computed_with", "ensemble", "per_frame_file", "lag_ps"];

    public static TheoryData<string, string, string, string?, string[]> Analyses() => new()
    {
        { "li-clusters", "li_nvt_900", "li_clusters.json.gz", "li_per_frame.csv.gz", ["--o-cutoff", "2.8", "--center-cutoff", "6"] },
        { "tfsi", "vac_tfsi_700", "tfsi.json.gz", "tfsi_angles.csv.gz", [] },
        { "pyr14", "vac_pyr14_500", "pyr14.json.gz", "pyr14_shape.csv.gz", [] },
        { "msm", "li_nvt_900", "msm.json.gz", null, ["--lag", "1", "2", "3", "5", "10", "20", "40", "--bootstrap", "20"] },
    };

    [Theory]
    [MemberData(nameof(Analyses))]
    public void Documents_tables_and_figures(string analysis, string folder, string reference, string? table, string[] options)
    {
        string out_ = Scratch.Folder(), json = Path.Combine(out_, "r.json"), csv = Path.Combine(out_, "r.csv"), svg = Path.Combine(out_, "r.svg");
        ToolRun run = Analyze(analysis, Trajectory(folder), folder, [.. options, "--json", json, "--csv", csv, "--svg", svg]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(" frames, 0.5 ps apart; ", run.Out, StringComparison.Ordinal);
        JsonNode document = JsonNode.Parse(File.ReadAllText(json))!;
        Assert.True(document["complete"]!.GetValue<bool>());
        Same(JsonNode.Parse(Unpacked(folder, reference))!, document, "");
        if (table is not null)
            SameRows(Unpacked(folder, table).Split('\n', StringSplitOptions.RemoveEmptyEntries), File.ReadAllLines(csv));
        else
            Assert.Equal(1 + 601 * 4, File.ReadLines(csv).Count());

        // The first figure under the name given, others beside it; all drawn with marks or lines and titled.
        string[] figures = Directory.GetFiles(out_, "*.svg");
        Assert.Contains(svg, figures);
        Assert.True(figures.Length > 1, "one figure only");
        Assert.All(figures, f => Assert.True(XDocument.Load(f).Root is { Name.LocalName: "svg" } root && root.Descendants().Count() > 20, f));
    }

    [Theory]
    [InlineData("li-clusters", "li_nvt_900", 4)]
    [InlineData("msm", "li_nvt_900", 4)]
    [InlineData("tfsi", "li_nvt_900", 16)]
    [InlineData("pyr14", "li_nvt_900", 12)]
    [InlineData("tfsi", "vac_tfsi_700", 1)]
    [InlineData("pyr14", "vac_pyr14_500", 1)]
    public void Files_that_are_cut_give_what_is_before(string analysis, string folder, int ions)
    {
        string whole = Trajectory(folder), cut = Path.Combine(Scratch.Folder(), Path.GetFileName(whole)), json = Scratch.File("r.json"), csv = Scratch.File("r.csv");
        byte[] bytes = File.ReadAllBytes(whole);
        File.WriteAllBytes(cut, bytes[..(bytes.Length / 5)]);
        string[] cutoffs = analysis == "li-clusters" ? ["--o-cutoff", "2.8", "--center-cutoff", "6"] : [];
        ToolRun run = Analyze(analysis, cut, folder, [.. cutoffs, "--json", json, "--csv", csv]);
        JsonNode document = JsonNode.Parse(File.ReadAllText(json))!;
        int frames = document["frames"]!.GetValue<int>();
        Assert.Equal(65, run.ExitCode);
        Assert.InRange(frames, 20, 450);
        Assert.False(document["complete"]!.GetValue<bool>());
        Assert.StartsWith("Truncated", document["fault"]!["message_class"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains($"the results are those of the {frames} frames before it.", run.Error, StringComparison.Ordinal);
        Assert.Equal(1 + frames * ions, File.ReadLines(csv).Count());

        // What is there is what the whole file has there.
        string? table = analysis switch { "li-clusters" => "li_per_frame.csv.gz", "tfsi" => "tfsi_angles.csv.gz", "pyr14" => "pyr14_shape.csv.gz", _ => null };
        if (table is not null)
            SameRows(Unpacked(folder, table).Split('\n')[..(1 + frames * ions)], File.ReadAllLines(csv));
    }

    [Fact]
    public void A_number_that_is_none_ends_the_analysis_there()
    {
        string path = Path.Combine(Scratch.Folder(), "traj.dump"), json = Scratch.File("r.json");
        string[] frames = Unpacked("vac_tfsi_700", "traj.dump.gz").Split("ITEM: TIMESTEP\n", StringSplitOptions.RemoveEmptyEntries);
        string bad = frames[7].Replace("\n3 ", "\n3x ", StringComparison.Ordinal);
        File.WriteAllText(path, string.Concat(frames[..7].Append(bad).Concat(frames[8..12]).Select(f => "ITEM: TIMESTEP\n" + f)));
        ToolRun run = Analyze("tfsi", path, "vac_tfsi_700", "--json", json);
        JsonNode document = JsonNode.Parse(File.ReadAllText(json))!;
        Assert.Equal(65, run.ExitCode);
        Assert.Equal(7, document["frames"]!.GetValue<int>());
        Assert.Equal((7, "BadNumber"), (document["fault"]!["frame"]!.GetValue<int>(), document["fault"]!["message_class"]!.GetValue<string>()));
        Assert.Equal(7, document["counts"]!.AsObject().Sum(c => c.Value!.GetValue<int>()));
    }

    [Theory]
    [InlineData("li-clusters", "vac_tfsi_700", "needs")]
    [InlineData("pyr14", "vac_tfsi_700", "needs PYR14")]
    [InlineData("tfsi", "vac_pyr14_500", "needs TFSI")]
    public void Systems_without_the_ion_are_refused(string analysis, string folder, string text)
    {
        ToolRun run = Analyze(analysis, Trajectory(folder), folder);
        Assert.Contains(run.ExitCode, new[] { 2, 65 });
        Assert.Contains(text, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Class_names_are_those_asked_for()
    {
        ToolRun run = Analyze("tfsi", Trajectory("vac_tfsi_700"), "vac_tfsi_700", "--class-names", "Cis", "aCis", "aTrans", "Trans");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"aTrans \(trans inside\) +3\d", run.Out);
    }

    private static ToolRun Analyze(string analysis, string trajectory, string folder, params string[] options) => ToolRun.Of(
        ["analyze", analysis, trajectory, "--topology", TestData.Unpacked("analysis", folder, "topology.data.gz"), "--interval", "0.5", .. options]);

    private static string Trajectory(string folder) => TestData.Path("analysis", folder, "traj.dump.gz") is var dump && File.Exists(dump) ? dump : TestData.Path("analysis", folder, "traj.xtc");

    private static string Unpacked(string folder, string name)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(TestData.Path("analysis", folder, name)), CompressionMode.Decompress));
        return text.ReadToEnd();
    }

    // All that the reference has is in the document, whole numbers exactly; order of eigenvectors and the like is none here.
    private static void Same(JsonNode expected, JsonNode? found, string path)
    {
        switch (expected)
        {
            case JsonObject o:
                foreach ((string key, JsonNode? value) in o.Where(p => !Words.Contains(p.Key) && p.Value is not null))
                {
                    // How often an iteration went round, and limits that nothing can be said of in advance.
                    if (key is "iterations" or "last_change" or "temperature_K")
                        continue;
                    Assert.True(found?[key] is not null, $"{path}/{key} is missing");
                    if (key is "implied_timescales_reversible_ps" && o["eigenvalues_reversible"] is JsonArray eigenvalues)
                    {
                        // The timescale of an eigenvalue that is 0 but for rounding says nothing.
                        for (int m = 0; m < value!.AsArray().Count; m++)
                        {
                            if (value[m] is { } time && Math.Abs(eigenvalues[m + 1]!.GetValue<double>()) > 1e-7)
                                Same(time, found[key]![m], $"{path}/{key}[{m}]");
                        }

                        continue;
                    }

                    Same(value!, found[key], $"{path}/{key}");
                }

                break;
            case JsonArray a:
                Assert.True(a.Count == found!.AsArray().Count, $"{path}: {found.AsArray().Count} values instead of {a.Count}");
                for (int k = 0; k < a.Count; k++)
                {
                    if (a[k] is { } value)
                        Same(value, found[k], $"{path}[{k}]");
                }

                break;
            case JsonValue v when v.GetValueKind() == JsonValueKind.Number:
                double x = v.GetValue<double>(), y = found!.GetValue<double>();
                if (path.Contains("eigenvalues_mle", StringComparison.Ordinal) && path.EndsWith("][1]", StringComparison.Ordinal))
                    (x, y) = (Math.Abs(x), Math.Abs(y)); // imaginary parts of a conjugate pair, which has no order
                double tolerance = path.Contains("timescales", StringComparison.Ordinal) ? 1e-6 * Math.Abs(x) : x == Math.Round(x) && !path.Contains("/lags", StringComparison.Ordinal) ? 1e-12 : 1e-8 * Math.Max(1, Math.Abs(x));
                Assert.True(Math.Abs(x - y) <= tolerance, $"{path}: {y} instead of {x}");
                break;
            default:
                Assert.Equal(expected.ToJsonString(), found!.ToJsonString());
                break;
        }
    }

    private static void SameRows(string[] expected, string[] found)
    {
        Assert.Equal(expected[0], found[0]);
        Assert.Equal(expected.Length, found.Length);
        for (int line = 1; line < expected.Length; line++)
        {
            if (expected[line] == found[line])
                continue;
            double[] a = Numbers(expected[line]), b = Numbers(found[line]);
            Assert.True(a.Length == b.Length && a.Zip(b).All(p => Math.Abs(p.First - p.Second) <= 2e-10), $"line {line + 1}: {found[line]} instead of {expected[line]}");
        }
    }

    private static double[] Numbers(string row) => [.. row.Split(',').Select(w => double.Parse(w, CultureInfo.InvariantCulture))];
}
