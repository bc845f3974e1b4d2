using System.Text.Json;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Testing;

namespace IonicMlff.Models.Tests.Dpmd.Pb;

/// <summary>Reading DeePMD-kit's expectations, and evaluating what they were made from.</summary>
internal static class UpstreamCase
{
    /// <summary>A file of expectations.</summary>
    public static JsonElement Read(string name) => JsonElement.Parse(File.ReadAllBytes(Path.Combine(PbModels.UpstreamFolder, name)));

    /// <summary>Numbers of nested arrays in order.</summary>
    public static double[] Numbers(this JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().SelectMany(Numbers)] : [e.GetDouble()];

    /// <summary>The numbers of a property.</summary>
    public static double[] Numbers(this JsonElement e, string property) => e.GetProperty(property).Numbers();

    /// <summary>Reference evaluation; null for open boundaries.</summary>
    public static Evaluation Evaluate(DpmdModel model, int[] types, double[] positions, double[]? cell)
    {
        using IEvaluator evaluator = new DpmdPotential(model).CreateEvaluator(new EvaluatorOptions { Backend = "reference" });
        return Evaluation.Of(evaluator, new AtomSystem(types, positions, cell is null ? Cell.None
            : new Cell(cell[0], cell[1], cell[2], cell[3], cell[4], cell[5], cell[6], cell[7], cell[8], true, true, true)));
    }

    /// <summary>Upstream's atom virials are ∂E/∂v⊗v; ours are v⊗∂E/∂v.</summary>
    public static double[] Transposed(double[] matrices) =>
        [.. Enumerable.Range(0, matrices.Length).Select(k => matrices[k / 9 * 9 + k % 3 * 3 + k % 9 / 3])];

    /// <summary>Every number within a tolerance relative to the largest one.</summary>
    public static void AssertRelative(double[] expected, double[] actual, double relative, string what) =>
        Agreement.AssertClose(expected, actual, relative * expected.Max(Math.Abs), what);
}
