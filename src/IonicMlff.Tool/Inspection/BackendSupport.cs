using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd.Simd;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Inspection;

/// <summary>Whether a back end can evaluate a model in a precision, and how it does on the model's golden frames.</summary>
/// <param name="Backend">simd or reference.</param>
/// <param name="Precision">double or mixed.</param>
/// <param name="Golden">Deviations on the golden frames; null without frames or support.</param>
/// <param name="Refusal">Why the model can't be evaluated, or null.</param>
/// <param name="GoldenFailed">The refusal is that of the golden check: the back end runs and computes something else.</param>
internal sealed record BackendSupport(string Backend, string Precision, GoldenReport? Golden, string? Refusal, bool GoldenFailed)
{
    private static readonly (string Backend, Precision Precision)[] Choices =
        [("simd", Core.Potentials.Precision.Double), ("simd", Core.Potentials.Precision.Mixed), ("reference", Core.Potentials.Precision.Double)];

    /// <summary>What the back end made of the model (tables and their measured error), or null.</summary>
    public string? Detail { get; init; }

    /// <summary>All back ends and precisions for a model file.</summary>
    public static IEnumerable<BackendSupport> Of(string path)
    {
        IPotential potential = Models.PotentialFile.Open(path);
        IPotential unchecked_ = potential is GoldenCheckedPotential golden ? golden.Inner : potential;
        string head = unchecked_.Info.Heads[0];
        foreach ((string backend, Precision precision) in Choices)
        {
            var options = new EvaluatorOptions { Backend = backend, Precision = precision, Head = head };
            string word = precision == Core.Potentials.Precision.Mixed ? "mixed" : "double";
            string? detail = null;
            yield return Try(() => detail = Describe(unchecked_, options)) is string refusal
                ? new BackendSupport(backend, word, null, refusal, GoldenFailed: false)
                : Check(path, backend, word, options with { Head = null }) with { Detail = detail };
        }
    }

    /// <summary>For people.</summary>
    public override string ToString() => Refusal is not null ? $"no: {Refusal}"
        : Golden is null ? Detail is null ? "yes" : $"yes; {Detail}"
        : string.Create(CultureInfo.InvariantCulture,
            $"yes; {Golden.Frames} golden frames agree: energy {Golden.EnergyDeviation:0.0e+0} eV/atom, forces {Golden.ForceDeviation:0.0e+0} eV/Å");

    /// <summary>For <c>--json</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["backend"] = Backend,
        ["precision"] = Precision,
        ["supported"] = Refusal is null || GoldenFailed,
        ["why_not"] = Refusal,
        ["detail"] = Detail,
        ["golden"] = Golden is null ? null : new JsonObject
        {
            ["frames"] = Golden.Frames,
            ["energy_deviation"] = JsonOutput.Number(Golden.EnergyDeviation),
            ["force_deviation"] = JsonOutput.Number(Golden.ForceDeviation),
        },
    };

    private static string? Describe(IPotential potential, EvaluatorOptions options)
    {
        using IEvaluator evaluator = potential.CreateEvaluator(options);
        return evaluator is DpmdSimdEvaluator simd ? simd.TableSummary : null;
    }

    private static BackendSupport Check(string path, string backend, string precision, EvaluatorOptions options)
    {
        GoldenReport? report = null;
        string? refusal = Try(() => report = ModelFile.CheckGolden(path, options));
        return new BackendSupport(backend, precision, report, refusal, GoldenFailed: refusal is not null);
    }

    private static string? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (IlmlffException e)
        {
            return e.Message;
        }
    }
}
