using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Training.Dpmd;

/// <summary>Average and deviation of frame or atom parameters (fparam, aparam) over frames.</summary>
public static class ParameterSample
{
    private const double SmallestDeviation = 0.01;

    /// <summary>Statistics of parameters; a deviation below 0.01 counts as 0.01.</summary>
    /// <param name="rows">Parameters, one array per frame or atom.</param>
    /// <param name="count">Numbers per array.</param>
    /// <param name="name"><c>fparam</c> or <c>aparam</c>, for messages.</param>
    /// <exception cref="IlmlffException">There are none, or their number is another.</exception>
    public static ParameterStatistics Of(IReadOnlyList<double[]> rows, int count, string name)
    {
        if (count == 0)
            return new();
        if (rows.Count == 0 || rows.Any(r => r.Length != count))
            throw IlmlffException.BadData($"numb_{name} is {count}, but the training data have {(rows.Count == 0 ? "none" : $"{rows.First(r => r.Length != count).Length}")}; expected {count} {name} with every frame.");

        double[] average = [.. Enumerable.Range(0, count).Select(k => rows.Average(r => r[k]))];
        double[] deviation = [.. Enumerable.Range(0, count).Select(k => Math.Sqrt(Math.Max(0, rows.Average(r => r[k] * r[k]) - average[k] * average[k])))];
        return new() { Average = average, InverseDeviation = [.. deviation.Select(d => 1 / Math.Max(d, SmallestDeviation))] };
    }
}
