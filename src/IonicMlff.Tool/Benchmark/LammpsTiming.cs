using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Tool.Diagnosis;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Benchmark;

/// <summary>
/// A short run of lmp-ilmlff, timed from outside by the lines it prints: what starting costs (LAMMPS, .NET, the model, its check, the
/// first energies), whether the first step stalls, and what a step costs inside LAMMPS.
/// </summary>
/// <param name="Atoms">Atoms.</param>
/// <param name="StartUp">Seconds from the start of the process to the energies of step 0.</param>
/// <param name="FirstStep">Seconds of step 1.</param>
/// <param name="LaterStep">Seconds of the later steps, median.</param>
/// <param name="PeakMemoryMiB">Largest resident memory of the process.</param>
internal sealed record LammpsTiming(int Atoms, double StartUp, double FirstStep, double LaterStep, double PeakMemoryMiB)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>µs per atom and step.</summary>
    public double MicrosecondsPerAtom => 1e6 * LaterStep / Atoms;

    /// <summary>Runs LAMMPS.</summary>
    /// <exception cref="IlmlffException">Not a clone, no LAMMPS, or LAMMPS failed; its last lines are in the message.</exception>
    public static LammpsTiming Measure(Terminal terminal, string model, PotentialInfo info, EvaluatorOptions options, TestBox box)
    {
        string launcher = Checkout.Find()?.At("lmp-ilmlff") is string path && File.Exists(path) ? path
            : Probe.Find("lmp-ilmlff") ?? throw new IlmlffException(ErrorKind.MissingProgram,
                "lmp-ilmlff was not found: neither in a clone around this program nor on PATH. Run ./ilmlff bench of a clone.");
        string folder = Directory.CreateTempSubdirectory("ilmlff-bench-").FullName;
        try
        {
            LammpsInput.Write(folder, model, info, options, box);
            terminal.Say("starting lmp-ilmlff (built first if need be) ...");
            Run(launcher, ["-h"], folder, terminal.Interrupted); // builds, and reads the files into the page cache
            return FromLines(Run(launcher, ["-in", "in.lammps", "-log", "none"], folder, terminal.Interrupted), box.Atoms);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>For people.</summary>
    public void Report(Terminal terminal, double timestep)
    {
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(Text($"LAMMPS (lmp-ilmlff, one rank, {Atoms} atoms):"));
        var table = new Table("", "");
        table.Row("start to first energies", Text($"{StartUp:0.00} s"));
        table.Row("first step", Text($"{1e3 * FirstStep:0.0} ms"));
        table.Row("later steps (median)", Text($"{1e3 * LaterStep:0.0} ms, {MicrosecondsPerAtom:0.0} µs/atom/step, {86400 / LaterStep * timestep * 1e-6:0.###} ns/day at {timestep} fs"));
        table.Row("first step beyond later ones", Text($"{1e3 * (FirstStep - LaterStep):0.0} ms"));
        table.Row("memory", Text($"{PeakMemoryMiB:0} MiB"));
        table.Write(terminal);
    }

    /// <summary>For <c>--json</c>.</summary>
    public JsonObject ToJson(double timestep) => new()
    {
        ["atoms"] = Atoms,
        ["start_to_first_energies_s"] = StartUp,
        ["first_step_s"] = FirstStep,
        ["later_step_s"] = LaterStep,
        ["us_per_atom_step"] = MicrosecondsPerAtom,
        ["ns_per_day"] = 86400 / LaterStep * timestep * 1e-6,
        ["peak_memory_mib"] = PeakMemoryMiB,
    };

    private static LammpsTiming FromLines((List<(double Seconds, string Text)> Lines, double PeakMiB) run, int atoms)
    {
        // Lines of the thermodynamic table: step and energy.
        double[] steps = new double[LammpsInput.Steps + 1];
        foreach ((double seconds, string text) in run.Lines)
        {
            string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 2 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int step) && step < steps.Length
                && double.TryParse(words[1], NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            {
                steps[step] = seconds;
            }
        }

        if (steps.Contains(0))
        {
            throw new IlmlffException(ErrorKind.Failed, $"LAMMPS printed no line for step {Array.IndexOf(steps, 0)}; its output was not understood.");
        }

        double[] later = [.. steps.Skip(2).Zip(steps.Skip(1), (b, a) => b - a).Order()];
        return new LammpsTiming(atoms, steps[0], steps[1] - steps[0], later[later.Length / 2], run.PeakMiB);
    }

    private static (List<(double Seconds, string Text)> Lines, double PeakMiB) Run(
        string program, string[] arguments, string folder, CancellationToken interrupted)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var lines = new List<(double, string)>();
        double peak = 0;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        limit.CancelAfter(Limit);
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        using CancellationTokenRegistration kill = limit.Token.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (process.StandardOutput.ReadLine() is string line)
        {
            lines.Add((Stopwatch.GetElapsedTime(began).TotalSeconds, line));
            peak = Math.Max(peak, PeakMemory(process.Id));
        }

        process.WaitForExit();
        interrupted.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            string said = string.Join(" | ", lines.Select(l => l.Item2).Concat(error.Result.Split('\n')).Where(l => l.Trim().Length > 0).TakeLast(4));
            throw new IlmlffException(process.ExitCode == 69 ? ErrorKind.MissingProgram : ErrorKind.Failed,
                $"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}: {said}");
        }

        return (lines, peak);
    }

    // VmHWM of /proc: the most that was resident so far, kB. 0 when the process has just ended.
    private static double PeakMemory(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
