using System.Diagnostics;
using System.Globalization;
using System.Text;
using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using IonicMlff.Tool.Md;
using IonicMlff.Tool.Md.Lammps;
using IonicMlff.Tool.Md.OpenMm;
using Xunit;

namespace IonicMlff.Tool.Tests.Md;

/// <summary>The same config in LAMMPS and in OpenMM.</summary>
public sealed class EngineComparisonTests
{
    [FactForOpenMm(Crystal.Lammps)]
    public void Forces_at_step_0_are_equal_and_the_first_steps_too()
    {
        const int Steps = 20;
        string folder = Scratch.Folder();
        var random = new Random(3);
        Frame frame = ExtxyzReader.Read(TestData.Path("deepmd", "structures", "pyr14bf4_35_unwrapped.extxyz")).Single();
        frame.Columns.Add(MdTrajectory.VelocityColumn, PropertyArray.PerAtom(frame.Positions.Select(_ => 4 * (random.NextDouble() - 0.5)).ToArray(), 3));
        using (var file = new StreamWriter(Path.Combine(folder, "start.extxyz")))
            ExtxyzWriter.Write(file, frame);
        File.WriteAllText(Path.Combine(folder, "md.yaml"), $$"""
            system: start.extxyz
            model: {{TestData.Unpacked("deepmd", "models", "trained.pth.gz")}}
            model_options: {threads: 1}
            timestep: 0.1
            ensemble: nve
            stages:
              - {kind: produce, time: {{(Steps * 1e-4).ToString(CultureInfo.InvariantCulture)}}}
            """);
        MdConfig config = MdConfigReader.Read(Path.Combine(folder, "md.yaml"));
        Directory.CreateDirectory(config.Output.Folder);
        MdSystem system = MdSystem.Load(config);
        using var lammps = new LammpsMdEngine(config);
        using var openMm = new OpenMmMdEngine(config);
        (MdObservables a, MdSnapshot p) = At(lammps, 0);
        (MdObservables b, MdSnapshot q) = At(openMm, 0);
        Near(p.Forces!, q.Forces!, 1e-7, "force");
        Near(p.Velocities!, q.Velocities!, 1e-2, "velocity"); // OpenMM's are half a step behind
        Assert.Equal(a.Potential, b.Potential, 1e-9 * Math.Abs(a.Potential));
        Assert.Equal(a.Temperature, b.Temperature, 1e-5 * a.Temperature); // LAMMPS has older constants of nature
        Assert.Equal(a.Pressure, b.Pressure, 1e-5 * Math.Abs(a.Pressure));
        Assert.Equal(a.Volume, b.Volume, 1e-9 * a.Volume);
        Assert.Equal(p.Cell.Cx, q.Cell.Cx, 1e-12);
        (a, p) = At(lammps, Steps);
        (b, q) = At(openMm, Steps);
        Near(p.Positions, q.Positions, 1e-6, "position");
        Assert.Equal(a.Kinetic, b.Kinetic, 1e-4 * a.Kinetic);

        (MdObservables, MdSnapshot) At(IMdEngine engine, int steps)
        {
            if (steps == 0)
            {
                engine.Start(system, 0);
                engine.Begin(config.Stages[0], 0, 0, Steps);
            }

            engine.Run(steps, default);
            return (engine.Observe(), engine.Snapshot(velocities: true, forces: true));
        }
    }

    private static void Near(double[] expected, double[] found, double tolerance, string what)
    {
        double worst = expected.Zip(found, (x, y) => Math.Abs(x - y)).Max();
        Assert.True(expected.Length == found.Length && worst <= tolerance, $"{what}: differs by {worst:E2}, allowed {tolerance:E0}");
    }

    /// <summary>
    /// Density, temperature and potential energy at constant pressure, of a potential that ends smoothly, sampled by different equations of
    /// motion and barostats: within four standard errors of the difference. The errors (0.2 %, 0.2 % and 0.3 % at most) would show a step of the potential at
    /// the cutoff, which is 1 % of the density, or one degree of freedom too many, which is 0.9 % of the temperature.
    /// </summary>
    [FactForOpenMm(Crystal.Lammps)]
    [Trait(Tier.Name, Tier.Deep)]
    public void Averages_agree_inside_their_errors()
    {
        (int Column, string Name, double LargestError)[] quantities = [(9, "density", 0.002), (3, "temperature", 0.002), (4, "potential energy", 0.003)];
        var means = new Dictionary<string, (double Mean, double Error)[]>();
        foreach (string engine in (string[])["lammps", "openmm"])
        {
            string folder = Argon.Folder($$"""
                system: argon.extxyz
                model: {{Argon.Toy("SmoothArgon")}}
                model_options: {threads: 1}
                timestep: 4
                temperature: 200
                pressure: 2000
                ensemble: npt
                thermostat: {kind: langevin, time: 100}
                barostat: {time: 2000}
                seed: 11
                stages:
                  - {kind: equilibrate, time: 20}
                  - {kind: produce, time: 800}
                output: {trajectory_every: 1000000, thermo_every: 25, checkpoint_every: 1000000}
                """);
            using Process tool = Argon.Start(folder, "--engine", engine); // by itself: random numbers belong to the process
            string error = tool.StandardError.ReadToEnd();
            tool.WaitForExit();
            Assert.True(tool.ExitCode == 0, error);
            means[engine] = [.. quantities.Select(q => Blocks(Argon.Column(folder, q.Column)[200..]))];
        }

        var report = new StringBuilder();
        for (int k = 0; k < quantities.Length; k++)
        {
            ((double x, double ex), (double y, double ey)) = (means["lammps"][k], means["openmm"][k]);
            double error = Math.Sqrt(ex * ex + ey * ey);
            report.AppendLine(CultureInfo.InvariantCulture, $"{quantities[k].Name}: LAMMPS {x:0.#####}({ex:0.#####}), OpenMM {y:0.#####}({ey:0.#####}), {Math.Abs(x - y) / error:0.0} errors apart");
            Assert.True(error < quantities[k].LargestError * Math.Abs(x), $"too short a run to say anything: {report}");
            Assert.True(Math.Abs(x - y) < 4 * error, report.ToString());
        }

        Console.WriteLine(report);
    }

    // Mean, and its error from blocks that are long against all relaxation times.
    private static (double Mean, double Error) Blocks(double[] values)
    {
        const int Count = 20;
        double[] blocks = [.. values.Chunk(values.Length / Count).Take(Count).Select(b => b.Average())];
        double mean = blocks.Average();
        return (mean, Math.Sqrt(blocks.Average(b => (b - mean) * (b - mean)) / (Count - 1)));
    }
}
