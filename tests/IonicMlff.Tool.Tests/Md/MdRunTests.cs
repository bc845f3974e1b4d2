using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Md;

/// <summary>Runs through LAMMPS: what they write, that a killed run goes on bit for bit, and that trouble is named.</summary>
public sealed class MdRunTests
{
    private static string Out(string folder, string file) => Path.Combine(folder, "md", file);

    private static string Finished(string folder, params string[] more)
    {
        ToolRun run = Crystal.Run(folder, more);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Error;
    }

    [FactRequiring(Crystal.Lammps)]
    public void A_run_writes_frames_and_numbers()
    {
        string folder = Crystal.Folder(Crystal.Config());
        string said = Finished(folder);
        Assert.Contains("LAMMPS ", said, StringComparison.Ordinal);
        Assert.Contains("stage 1 (minimise): energy ", said, StringComparison.Ordinal);
        Assert.Contains("step 650 of 1300, stage 3 (produce): ", said, StringComparison.Ordinal);
        Assert.Contains("done at step 1300 of 1300", said, StringComparison.Ordinal);
        Frame[] frames = [.. ExtxyzReader.Read(Out(folder, "trajectory.extxyz"))];
        Assert.Equal(Enumerable.Range(6, 21).Select(n => 50.0 * n), frames.Select(f => f.Values["step"].AsReal()!.Value));
        string[] lines = File.ReadAllLines(Out(folder, "thermo.csv"));
        Assert.Equal(Enumerable.Range(0, 66).Select(n => 20 * n), lines.Skip(1).Select(l => int.Parse(l.Split(',')[0], CultureInfo.InvariantCulture)));
        double[] first = [.. lines[1].Split(',').Select(w => double.Parse(w, CultureInfo.InvariantCulture))], last = [.. lines[^1].Split(',').Select(w => double.Parse(w, CultureInfo.InvariantCulture))];
        Assert.Equal(10, first[3], 1e-6); // heat begins at 10 K
        Assert.InRange(last[3], 40, 80);
        Assert.NotEqual(first[8], last[8]); // the volume breathes
        Assert.Equal(last[7], (last[10] + last[11] + last[12]) / 3, 1e-6 * (1 + Math.Abs(last[7]))); // the pressure tensor
        Assert.All(last[13..16], p => Assert.InRange(Math.Abs(p), 1e-9, 1e6));
        Assert.Equal(frames[^1].Cell.Volume, last[8], 1e-9 * last[8]);

        // What is there is not run over.
        ToolRun again = Crystal.Run(folder);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("has a checkpoint of step 1300: --resume goes on from it, --overwrite starts anew.", again.Error, StringComparison.Ordinal);
        Assert.Contains("0 steps in", Finished(folder, "--resume"), StringComparison.Ordinal);
    }

    [FactRequiring(Crystal.Lammps)]
    public void The_same_config_gives_the_same_bits()
    {
        string a = Crystal.Folder(Crystal.Config("nve")), b = Crystal.Folder(Crystal.Config("nve"));
        Finished(a);
        Finished(b);
        Assert.Equal(File.ReadAllText(Out(a, "thermo.csv")), File.ReadAllText(Out(b, "thermo.csv")));
    }

    [TheoryForLammps]
    [InlineData("npt", "nose-hoover", 3)]
    [InlineData("nvt", "langevin", 2, "xtc")]
    public void A_killed_run_goes_on_bit_for_bit(string ensemble, string thermostat, int kills, string format = "extxyz") => KillAndResume(ensemble, thermostat, kills, format);

    [TheoryForLammps]
    [Trait(Tier.Name, Tier.Deep)]
    [InlineData("npt", "nose-hoover")]
    [InlineData("npt", "langevin")]
    [InlineData("nve", "nose-hoover")]
    [InlineData("npt", "langevin", "xtc")]
    public void Ten_kills_at_random_times(string ensemble, string thermostat, string format = "extxyz") => KillAndResume(ensemble, thermostat, 10, format);

    private static void KillAndResume(string ensemble, string thermostat, int kills, string format)
    {
        string config = Crystal.Config(ensemble, thermostat).Replace("output: {", $"output: {{format: {format}, ", StringComparison.Ordinal);
        string whole = Crystal.Folder(config), torn = Crystal.Folder(config);
        Finished(whole);
        var random = new Random(kills);
        int killed = 0;
        long length = 0;
        for (int start = 0; start < 10 * kills && killed < kills; start++)
        {
            using Process tool = Start(torn);
            // Some time after a new checkpoint, so that every start gets somewhere, however busy the machine is.
            string checkpoint = Out(torn, "checkpoint.json");
            DateTime before = File.Exists(checkpoint) ? File.GetLastWriteTimeUtc(checkpoint) : DateTime.MinValue;
            while (!tool.HasExited && (!File.Exists(checkpoint) || File.GetLastWriteTimeUtc(checkpoint) == before))
                Thread.Sleep(5);
            Thread.Sleep(random.Next(0, 60));
            if (tool.HasExited)
                break; // it was faster
            tool.Kill();
            tool.WaitForExit();
            killed++;
            length = new FileInfo(Out(torn, "thermo.csv")).Length;
        }

        Assert.True(killed > 0, "the run ended before it could be killed");
        Assert.True(length > 0);
        Finished(torn, "--resume");
        foreach (string file in (string[])[$"trajectory.{format}", "thermo.csv"])
            Assert.Equal(File.ReadAllBytes(Out(whole, file)), File.ReadAllBytes(Out(torn, file)));
        Assert.Equal(Enumerable.Range(6, 21).Select(n => 50 * n), Argon.Steps(torn, format));
        Assert.Single(Directory.GetFiles(Path.Combine(torn, "md"), "state.*"));
    }

    private static Process Start(string folder)
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        var tool = Process.Start(new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "ilmlff.dll"), "md", Path.Combine(folder, "md.yaml"), "--resume"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _ = tool.StandardError.ReadToEndAsync();
        return tool;
    }

    [FactRequiring(Crystal.Lammps)]
    public void Ctrl_C_saves_and_the_run_goes_on()
    {
        string folder = Crystal.Folder(Crystal.Config().Replace("time: 2}", "time: 2000}", StringComparison.Ordinal));
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        ToolRun run = ToolRun.Of(interrupt.Token, "md", Path.Combine(folder, "md.yaml"));
        Assert.Equal(130, run.ExitCode);
        Assert.Contains("interrupted, saved at step ", run.Error, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "md.yaml"), Crystal.Config().Replace("seed: 7", "seed: 8", StringComparison.Ordinal));
        ToolRun other = Crystal.Run(folder, "--resume");
        Assert.Equal(65, other.ExitCode);
        Assert.Contains("which had 'seed 7' where it has 'seed 8'.", other.Error, StringComparison.Ordinal);
    }

    [FactRequiring(Crystal.Lammps)]
    public void Trouble_is_named_with_stage_and_step()
    {
        ToolRun run = Crystal.Run(Crystal.Folder(Crystal.Config().Replace("seed: 7", "seed: 7\nstop: {temperature: 2}", StringComparison.Ordinal)));
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("ilmlff md: stage 2 \\(heat\\), after step 20: the temperature is \\d+ K, above stop.temperature, 2 K. The checkpoint in .* is of step 0;", run.Error);
    }

    [FactRequiring(Crystal.Lammps)]
    public void What_LAMMPS_refuses_is_passed_on()
    {
        ToolRun run = Crystal.Run(Crystal.Folder(Crystal.Config().Replace("lj/cut 6.0", "lj/cot 6.0", StringComparison.Ordinal)));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("LAMMPS: ERROR: Unrecognized pair style 'lj/cot'", run.Error, StringComparison.Ordinal);
        run = Crystal.Run(Crystal.Folder(Crystal.Config("nve").Replace("timestep: 2", "timestep: 90", StringComparison.Ordinal).Replace("0.01 2.5", "10 2.5", StringComparison.Ordinal)));
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("after step \\d+: LAMMPS: ERROR.*(Lost atoms|Non-numeric|Out of range atoms)", run.Error);
    }

    [FactRequiring(Crystal.Lammps, "lmp")]
    public void The_dry_run_is_an_input_that_LAMMPS_runs()
    {
        string folder = Crystal.Folder(Crystal.Config(thermostat: "langevin"));
        ToolRun run = Crystal.Run(folder, "--dry-run");
        Assert.Equal((0, Out(folder, "in.lammps") + "\n"), (run.ExitCode, run.Out));
        Assert.False(File.Exists(Out(folder, "checkpoint.json")));
        using Process lammps = Process.Start(new ProcessStartInfo("lmp", ["-in", "in.lammps", "-log", "none"]) { WorkingDirectory = Path.Combine(folder, "md"), RedirectStandardOutput = true })!;
        string output = lammps.StandardOutput.ReadToEnd();
        lammps.WaitForExit();
        Assert.True(lammps.ExitCode == 0, output);
        Assert.True(File.Exists(Out(folder, "final.data")));
    }
}

/// <summary>A theory that is skipped where LAMMPS is not installed.</summary>
public sealed class TheoryForLammpsAttribute : TheoryAttribute
{
    public TheoryForLammpsAttribute() => Skip = new FactRequiringAttribute(Crystal.Lammps).Skip;
}
