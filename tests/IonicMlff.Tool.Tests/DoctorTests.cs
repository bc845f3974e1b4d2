using System.Text.Json.Nodes;
using IonicMlff.Tool.Diagnosis;
using Xunit;

namespace IonicMlff.Tool.Tests;

public sealed class DoctorTests
{
    [Fact]
    public void Report_and_json_agree_and_decide_the_exit_code()
    {
        ToolRun run = ToolRun.Of("doctor", "--json");
        JsonArray checks = run.Json["checks"]!.AsArray();
        bool stopped = checks.Any(c => (string?)c!["needed_for"] == "LAMMPS" && (string?)c["state"] is "missing" or "mismatch"
            && (string?)c["needed_for"] == "LAMMPS");
        Assert.Equal(stopped ? 69 : 0, run.ExitCode);
        Assert.Equal(!stopped, (bool)run.Json["ok"]!);
        Assert.Equal(Environment.Version.ToString(), (string?)checks.Single(c => (string?)c!["name"] == ".NET runtime")!["found"]);
        Assert.Equal(Environment.ProcessorCount, (int)run.Json["machine"]!["cores"]!);
        Assert.All(checks, c => Assert.Equal((string?)c!["state"] == "ok", c["cure"] is null));
    }

    [Fact]
    public void A_missing_package_comes_with_the_command_that_installs_it()
    {
        Check check = Check.Missing("LAMMPS", Purpose.Main, "lammps", "liblammps-dev");
        Assert.True(check.Stops);
        Assert.Equal("apt-get install lammps liblammps-dev", check.Cure);
        Assert.False(Check.Missing("gnuplot", Purpose.Example, "gnuplot-nox").Stops);
    }

    [Fact]
    public void A_probe_of_a_program_that_is_absent_or_fails_gives_nothing()
    {
        Assert.Null(Probe.Run("no-such-program-anywhere"));
        Assert.Null(Probe.Run("/bin/sh", "-c", "echo text; exit 3"));
        Assert.Equal("out\nerr\n", Probe.Run("/bin/sh", "-c", "echo out; echo err >&2"));
    }
}
