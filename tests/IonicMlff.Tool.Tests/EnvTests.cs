using System.Diagnostics;
using IonicMlff.Tool.Commands;
using IonicMlff.Tool.Diagnosis;
using IonicMlff.Tool.Output;
using Xunit;

namespace IonicMlff.Tool.Tests;

public sealed class EnvTests
{
    private static string Lines(string root, Func<string, string?> environment)
    {
        using var output = new StringWriter();
        EnvCommand.Run(new Terminal { Out = output, Error = TextWriter.Null }, new Checkout(root), environment);
        return output.ToString();
    }

    [Fact]
    public void A_shell_reads_back_folders_with_blanks_and_quotes()
    {
        const string Root = "/home/a b/it's \"$HOME\"";
        string script = Lines(Root, _ => null) + "\nprintf '%s\\n' \"$PATH\" \"$LAMMPS_PLUGIN_PATH\"";
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script])
        {
            RedirectStandardOutput = true,
            Environment = { ["PATH"] = "/usr/bin", ["LAMMPS_PLUGIN_PATH"] = "" },
        })!;
        string[] values = shell.StandardOutput.ReadToEnd().Split('\n');
        Assert.Equal(Root + ":/usr/bin", values[0]);
        Assert.Equal(Root + "/build/lib", values[1]);
    }

    [Fact]
    public void A_second_time_nothing_is_added()
    {
        const string Root = "/clone";
        string lines = Lines(Root, name => name == "PATH" ? "/usr/bin:" + Root : null);
        Assert.DoesNotContain("export PATH=", lines, StringComparison.Ordinal);
        Assert.Contains("export PYTHONPATH=", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clone_is_found_from_the_program()
    {
        ToolRun run = ToolRun.Of("env");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"PATH='{IonicMlff.Testing.TestData.Root}'", run.Out, StringComparison.Ordinal);
    }
}
