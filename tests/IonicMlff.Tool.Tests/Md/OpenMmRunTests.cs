using System.Diagnostics;
using System.Globalization;
using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Md;

/// <summary>Runs through OpenMM: what they write, that a killed run goes on bit for bit, and that trouble is named.</summary>
public sealed class OpenMmRunTests
{
    private static string Finished(string folder, params string[] more)
    {
        ToolRun run = Argon.Run(folder, more);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Error;
    }

    [FactForOpenMm]
    public void A_run_writes_frames_and_numbers()
    {
        string folder = Argon.Folder(Argon.Config());
        string said = Finished(folder);
        Assert.Contains("platform Reference: 108 atoms, 1300 steps of 2 fs in 3 stages", said, StringComparison.Ordinal);
        Assert.Contains("stage 1 (minimise): energy ", said, StringComparison.Ordinal);
        Assert.Contains("done at step 1300 of 1300", said, StringComparison.Ordinal);
        Frame[] frames = [.. ExtxyzReader.Read(Argon.Out(folder, "trajectory.extxyz"))];
        Assert.Equal(Enumerable.Range(6, 21).Select(n => 50.0 * n), frames.Select(f => f.Values["step"].AsReal()!.Value));
        Assert.Equal(Enumerable.Range(0, 66).Select(n => 20.0 * n), Argon.Column(folder, 0));
        Assert.Equal(10, Argon.Column(folder, 3)[0], 1e-6); // heat begins at 10 K
        double[] volume = Argon.Column(folder, 8);
        double[] trace = [.. Argon.Column(folder, 10).Zip(Argon.Column(folder, 11), Argon.Column(folder, 12)).Select(p => (p.First + p.Second + p.Third) / 3)];
        Assert.All(trace.Zip(Argon.Column(folder, 7)), p => Assert.Equal(p.Second, p.First, 1e-6 * (1 + Math.Abs(p.Second))));
        Assert.True(volume[^1] != volume[0], "the volume does not breathe");
        Assert.Equal(frames[^1].Cell.Volume, volume[^1], 1e-9 * volume[^1]);

        // The barostat puts atoms back into the box; frames show where they went.
        double[] flat = [.. frames.Zip(frames.Skip(1), (a, b) => a.Positions.Zip(b.Positions, (x, y) => Math.Abs(x - y)).Max())];
        Assert.True(flat.Max() < 3, $"an atom moved by {flat.Max()} Å between two frames");
        Assert.Contains(frames, f => f.Positions.Min() < 0);

        ToolRun again = Argon.Run(folder);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("0 steps in", Finished(folder, "--resume"), StringComparison.Ordinal);
    }

    [TheoryForOpenMm]
    [InlineData("npt", "langevin", 2)]
    [InlineData("nvt", "nose-hoover", 1, "xtc")]
    public void A_killed_run_goes_on_bit_for_bit(string ensemble, string thermostat, int kills, string format = "extxyz") => KillAndResume(ensemble, thermostat, kills, format);

    [TheoryForOpenMm]
    [Trait(Tier.Name, Tier.Deep)]
    [InlineData("nve", "nose-hoover")]
    [InlineData("npt", "nose-hoover")]
    [InlineData("npt", "langevin", "xtc")]
    public void Ten_kills_at_random_times(string ensemble, string thermostat, string format = "extxyz") => KillAndResume(ensemble, thermostat, 10, format);

    /// <summary>Another platform of OpenMM moves the atoms; the forces are the same.</summary>
    [FactForOpenMm(CpuPlatform)]
    public void The_platform_CPU_gives_the_same_run()
    {
        string here = Argon.Folder(Argon.Config("nve")), there = Argon.Folder(Argon.Config("nve").Replace("engine: openmm", "engine: openmm\nplatform: CPU", StringComparison.Ordinal));
        Finished(here);
        Assert.Contains("platform CPU", Finished(there), StringComparison.Ordinal);
        Assert.All(Argon.Column(here, 4).Take(20).Zip(Argon.Column(there, 4)), p => Assert.Equal(p.First, p.Second, 1e-8));
    }

    [FactForOpenMm(CpuPlatform)]
    public void On_the_platform_CPU_a_killed_run_goes_on_bit_for_bit() => KillAndResume("npt", "langevin", 1, "xtc", "CPU");

    private const string CpuPlatform = "/usr/lib/x86_64-linux-gnu/openmm/plugins/libOpenMMCPU.so";

    private static void KillAndResume(string ensemble, string thermostat, int kills, string format, string platform = "Reference")
    {
        string config = Argon.Config(ensemble, thermostat).Replace("output: {", $"output: {{format: {format}, ", StringComparison.Ordinal) + $"platform: {platform}\n";
        string whole = Argon.Folder(config), torn = Argon.Folder(config);
        ToTheEnd(whole);
        var random = new Random(kills);
        int killed = 0;
        for (int start = 0; start < kills; start++)
        {
            using Process tool = Argon.Start(torn, "--resume");
            _ = tool.StandardError.ReadToEndAsync();
            // Some time after a new checkpoint, so that every start gets somewhere, however busy the machine is.
            string checkpoint = Argon.Out(torn, "checkpoint.json");
            DateTime before = File.Exists(checkpoint) ? File.GetLastWriteTimeUtc(checkpoint) : DateTime.MinValue;
            while (!tool.HasExited && (!File.Exists(checkpoint) || File.GetLastWriteTimeUtc(checkpoint) == before))
                Thread.Sleep(5);
            Thread.Sleep(random.Next(0, 60));
            if (tool.HasExited)
                break; // it was faster
            tool.Kill();
            tool.WaitForExit();
            killed++;
        }

        Assert.True(killed > 0, "the run ended before it could be killed");
        ToTheEnd(torn, "--resume");
        foreach (string file in (string[])[$"trajectory.{format}", "thermo.csv"])
            Assert.Equal(File.ReadAllBytes(Argon.Out(whole, file)), File.ReadAllBytes(Argon.Out(torn, file)));
        Assert.Equal(Enumerable.Range(6, 21).Select(n => 50 * n), Argon.Steps(torn, format));
        Assert.Single(Directory.GetFiles(Path.Combine(torn, "md"), "state.*"));
    }

    private static void ToTheEnd(string folder, params string[] more)
    {
        using Process tool = Argon.Start(folder, more);
        string error = tool.StandardError.ReadToEnd();
        tool.WaitForExit();
        Assert.True(tool.ExitCode == 0, error);
    }

    [FactForOpenMm]
    public void Ctrl_C_saves_and_the_run_goes_on()
    {
        string folder = Argon.Folder(Argon.Config("nve").Replace("time: 2}", "time: 2000}", StringComparison.Ordinal));
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        ToolRun run = ToolRun.Of(interrupt.Token, "md", Path.Combine(folder, "md.yaml"));
        Assert.Equal(130, run.ExitCode);
        Assert.Contains("interrupted, saved at step ", run.Error, StringComparison.Ordinal);
        ToolRun other = Argon.Run(folder, "--resume", "--engine", "lammps");
        Assert.Equal(65, other.ExitCode);
        Assert.Contains("which had 'engine openmm on Reference' where it has 'engine lammps'.", other.Error, StringComparison.Ordinal);
    }

    [FactForOpenMm]
    public void Trouble_is_named_with_stage_and_step()
    {
        ToolRun run = Argon.Run(Argon.Folder(Argon.Config().Replace("seed: 7", "seed: 7\nstop: {temperature: 2}", StringComparison.Ordinal)));
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("ilmlff md: stage 2 \\(heat\\), after step 20: the temperature is \\d+ K, above stop.temperature, 2 K. The checkpoint in .* is of step 0;", run.Error);

        string wild = Argon.Config("nve").Replace("timestep: 2", "timestep: 100", StringComparison.Ordinal).Replace("to: 60, time: 0.6", "to: 90000, time: 60", StringComparison.Ordinal);
        run = Argon.Run(Argon.Folder(wild));
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("stage \\d \\(\\w+\\), after step \\d+: .*(atom \\d+ \\(Ar\\)|not a number)", run.Error);
    }

    [FactForOpenMm]
    public void A_committee_writes_its_deviation_and_stops_the_run()
    {
        string[] models = [.. Enumerable.Range(1, 3).Select(i => TestData.Unpacked("deepmd", "models", $"s_committee_{i}.pth.gz"))];
        string config = $$"""
            engine: openmm
            system: {{TestData.Path("deepmd", "structures", "pyr14bf4_35.extxyz")}}
            model: [{{string.Join(", ", models)}}]
            model_options: {threads: 1}
            timestep: 0.1
            temperature: 300
            ensemble: nve
            stages:
              - {kind: produce, time: 0.002}
            output: {thermo_every: 10}

            """;
        string folder = Argon.Folder(config), lammps = Argon.Folder(config), stopped = Argon.Folder(config + "stop: {deviation: 1e-6}\n");
        Finished(folder);
        Finished(lammps, "--engine", "lammps");
        string[] ours = File.ReadAllLines(Argon.Out(folder, "model_devi.out")), theirs = File.ReadAllLines(Argon.Out(lammps, "model_devi.out"));
        Assert.Equal(theirs[..2], ours[..2]); // the head, and step 0 to the last digit
        Assert.Equal(["0", "10", "20"], ours[1..].Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));

        ToolRun run = Argon.Run(stopped);
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("stage 1 \\(produce\\), after step 0: max_devi_f is [0-9.]+ eV/Å at atom \\d+ \\(\\w+\\), above stop.deviation, 1E-06; the frame is in .*stop-0.extxyz", run.Error);
        Assert.Equal(ours[1], File.ReadAllLines(Argon.Out(stopped, "model_devi.out"))[1]);
        Frame stop = ExtxyzReader.Read(Argon.Out(stopped, "model_devi.out.stop-0.extxyz")).Single();
        Assert.Equal(35, stop.Count);
        double[] forces = stop.Columns["forces"].AsReals()!, deviations = stop.Columns["force_deviation"].AsReals()!;
        ToolRun theirs0 = Argon.Run(stopped, "--engine", "lammps", "--overwrite");
        Assert.Equal(1, theirs0.ExitCode);
        Frame other = ExtxyzReader.Read(Argon.Out(stopped, "model_devi.part.stop-0.extxyz")).Single();
        Assert.All(other.Columns["forces"].AsReals()!.Zip(forces), p => Assert.Equal(p.First, p.Second, 1e-7));
        Assert.All(other.Columns["force_deviation"].AsReals()!.Zip(deviations), p => Assert.Equal(p.First, p.Second, 1e-7));
        Assert.Equal(other.Values["energy"].AsReal()!.Value, stop.Values["energy"].AsReal()!.Value, 1e-6);
    }

    [FactForOpenMm(Argon.Python)]
    public void The_dry_run_is_a_script_that_does_the_same()
    {
        string config = Argon.Config("nve").Replace("  - {kind: minimise, force_tolerance: 0.001}\n", "", StringComparison.Ordinal)
            .Replace("kind: heat, from: 10, to: 60, time: 0.6, ensemble: nvt", "kind: equilibrate, time: 0.2", StringComparison.Ordinal).Replace("time: 2}", "time: 0.12}", StringComparison.Ordinal);
        string folder = Argon.Folder(config);
        ToolRun run = Argon.Run(folder, "--dry-run");
        Assert.Equal((0, Argon.Out(folder, "run_openmm.py") + "\n"), (run.ExitCode, run.Out));
        Assert.False(File.Exists(Argon.Out(folder, "checkpoint.json")));
        (int code, string text) = Script(folder);
        Assert.True(code == 0, text);
        Finished(folder);
        double[] potential = Argon.Column(folder, 4);
        string last = text.Split('\n').Last(l => l.StartsWith("step 160 ", StringComparison.Ordinal));
        Assert.Equal(potential[^1] / Core.Units.Unit.KilojoulePerMole, double.Parse(last.Split(' ')[4], CultureInfo.InvariantCulture), 1e-5);
        Assert.True(File.Exists(Argon.Out(folder, "stage2.dcd")));

        // Every kind of stage, a thermostat and a barostat.
        folder = Argon.Folder(Argon.Config(thermostat: "langevin"));
        Assert.Equal(0, Argon.Run(folder, "--dry-run").ExitCode);
        (code, text) = Script(folder);
        Assert.True(code == 0 && text.Contains("step 1300 ", StringComparison.Ordinal), text);
    }

    private static (int Code, string Text) Script(string folder) => Argon.Program(Argon.Python, [Argon.Out(folder, "run_openmm.py")],
        new() { ["PYTHONPATH"] = Path.Combine(TestData.Root, "native", "openmm", "python") });
}
