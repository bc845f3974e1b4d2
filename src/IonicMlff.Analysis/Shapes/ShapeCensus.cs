using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Statistics;

namespace IonicMlff.Analysis.Shapes;

/// <summary>How many molecules have which shape, frame by frame, and how they change.</summary>
public sealed class ShapeCensus(int classes)
{
    private readonly List<int[]> _perFrame = [];
    private int[] _last = [];

    /// <summary>Molecules times frames.</summary>
    public long Total { get; private set; }

    /// <summary>Of these, how many have each shape.</summary>
    public long[] Counts { get; } = new long[classes];

    /// <summary>From row to column between neighbouring frames.</summary>
    public long[,] Transitions { get; } = new long[classes, classes];

    /// <summary>Adds a frame: the shape of each molecule.</summary>
    public void Add(int[] shapes)
    {
        var counts = new int[classes];
        for (int m = 0; m < shapes.Length; m++)
        {
            counts[shapes[m]]++;
            Counts[shapes[m]]++;
            if (_last.Length > 0)
                Transitions[_last[m], shapes[m]]++;
        }

        Total += shapes.Length;
        _perFrame.Add(counts);
        _last = shapes;
    }

    /// <summary>Share of a shape.</summary>
    public double Population(int shape) => (double)Counts[shape] / Total;

    /// <summary>Standard error of the share from blocks of frames; nan for fewer than ten frames.</summary>
    public double Error(int shape) => BlockAverage.Error(Blocks(shape));

    /// <summary>The error of some share still grows with the length of blocks.</summary>
    public bool IsShort => Enumerable.Range(0, classes).Any(k => Counts[k] > 0 && Counts[k] < Total && BlockAverage.StillGrows(Blocks(k)));

    /// <summary>Changes of shape between neighbouring frames.</summary>
    public long Changes => Enumerable.Range(0, classes).Sum(i => Enumerable.Range(0, classes).Where(j => j != i).Sum(j => Transitions[i, j]));

    /// <summary>Adds the numbers to a document, under the names of the classes.</summary>
    public void Describe(JsonObject json, IReadOnlyList<string> names, double? interval)
    {
        json["classes"] = Json.Words(names);
        json["populations"] = ByName(names, k => Json.Number(Population(k)));
        json["population_errors"] = ByName(names, k => Json.Number(Error(k)));
        json["counts"] = ByName(names, k => JsonValue.Create(Counts[k]));
        json["transition_counts"] = new JsonArray([.. Enumerable.Range(0, classes).Select(i => (JsonNode)Json.Whole(Enumerable.Range(0, classes).Select(j => Transitions[i, j])))]);
        json["changes"] = Changes;
        double time = interval * (Total - _last.Length) ?? double.NaN; // of all molecules, ps
        json["changes_per_ns_and_molecule"] = Json.Number(1000 * Changes / time);
    }

    /// <summary><c>34.8 ± 1.2 %</c>.</summary>
    public string Percent(int shape) => ErrorText.Of(100 * Population(shape), 100 * Error(shape)) + " %";

    /// <summary>Line for people about changes.</summary>
    public string ChangesText(double? interval)
    {
        double rate = 1000 * Changes / (interval * (Total - _last.Length) ?? double.NaN);
        string count = string.Create(CultureInfo.InvariantCulture, $"{Changes} between neighbouring frames");
        return double.IsFinite(rate) ? count + string.Create(CultureInfo.InvariantCulture, $", {rate:G3} per ns and molecule") : count;
    }

    private IReadOnlyList<BlockError> Blocks(int shape) => BlockAverage.Errors(_perFrame.Select(c => (double)c[shape] / Math.Max(1, _last.Length)).ToArray());

    private static JsonObject ByName(IReadOnlyList<string> names, Func<int, JsonNode?> value)
    {
        var json = new JsonObject();
        for (int k = 0; k < names.Count; k++)
            json[names[k]] = value(k);
        return json;
    }
}
