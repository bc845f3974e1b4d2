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
    public void Libtorch_is_named_with_its_release_and_what_it_can()
    {
        string folder = Directory.CreateTempSubdirectory("libtorch").FullName;
        string headers = Path.Combine(folder, "include", "torch", "csrc", "api", "include", "torch");
        Directory.CreateDirectory(headers);
        Directory.CreateDirectory(Path.Combine(folder, "lib"));
        Check wrong = Assert.Single(LibTorchChecks.Examine(null, folder));
        Assert.Equal(State.Mismatch, wrong.State);
        Assert.Contains(folder, wrong.Found, StringComparison.Ordinal);
        Assert.False(wrong.Stops);

        File.WriteAllText(Path.Combine(folder, "lib", "libtorch_cpu.so"), "");
        Assert.Contains("without its headers", Assert.Single(LibTorchChecks.Examine(null, folder)).Found, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(headers, "version.h"), "#define TORCH_VERSION_MAJOR 2\n#define TORCH_VERSION \\\n  \"2.7.1\"\n");
        Check found = Assert.Single(LibTorchChecks.Examine(null, folder));
        Assert.Equal(State.Ok, found.State);
        Assert.StartsWith("2.7.1, CPU only (" + folder, found.Found, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "lib", "libtorch_cuda.so"), "");
        Assert.StartsWith("2.7.1 with CUDA", Assert.Single(LibTorchChecks.Examine(null, Path.Combine(folder, "lib"))).Found, StringComparison.Ordinal);

        // A build for another libtorch.
        var checkout = new Checkout(Path.Combine(folder, "clone"));
        Directory.CreateDirectory(checkout.At("build", "lib"));
        Assert.Equal(State.NotBuilt, LibTorchChecks.Examine(checkout, folder).Last().State);
        File.WriteAllText(checkout.At("build", "lib", "libilmlff_torch.so"), "");
        File.WriteAllText(checkout.At("build", "CMakeCache.txt"), "TORCH_CPU_LIBRARY:FILEPATH=/opt/other/lib/libtorch_cpu.so\n");
        Check other = LibTorchChecks.Examine(checkout, folder).Last();
        Assert.Equal(State.Mismatch, other.State);
        Assert.Equal($"ILMLFF_LIBTORCH={Path.Combine(folder, "lib")} native/build.sh", other.Cure);
        File.WriteAllText(checkout.At("build", "CMakeCache.txt"), $"TORCH_CPU_LIBRARY:FILEPATH={folder}/lib/libtorch_cpu.so\n");
        Assert.Equal(State.Ok, LibTorchChecks.Examine(checkout, folder).Last().State);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_probe_of_a_program_that_is_absent_or_fails_gives_nothing()
    {
        Assert.Null(Probe.Run("no-such-program-anywhere"));
        Assert.Null(Probe.Run("/bin/sh", "-c", "echo text; exit 3"));
        Assert.Equal("out\nerr\n", Probe.Run("/bin/sh", "-c", "echo out; echo err >&2"));
    }
}
