using System.Text.Json;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Testing;

namespace IonicMlff.Models.Tests.Mace.Golden;

/// <summary>One structure of one model with what upstream computed for it, for every head, charge and arithmetic.</summary>
public sealed record GoldenCase(string Model, AtomSystem System, GoldenResult[] Results)
{
    private static readonly Dictionary<string, Lazy<MacePotential>> Potentials = [];

    /// <summary>(model, structure) of every case, those of the trained models included.</summary>
    public static IEnumerable<(string Model, string Structure)> All =>
        from folder in new[] { TestData.Path("mace", "cases"), TestData.Path("mace", "trained", "cases") }
        from model in Directory.GetDirectories(folder).Order()
        from structure in Directory.GetDirectories(model).Order()
        select (Path.GetFileName(model), Path.GetFileName(structure));

    /// <summary>A model of the golden set, read once per process.</summary>
    public static MacePotential Potential(string model)
    {
        lock (Potentials)
        {
            if (!Potentials.TryGetValue(model, out Lazy<MacePotential>? potential))
            {
                string folder = IsTrained(model) ? "trained" : "models";
                Potentials[model] = potential = new(() =>
                    new MacePotential(MaceImporter.Read(TestData.Unpacked("mace", folder, $"{model}.model.gz"))));
            }

            return potential.Value;
        }
    }

    public static GoldenCase Load(string model, string structure)
    {
        string folder = IsTrained(model)
            ? TestData.Path("mace", "trained", "cases", model, structure)
            : TestData.Path("mace", "cases", model, structure);
        using JsonDocument output = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "output.json")));
        return new GoldenCase(
            model,
            ReadStructure(Path.Combine(folder, "structure.extxyz"), Potential(model).Info),
            [.. output.RootElement.GetProperty("results").EnumerateArray().Select(GoldenResult.Read)]);
    }

    private static AtomSystem ReadStructure(string path, PotentialInfo info)
    {
        Frame frame = ExtxyzReader.Read(path).Single();
        List<int> elements = [.. info.AtomicNumbers];
        return new AtomSystem([.. frame.AtomicNumbers.Select(z => elements.IndexOf(z))], frame.Positions, frame.Cell);
    }

    private static bool IsTrained(string model) => model.StartsWith("pyr14bf4_xtb", StringComparison.Ordinal);
}

/// <summary>One entry of <c>results</c>; eV and Å, virial = −∂E/∂ε, stress = +∂E/∂ε/V.</summary>
public sealed record GoldenResult
{
    public required EvaluatorOptions Options { get; init; }

    public required bool IsFloat32 { get; init; }

    public required double Energy { get; init; }

    public required double? InteractionEnergy { get; init; }

    public required double E0Sum { get; init; }

    public required double[] NodeEnergy { get; init; }

    public required double[] Forces { get; init; }

    public required double[] Virial { get; init; }

    public required double[]? Stress { get; init; }

    public static GoldenResult Read(JsonElement result)
    {
        bool hasExtra = result.TryGetProperty("extra", out JsonElement extra);
        return new GoldenResult
        {
            Options = new EvaluatorOptions
            {
                Head = result.GetProperty("head").GetString(),
                TotalCharge = hasExtra ? extra.GetProperty("total_charge").GetDouble() : null,
                TotalSpin = hasExtra ? extra.GetProperty("total_spin").GetDouble() : null,
            },
            IsFloat32 = result.GetProperty("dtype").GetString() == "float32",
            Energy = result.GetProperty("energy").GetDouble(),
            InteractionEnergy = result.TryGetProperty("interaction_energy", out JsonElement e) ? e.GetDouble() : null,
            E0Sum = result.GetProperty("e0_sum").GetDouble(),
            NodeEnergy = Numbers(result.GetProperty("node_energy")),
            Forces = Numbers(result.GetProperty("forces")),
            Virial = Numbers(result.GetProperty("virials")),
            Stress = result.GetProperty("stress").ValueKind == JsonValueKind.Null ? null : Numbers(result.GetProperty("stress")),
        };
    }

    /// <summary>Numbers of nested arrays in order.</summary>
    private static double[] Numbers(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().SelectMany(Numbers)] : [e.GetDouble()];
}
