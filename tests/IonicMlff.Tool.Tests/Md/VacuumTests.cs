using System.Globalization;
using IonicMlff.Analysis.Shapes;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Units;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Md;

/// <summary>Molecular dynamics of a single molecule in vacuum, in both engines, and what the analyses say of it.</summary>
public sealed class VacuumTests
{
    private const double Temperature = 300, Stiffness = 0.3, Rest = 2.4; // of tests/ToyPotentials/ChainToy, between the ends

    [TheoryForOpenMm]
    [InlineData("lammps")]
    [InlineData("openmm")]
    [Trait(Tier.Name, Tier.Deep)]
    public void The_distribution_of_a_dihedral_is_that_of_its_energy(string engine)
    {
        string folder = Scratch.Folder();
        File.WriteAllText(Path.Combine(folder, "chain.xyz"), "4\nProperties=species:S:1:pos:R:3 pbc=\"F F F\"\nF -0.33 1.36 0\nC 0 0 0\nN 1.4 0 0\nO 1.73 0.9 1.0\n");
        File.WriteAllText(Path.Combine(folder, "md.yaml"), $$"""
            engine: {{engine}}
            system: chain.xyz
            model: {{Argon.Toy("ChainToy")}}
            model_options: {threads: 1}
            timestep: 1
            temperature: {{Temperature}}
            ensemble: nvt
            thermostat: {kind: langevin, time: 200}
            seed: 11
            stages:
              - {kind: minimise}
              - {kind: equilibrate, time: 2}
              - {kind: produce, time: 200}
            output: {trajectory_every: 50, thermo_every: 1000, checkpoint_every: 100000}

            """);
        ToolRun run = Argon.Run(folder);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("bar", run.Error, StringComparison.Ordinal); // there is no pressure in vacuum
        double[] cosines = [.. ExtxyzReader.Read(Argon.Out(folder, "trajectory.extxyz")).Select(f => Math.Cos(Dihedral.Of(f.Positions, 0, 1, 2, 3)))];
        Assert.InRange(cosines.Length, 4000, 4001);

        // Of blocks long against the life of a torsion (some ps).
        double[] blocks = [.. cosines.Chunk(200).Where(b => b.Length == 200).Select(b => b.Average())];
        double mean = blocks.Average(), error = Math.Sqrt(blocks.Sum(b => (b - mean) * (b - mean)) / (blocks.Length * (blocks.Length - 1.0)));
        double expected = Expected();
        Assert.InRange(error, 0.001, 0.1);
        Assert.True(Math.Abs(mean - expected) < 4 * error + 0.02, string.Create(CultureInfo.InvariantCulture, $"<cos> = {mean:F4} ± {error:F4}, expected {expected:F4}"));
        Assert.InRange(Math.Abs(expected), 0.1, 0.9); // without the spring it would be 0
    }

    [FactForOpenMm]
    [Trait(Tier.Name, Tier.Deep)]
    public void The_example_runs_and_its_shapes_come_out()
    {
        string folder = Scratch.Folder(), example = Path.Combine(TestData.Root, "examples", "single-molecule");
        File.Copy(Path.Combine(example, "pyr14.xyz"), Path.Combine(folder, "pyr14.xyz"));
        File.WriteAllText(Path.Combine(folder, "md.yaml"), File.ReadAllText(Path.Combine(example, "vacuum.yaml"))
            .Replace("../models", Path.Combine(TestData.Root, "examples", "models"), StringComparison.Ordinal).Replace("time: 5}", "time: 0.5}", StringComparison.Ordinal));
        ToolRun run = Argon.Run(folder);
        Assert.True(run.ExitCode == 0, run.Error);
        ToolRun shapes = ToolRun.Of("analyze", "pyr14", Argon.Out(folder, "trajectory.extxyz"), "--json", "-");
        Assert.True(shapes.ExitCode == 0, shapes.Error);
        Assert.InRange(shapes.Json["frames"]!.GetValue<int>(), 50, 51);
        Assert.InRange(shapes.Json["mean_r2"]!.GetValue<double>(), 4.5, 6.6);
        Assert.Equal(0.01, shapes.Json["frame_interval_ps"]!.GetValue<double>(), 1e-9);
    }

    // Bonds and 1-3 distances at rest: r14(φ), weighted by exp(−V/kT).
    private static double Expected()
    {
        double cos = 1 - 2.2 * 2.2 / (2 * 1.4 * 1.4), sin = Math.Sqrt(1 - cos * cos), sum = 0, weights = 0;
        for (int k = 0; k < 3600; k++)
        {
            double phi = 2 * Math.PI * k / 3600, x = 1.4 - 2 * 1.4 * cos, y = 1.4 * sin;
            double r = Math.Sqrt(x * x + 2 * y * y * (1 - Math.Cos(phi))), v = 0.5 * Stiffness * (r - Rest) * (r - Rest);
            double weight = Math.Exp(-v / (Unit.Boltzmann * Temperature));
            (sum, weights) = (sum + weight * Math.Cos(phi), weights + weight);
        }

        return sum / weights;
    }
}
