using System.Diagnostics;
using System.Text.Json;
using IonicMlff.Testing;

namespace IonicMlff.EndToEnd.Tests.OpenMm;

/// <summary>Outcome of one check of a Python script.</summary>
public sealed record PythonCheck(string Outcome, double Seconds, string Text);

/// <summary>Runs the scripts beside this file with the Python that Debian's OpenMM belongs to. One process runs all checks of a
/// script (OpenMM, .NET and the models are loaded once) and reports a line for each.</summary>
internal static class PythonChecks
{
    public const string Python = "/usr/bin/python3";
    private const int MinutesAtMost = 4;
    private static readonly string Folder = Path.Combine(TestData.Root, "tests", "IonicMlff.EndToEnd.Tests", "OpenMm", "python");
    private static readonly Dictionary<string, IReadOnlyDictionary<string, PythonCheck>> Finished = [];

    /// <summary>Why nothing can run here; null when all is there.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>Names of the checks that a script defines.</summary>
    public static IEnumerable<string> Names(string script) =>
        from line in File.ReadLines(Path.Combine(Folder, script + ".py"))
        let words = line.Trim().Split(' ', '(')
        where words is ["def", _, ..] && words[1].StartsWith("test_", StringComparison.Ordinal)
        select words[1];

    /// <summary>Result of one check; runs its script first if that has not happened yet.</summary>
    public static PythonCheck Result(string script, string name)
    {
        lock (Finished)
        {
            if (!Finished.TryGetValue(script, out IReadOnlyDictionary<string, PythonCheck>? results))
            {
                Finished[script] = results = Run(script);
            }

            return results.TryGetValue(name, out PythonCheck? result)
                ? result
                : new PythonCheck("failed", 0, results.TryGetValue("", out PythonCheck? ended) ? ended.Text : "was not run");
        }
    }

    private static Dictionary<string, PythonCheck> Run(string script)
    {
        (int code, string text) = Start(Path.Combine(TestData.Root, "native", "build.sh"));
        if (code != 0)
        {
            return new() { [""] = new("failed", 0, $"native/build.sh ended with {code}:\n{text}") };
        }

        (code, text) = Start(Python, Path.Combine(Folder, script + ".py"));
        const string mark = "CHECK ";
        var results = new Dictionary<string, PythonCheck> { [""] = new("failed", 0, $"{script}.py ended with {code}:\n{text}") };
        foreach (string line in text.Split('\n').Where(l => l.StartsWith(mark, StringComparison.Ordinal)))
        {
            using JsonDocument check = JsonDocument.Parse(line[mark.Length..]);
            JsonElement e = check.RootElement;
            results[e.GetProperty("check").GetString()!] = new PythonCheck(
                e.GetProperty("outcome").GetString()!, e.GetProperty("seconds").GetDouble(), e.GetProperty("text").GetString()!);
        }

        return results;
    }

    private static (int Code, string Text) Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONPATH"] = Path.Combine(TestData.Root, "native", "openmm", "python");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["ILMLFF_HOME"] = Path.Combine(TestData.Root, "build");
        start.Environment["ILMLFF_TEST_ROOT"] = TestData.Root;
        start.Environment["ILMLFF_TEST_DATA"] = TestData.Path();
        start.Environment["ILMLFF_TEST_SCRATCH"] = Directory.CreateDirectory(Path.Combine(TestData.Scratch, "openmm")).FullName;
        start.Environment["ILMLFF_TEST_BIN"] = AppContext.BaseDirectory;
        start.Environment.Remove("OPENMM_PLUGIN_DIR");
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(MinutesAtMost)))
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"did not end within {MinutesAtMost} minutes\n{output.Result}{errors.Result}");
        }

        return (process.ExitCode, output.Result + errors.Result);
    }

    private static string? FindMissing()
    {
        if (!File.Exists(Python))
        {
            return $"'{Python}' is not on this machine";
        }

        using Process process = Process.Start(new ProcessStartInfo(Python, ["-c", "import openmm"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{Python} has no OpenMM (Debian package python3-simtk)";
    }
}
