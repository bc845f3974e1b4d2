using System.Diagnostics;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>The script ./ilmlff of a clone.</summary>
public sealed class ScriptTests
{
    [Fact]
    public void Runs_from_anywhere_through_a_link_and_passes_words_and_exit_code_on()
    {
        string link = Path.Combine(TestData.Scratch, "my tool");
        File.CreateSymbolicLink(link, Path.Combine(TestData.Root, "ilmlff"));
        Assert.Matches(@"^ilmlff \d+\.\d+\.\d+\n$", Run(link, ["--version"]).Out);

        (int code, string output, string error) = Run(link, ["no such command", "a b"]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("unknown command 'no such command'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_dotnet_says_so_with_the_cure()
    {
        string folder = Directory.CreateDirectory(Path.Combine(TestData.Scratch, "bin without dotnet")).FullName;
        foreach (string program in new[] { "bash", "readlink", "dirname", "find" })
        {
            File.CreateSymbolicLink(Path.Combine(folder, program), $"/usr/bin/{program}");
        }

        (int code, string output, string error) = Run("/usr/bin/env", ["-i", $"PATH={folder}", Path.Combine(TestData.Root, "ilmlff"), "--version"]);
        Assert.Equal((69, ""), (code, output));
        Assert.Equal(
            "ilmlff: 'dotnet' is not on PATH; install the .NET SDK 10 (https://learn.microsoft.com/dotnet/core/install/linux-debian) "
            + "and put it on PATH.\n",
            error);
    }

    private static (int Code, string Out, string Error) Run(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
