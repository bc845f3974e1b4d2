using System.Text.Json;
using IonicMlff.Testing;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>A structure with the energy, forces and virial that upstream MACE computed for it, in LAMMPS's frame.</summary>
public sealed class GoldenCase
{
    /// <summary>Reads a case of tests/data/mace/cases; its first float64 result, or the one with the given head or total charge.</summary>
    public GoldenCase(string model, string structure, string? head = null, int? charge = null)
    {
        string[] folder = ["mace", "cases", model, structure];
        Model = model;
        Name = structure;
        Frame = LammpsFrame.Read([.. folder, "structure.extxyz"]);
        using var json = JsonDocument.Parse(File.ReadAllText(TestData.Path([.. folder, "output.json"])));
        JsonElement result = json.RootElement.GetProperty("results").EnumerateArray()
            .First(r => r.GetProperty("dtype").GetString() == "float64"
                && (head is null || r.GetProperty("head").GetString() == head)
                && (charge is null || r.GetProperty("extra").GetProperty("total_charge").GetDouble() == charge));
        Energy = result.GetProperty("energy").GetDouble();
        SiteEnergies = Numbers(result.GetProperty("node_energy"));
        Forces = result.GetProperty("forces").EnumerateArray().Select(f => Frame.Rotate(Numbers(f))).ToArray();
        Virial = Frame.Rotate(result.GetProperty("virials").EnumerateArray().Select(Numbers).ToArray());
    }

    private GoldenCase(string model, string structure, LammpsFrame frame, JsonElement result)
    {
        (Model, Name, Frame) = (model, structure, frame);
        Energy = result.GetProperty("energy").GetDouble();
        SiteEnergies = Numbers(result.GetProperty("atomic_energies"));
        Forces = result.GetProperty("forces").EnumerateArray().Select(f => Frame.Rotate(Numbers(f))).ToArray();
        Virial = Frame.Rotate(result.GetProperty("virial").EnumerateArray().Select(Numbers).ToArray());
        // the file has the force's component first
        AtomVirials = [.. result.GetProperty("atomic_virial").EnumerateArray().Select(Numbers)
            .Select(w => Frame.Rotate([[w[0], w[3], w[6]], [w[1], w[4], w[7]], [w[2], w[5], w[8]]]))];
    }

    /// <summary>A case of tests/data/deepmd, with what upstream DeePMD-kit computed.</summary>
    public static GoldenCase Dpmd(string model, string structure)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(TestData.Path("deepmd", "golden", $"{model}__{structure}.json")));
        return new GoldenCase(model, structure, LammpsFrame.Read("deepmd", "structures", structure + ".extxyz"), json.RootElement);
    }

    /// <summary>Model and structure names.</summary>
    public string Model { get; }

    /// <summary>Structure's name.</summary>
    public string Name { get; }

    /// <summary>Atoms and cell.</summary>
    public LammpsFrame Frame { get; }

    /// <summary>Total energy, eV.</summary>
    public double Energy { get; }

    /// <summary>Energy per atom, eV.</summary>
    public double[] SiteEnergies { get; }

    /// <summary>Forces, eV/Å.</summary>
    public double[][] Forces { get; }

    /// <summary>Virial, eV.</summary>
    public double[][] Virial { get; }

    /// <summary>Virial of every atom, r ⊗ f, eV; DeePMD cases of at most 70 atoms only.</summary>
    public double[][][] AtomVirials { get; } = [];

    /// <summary>Largest force component, at least 1 eV/Å: the scale of errors.</summary>
    public double ForceScale => Math.Max(1, Forces.Max(f => f.Max(Math.Abs)));

    private static double[] Numbers(JsonElement array) => array.EnumerateArray().Select(n => n.GetDouble()).ToArray();
}
