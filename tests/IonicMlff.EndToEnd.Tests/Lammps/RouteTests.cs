using System.Diagnostics;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>The ways to get the pair style into LAMMPS, and what it prints.</summary>
public class RouteTests
{
    private static readonly string Input = Plumbing.Short(Plumbing.Ours);

    /// <summary>The stock lmp with the library preloaded, also through a shell and mpirun, which are no LAMMPS.</summary>
    [FactRequiring("lmp", "mpirun", "bash")]
    public void Preloaded_into_the_stock_program()
    {
        (string, string)[] preload = [("LD_PRELOAD", LammpsRun.Library)];
        LammpsRun alone = LammpsRun.Run(Input, program: "lmp", environment: preload).Succeeded();
        LammpsRun ranks = LammpsRun.Run(Input, 2, program: "lmp", environment: preload).Succeeded();

        Assert.Contains("ilmlff: atom type 2 -> F", alone.Output, StringComparison.Ordinal);
        Assert.Contains("2 MPI ranks with 1 thread each", ranks.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// What `plugin load` does, played by a Python script, since Debian's LAMMPS lacks that command: the entry point registers a
    /// pair style whose creator works.
    /// </summary>
    [FactRequiring("lmp", "/usr/bin/python3")]
    public void Plugin_entry_point_registers_the_style()
    {
        NativeBuild.Ensure();
        string script = Path.Combine(LammpsRun.NewFolder(), "load.py");
        File.WriteAllText(script, """
            import ctypes, sys
            lammps = ctypes.CDLL("liblammps.so.0", mode=ctypes.RTLD_GLOBAL)
            lammps.lammps_open_no_mpi.restype = ctypes.c_void_p
            words = [b"lmp", b"-log", b"none", b"-screen", b"none"]
            instance = ctypes.c_void_p(lammps.lammps_open_no_mpi(5, (ctypes.c_char_p * 6)(*words), None))

            class Plugin(ctypes.Structure):
                _fields_ = [(name, ctypes.c_char_p) for name in ("version", "style", "name", "info", "author")]
                _fields_ += [("create", ctypes.c_void_p), ("handle", ctypes.c_void_p)]

            @ctypes.CFUNCTYPE(None, ctypes.POINTER(Plugin), ctypes.c_void_p)
            def register(plugin, lmp):
                p = plugin.contents
                create = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(p.create)
                print(p.style.decode(), p.name.decode(), p.handle, create(lmp) is not None)

            library = ctypes.CDLL(sys.argv[1])
            library.lammpsplugin_init.argtypes = [ctypes.c_void_p] * 3
            library.lammpsplugin_init(instance, 42, ctypes.cast(register, ctypes.c_void_p))
            """);

        var (exitCode, output) = Execute("/usr/bin/python3", script, LammpsRun.Library);

        Assert.Equal(0, exitCode);
        Assert.Equal("pair ilmlff 42 True", output.Trim());
    }

    /// <summary>Two simulations side by side in one MPI job.</summary>
    [FactRequiring("lmp", "mpirun")]
    public void Partitions()
    {
        string input = "variable w world first second\nprint \"@$w 1\"\n" + Input + Input + "print \"@$w-done 1\"\n";

        LammpsRun run = LammpsRun.Run(input, 2, arguments: ["-partition", "1", "1", "-screen", "part"]).Succeeded();

        foreach (int i in new[] { 0, 1 })
        {
            Assert.Contains($"@{(i == 0 ? "first" : "second")}-done 1", File.ReadAllText(Path.Combine(run.Folder, $"part.{i}")), StringComparison.Ordinal);
        }
    }

    /// <summary>What a user reads in the log before the first step.</summary>
    [FactRequiring("lmp")]
    public void Log_tells_model_evaluator_and_mapping()
    {
        string input = $"""
            units metal
            region b block 0 9 0 9 0 9
            create_box 3 b
            create_atoms 1 single 2 2 2
            create_atoms 2 single 3 2 2
            mass 1 12.011
            mass 2 18.998
            mass 3 1.0
            pair_style ilmlff {Script.PaperModel} backend reference threads 2 out_freq 10
            pair_coeff * * B F NULL
            run 0

            """;

        string log = LammpsRun.Run(input).Succeeded().Output;

        Assert.All(
            new[]
            {
                "MACE 2 layers, 16x0e+16x1o, r_max 6", "evaluator reference on cpu, precision double, 1 MPI rank with 2 threads each",
                "cutoff 6 Angstrom", "atom type 1 -> B\n", "atom type 3 -> NULL (not seen by the model: feels no force from any pair style)",
                "WARNING: pair_style ilmlff: pair_coeff maps type 1 to B, but its mass 12.011000 is that of C",
                "WARNING: pair_style ilmlff: 'out_freq' has no effect with one model",
            },
            text => Assert.Contains(text, log, StringComparison.Ordinal));
        Assert.DoesNotContain("maps type 2", log, StringComparison.Ordinal);
    }

    /// <summary>The words after pair_style and pair_coeff, tested in C++ without LAMMPS.</summary>
    [FactRequiring("lmp")]
    public void Words_of_the_commands()
    {
        NativeBuild.Ensure();
        string build = Path.Combine(TestData.Root, "build");
        Assert.Equal(0, Execute("cmake", "--build", build, "--target", "ilmlff_lammps_words_tests").ExitCode);
        var (exitCode, output) = Execute(Path.Combine(build, "bin", "ilmlff_lammps_words_tests"));
        Assert.True(exitCode == 0, output);
    }

    private static (int ExitCode, string Output) Execute(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
