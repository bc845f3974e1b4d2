using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IonicMlff.Testing;
using Xunit;
using Xunit.Abstractions;

namespace OpenMM.Tests;

/// <summary>
/// Systems that <see cref="ForceField"/> builds from OpenMM's own force-field files have the energies and forces of the same systems built
/// by OpenMM's Python package.
/// </summary>
public sealed class WaterTests(ITestOutputHelper output)
{
    private static readonly Lazy<Dictionary<string, Result>> Expected = new(RunPython);

    public static TheoryData<string> CaseNames => new(Cases().Keys);

    [PythonTheory, MemberData(nameof(CaseNames))]
    public void SameAsOpenMMsOwnForceField(string name)
    {
        Case c = Cases()[name];
        Result expected = Expected.Value[name];
        var pdb = new PdbFile(c.Pdb);
        foreach (int[] bond in c.Bonds)
            pdb.Topology.AddBond(pdb.Topology.Atoms[bond[0]], pdb.Topology.Atoms[bond[1]]);
        MolecularSystem system = new ForceField(c.Files).CreateSystem(pdb.Topology, new ForceFieldOptions
        {
            NonbondedMethod = Enum.Parse<NonbondedMethod>(c.Method),
            NonbondedCutoff = c.Cutoff,
            Constraints = Enum.Parse<Constraints>(c.Constraints),
            RigidWater = c.RigidWater,
            HydrogenMass = c.HydrogenMass,
            SwitchDistance = c.SwitchDistance,
        });
        Assert.Equal(expected.Constraints, system.Constraints.Count);
        Assert.Equal(expected.Masses.Select(Hex), system.Masses);

        using var context = new Context(system, new VerletIntegrator(0.001), Installation.Reference);
        context.SetPositions([.. pdb.Positions]);
        if (c.ComputeVirtualSites)
            context.ComputeVirtualSites();
        using State state = context.GetState(StateTypes.Energy | StateTypes.Forces);
        double energy = Hex(expected.Energy);
        Assert.InRange(state.PotentialEnergy, energy - 1e-9 * Math.Abs(energy), energy + 1e-9 * Math.Abs(energy));
        double[] theirs = [.. expected.Forces.Select(Hex)];
        Assert.Equal(theirs.Length, 3 * state.Forces.Length);
        double norm = Math.Sqrt(theirs.Sum(f => f * f)), difference = 0;
        for (int i = 0; i < state.Forces.Length; i++)
            difference += Square(state.Forces[i] - new Vec3(theirs[3 * i], theirs[3 * i + 1], theirs[3 * i + 2]));
        output.WriteLine($"{name}: {theirs.Length / 3} particles, energy {energy} kJ/mol, relative difference {Math.Abs(state.PotentialEnergy / energy - 1):e1}, of the forces {Math.Sqrt(difference) / norm:e1}");
        Assert.True(Math.Sqrt(difference) <= 1e-9 * norm, $"forces differ by {Math.Sqrt(difference) / norm:e2} of their norm");
    }

    /// <summary>A force field written as one file gives the System of the files it was read from, in OpenMM's Python package too.</summary>
    [PythonTheory]
    [InlineData("amber14, included files", "amber14, included files, written as one")]
    [InlineData("molecule", "molecule, written")]
    public void WrittenForceField(string read, string written)
    {
        Assert.Equal(Expected.Value[read].Energy, Expected.Value[written].Energy);
        Assert.Equal(Expected.Value[read].Forces, Expected.Value[written].Forces);
    }

    /// <summary>A box of 216 waters at 300 K without any of our models: the bath is felt, the molecules stay rigid.</summary>
    [PythonFact]
    public void WaterRunsAtConstantVolume()
    {
        (Topology topology, Vec3[] positions) = Boxes.Water(6);
        MolecularSystem system = Boxes.WaterSystem(topology, cutoff: 0.9);
        using var simulation = new Simulation(system, new LangevinMiddleIntegrator(300, 10, 0.002) { RandomSeed = 3 }, Platform.ByName("CPU"));
        simulation.Context.SetPositions(positions);
        simulation.Context.MinimizeEnergy(maxIterations: 50);
        simulation.Context.SetVelocitiesToTemperature(300, 4);
        simulation.Step(300);
        using var text = new StringWriter();
        simulation.Reporters.Add(new StateDataReporter(text, 10));
        simulation.Step(700);
        double[][] rows = Rows(text.ToString());
        Assert.Equal(70, rows.Length);
        Assert.InRange(rows.Average(r => r[5]), 285, 315); // sqrt(2/1293) of 300 K in one sample is 12 K
        Assert.All(rows, r => Assert.Equal(rows[0][6], r[6]));
        using State state = simulation.Context.GetState(StateTypes.Positions);
        foreach (Constraint c in system.Constraints)
            Assert.Equal(c.Distance, (state.Positions[c.Particle1] - state.Positions[c.Particle2]).Length, 1e-5);
    }

    /// <summary>With a barostat a box that is too wide shrinks, and only whole molecules are moved.</summary>
    [PythonFact]
    public void WaterRunsAtConstantPressure()
    {
        (Topology topology, Vec3[] positions) = Boxes.Water(5, spacing: 0.34);
        MolecularSystem system = Boxes.WaterSystem(topology, cutoff: 0.7);
        system.AddForce(new MonteCarloBarostat(1.01325, 300) { Frequency = 5, RandomSeed = 5 });
        using var context = new Context(system, new LangevinMiddleIntegrator(300, 5, 0.002) { RandomSeed = 6 }, Platform.ByName("CPU"));
        Assert.Equal(125, context.MoleculeCount);
        context.SetPositions(positions);
        context.MinimizeEnergy(maxIterations: 50);
        context.SetVelocitiesToTemperature(300, 7);
        context.Step(600);
        using State state = context.GetState(StateTypes.Positions);
        Assert.InRange(state.Box.Volume, 0.5 * topology.Box!.Value.Volume, 0.99 * topology.Box!.Value.Volume);
        foreach (Constraint c in system.Constraints)
            Assert.Equal(c.Distance, (state.Positions[c.Particle1] - state.Positions[c.Particle2]).Length, 1e-5);
        context.SetTemperature(310);
        Assert.Equal(310, context.GetIntegratorValue("temperature"));
        Assert.Equal(310, context.GetParameter("MonteCarloTemperature"));
    }

    internal static double[][] Rows(string csv) =>
        [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(r => r.Split(',').Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray())];

    private static Dictionary<string, Case> Cases()
    {
        string data = ForceField.DataFolders.FirstOrDefault() ?? "/";
        string Own(string file) => Path.Combine(TestData.Root, "tests", "OpenMM.NET.Tests", "data", file);
        Case Water(string model, string? file = null) => new(Path.Combine(data, model + ".pdb"), [file ?? model + ".xml"]);
        Case molecule = new(Own("molecule.pdb"), [Own("molecule.xml")]) { Method = "NoCutoff", Bonds = Molecule };
        Case amber = Water("tip3p") with { Files = ["amber14-all.xml", "amber14/tip3p.xml"] };
        return new()
        {
            ["tip3p PME"] = Water("tip3p"),
            ["tip3p flexible, reaction field"] = Water("tip3p") with { Method = "CutoffPeriodic", RigidWater = false, SwitchDistance = 0.7 },
            ["spce LJPME"] = Water("spce") with { Method = "LjPme" },
            ["tip4pew PME"] = Water("tip4pew") with { ComputeVirtualSites = true },
            ["tip5p PME"] = Water("tip5p") with { ComputeVirtualSites = true },
            ["amber14 tip3p, charges in residues"] = Water("tip3p", "amber14/tip3p.xml"),
            ["amber14, included files"] = amber,
            ["amber14, included files, written as one"] = amber with { Files = [Written(amber.Files)] },
            ["molecule"] = molecule,
            ["molecule, written"] = molecule with { Files = [Written(molecule.Files)] },
            ["molecule, H bonds rigid"] = molecule with { Constraints = "HBonds", HydrogenMass = 3 },
            ["molecule, H angles rigid"] = molecule with { Constraints = "HAngles", Method = "CutoffNonPeriodic" },
        };
    }

    // What ToXml gives, as a file; where OpenMM's own files are absent no test asks for it.
    private static string Written(string[] files)
    {
        string file = Installation.Scratch("written.xml");
        if (ForceField.DataFolders.Count > 0)
            File.WriteAllText(file, new ForceField(files).ToXml());
        return file;
    }

    // Acetamide with a hydroxymethyl group: propers, impropers, wildcards, 1-4 pairs.
    private static readonly int[][] Molecule = [[0, 1], [0, 2], [0, 3], [0, 4], [4, 5], [4, 6], [6, 7], [6, 8], [1, 9], [9, 10]];

    private static Dictionary<string, Result> RunPython()
    {
        string cases = Installation.Scratch("cases.json"), results = Installation.Scratch("results.json");
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
        File.WriteAllText(cases, JsonSerializer.Serialize(Cases(), options));
        (int code, string text) = Installation.Run(Installation.Python, Path.Combine(TestData.Root, "tests", "OpenMM.NET.Tests", "reference.py"), cases, results);
        Assert.True(code == 0, text);
        return JsonSerializer.Deserialize<Dictionary<string, Result>>(File.ReadAllText(results), options)!;
    }

    // Python's float.hex(): exact.
    private static double Hex(string text)
    {
        int sign = text[0] == '-' ? -1 : 1, p = text.IndexOf('p');
        string[] digits = text[(text.IndexOf('x') + 1)..p].Split('.');
        long mantissa = Convert.ToInt64(digits[0] + (digits.Length > 1 ? digits[1] : ""), 16);
        return sign * Math.ScaleB(mantissa, int.Parse(text[(p + 1)..], CultureInfo.InvariantCulture) - 4 * (digits.Length > 1 ? digits[1].Length : 0));
    }

    private static double Square(Vec3 v) => v.Dot(v);

    private sealed record Case(string Pdb, string[] Files)
    {
        public string Method { get; init; } = "Pme";

        public double Cutoff { get; init; } = 0.9;

        public string Constraints { get; init; } = "None";

        public bool? RigidWater { get; init; }

        public double? HydrogenMass { get; init; }

        public double? SwitchDistance { get; init; }

        public bool ComputeVirtualSites { get; init; }

        public int[][] Bonds { get; init; } = [];
    }

    private sealed record Result(string Energy, string[] Forces, int Constraints, string[] Masses);
}
