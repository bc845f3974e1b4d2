using System.Text.Json.Nodes;
using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>A structure with upstream's results for one head and one charge and spin.</summary>
internal sealed class GoldenCase
{
    private readonly JsonNode result;

    private GoldenCase(string model, string structure, JsonNode result)
    {
        Model = TestData.Path("mace", "models", model + ".model.gz");
        Structure = StructurePath(model, structure);
        this.result = result;
    }

    public string Model { get; }

    public string Structure { get; }

    public string Head => (string)result["head"]!;

    public double? Charge => (double?)result["extra"]?["total_charge"];

    public double? Spin => (double?)result["extra"]?["total_spin"];

    public double[] Virial => [.. result["virials"]!.AsArray().SelectMany(row => row!.AsArray().Select(x => (double)x!))];

    public static string StructurePath(string model, string structure) => TestData.Path("mace", "cases", model, structure, "structure.extxyz");

    /// <summary>The float64 results of a case.</summary>
    public static GoldenCase[] All(string model, string structure)
    {
        JsonNode output = JsonNode.Parse(File.ReadAllText(TestData.Path("mace", "cases", model, structure, "output.json")))!;
        return [.. output["results"]!.AsArray().Where(r => (string?)r!["dtype"] == "float64").Select(r => new GoldenCase(model, structure, r!))];
    }

    /// <summary>The golden tolerances: energy 1e-9 eV per atom, forces 1e-8 eV/Å and virial 1e-7 eV, relative to the largest force where that exceeds 1.</summary>
    public void Agrees(Frame frame)
    {
        double[] forces = [.. result["forces"]!.AsArray().SelectMany(f => f!.AsArray().Select(x => (double)x!))];
        double[] sites = [.. result["node_energy"]!.AsArray().Select(x => (double)x!)];
        double scale = Math.Max(1, forces.Max(Math.Abs));
        Close([(double)result["energy"]!], frame.Values["energy"].AsReals()!, 1e-9 * frame.Count);
        Close(sites, frame.Columns["energy_site"].AsReals()!, 1e-8);
        Close(forces, frame.Columns["forces"].AsReals()!, 1e-8 * scale);
        Close(Virial, frame.Values["virial"].AsReals()!, 1e-7 * scale);
        if (result["stress"] is JsonArray stress)
        {
            Close([.. stress.SelectMany(f => f!.AsArray().Select(x => (double)x!))], frame.Values["stress"].AsReals()!, 1e-7 * scale / frame.Cell.Volume);
        }
        else
        {
            Assert.False(frame.Values.ContainsKey("stress"));
        }
    }

    private static void Close(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i], expected[i] - tolerance, expected[i] + tolerance);
        }
    }
}
