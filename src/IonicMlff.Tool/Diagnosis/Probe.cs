using System.ComponentModel;
using System.Diagnostics;

namespace IonicMlff.Tool.Diagnosis;

/// <summary>Runs a program for a short time and reads what it says.</summary>
internal static class Probe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Full path of a program on PATH, or null.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/'))
        {
            return File.Exists(program) ? program : null;
        }

        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// Standard output (and standard error behind it) of a program, or null when it is absent, does not end within 20 s, or fails.
    /// </summary>
    public static string? Run(string program, params string[] arguments)
    {
        if (Find(program) is not string path)
        {
            return null;
        }

        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }

            return process.ExitCode == 0 ? output.Result + error.Result : null;
        }
        catch (Win32Exception)
        {
            return null; // not executable
        }
    }

    /// <summary>First line that contains a word, trimmed, or null.</summary>
    public static string? Line(string? text, string word) =>
        text?.Split('\n').FirstOrDefault(l => l.Contains(word, StringComparison.Ordinal))?.Trim();
}
