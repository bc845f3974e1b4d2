using System.Diagnostics;
using System.Globalization;
using System.Text;
using IonicMlff.Testing;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>A finished LAMMPS process: what it printed and the files it left in its folder.</summary>
public sealed record LammpsRun(int ExitCode, string Output, string Folder, bool TimedOut)
{
    private static readonly CultureInfo C = CultureInfo.InvariantCulture;

    /// <summary>The launcher script at the root of the checkout.</summary>
    public static string Launcher => Path.Combine(TestData.Root, "lmp-ilmlff");

    /// <summary>The library for LD_PRELOAD and `plugin load`.</summary>
    public static string Library => Path.Combine(TestData.Root, "build", "lib", "libilmlff_lammps.so");

    /// <summary>Runs an input script. A run that hangs is ended after the timeout and reported as such.</summary>
    /// <param name="input">LAMMPS commands.</param>
    /// <param name="ranks">MPI ranks; 1: without mpirun.</param>
    /// <param name="folder">Working folder; null: a new one.</param>
    /// <param name="program">Program to run instead of the launcher.</param>
    /// <param name="arguments">Further command-line words.</param>
    /// <param name="environment">Further environment variables.</param>
    /// <param name="seconds">Time limit.</param>
    public static LammpsRun Run(
        string input,
        int ranks = 1,
        string? folder = null,
        string? program = null,
        string[]? arguments = null,
        (string Name, string Value)[]? environment = null,
        int seconds = 120)
    {
        NativeBuild.Ensure();
        folder ??= NewFolder();
        File.WriteAllText(Path.Combine(folder, "in.lammps"), input);

        var words = new List<string> { program ?? Launcher, "-in", "in.lammps", "-log", "none" };
        words.AddRange(arguments ?? []);
        if (ranks > 1)
        {
            words.InsertRange(0, ["mpirun", "-np", ranks.ToString(C), "--oversubscribe", "--bind-to", "none"]);
        }

        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        start.Environment["OMP_NUM_THREADS"] = "1";
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = new StringBuilder();
        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        }

        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        bool ended = process.WaitForExit(seconds * 1000);
        if (ended)
        {
            process.WaitForExit(); // until the readers have seen the end of the output
        }
        else
        {
            process.Kill(entireProcessTree: true);
        }

        lock (output)
        {
            return new LammpsRun(ended ? process.ExitCode : -1, output.ToString(), folder, !ended);
        }
    }

    /// <summary>A new folder for input and output files.</summary>
    public static string NewFolder() => Directory.CreateDirectory(Path.Combine(TestData.Scratch, Path.GetRandomFileName())).FullName;

    /// <summary>The run, if it ended well; otherwise fails the test with its output.</summary>
    public LammpsRun Succeeded() => ExitCode == 0
        ? this
        : throw new InvalidOperationException($"LAMMPS {(TimedOut ? "did not end" : $"ended with {ExitCode}")}:\n{End}");

    private string End => string.Join('\n', Output.Split('\n').TakeLast(40));

    /// <summary>Numbers of a line `@name number ...` printed by the script.</summary>
    public double[] Printed(string name)
    {
        string[] lines = Output.Split('\n').Where(l => l.StartsWith($"@{name} ", StringComparison.Ordinal)).ToArray();
        return lines.Length == 1
            ? lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(w => double.Parse(w, C)).ToArray()
            : throw new InvalidOperationException($"{lines.Length} lines '@{name}' in:\n{End}");
    }

    /// <summary>Columns of a one-frame custom dump, rows in the order of the file.</summary>
    public double[][] Dump(string file) => File.ReadLines(Path.Combine(Folder, file))
        .SkipWhile(l => !l.StartsWith("ITEM: ATOMS", StringComparison.Ordinal)).Skip(1)
        .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => double.Parse(w, C)).ToArray())
        .ToArray();
}
