using System.CommandLine;
using IonicMlff.Core.Errors;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Diagnosis;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff env</c>: shell lines that make the clone's programs, Python package and plugins known to a shell.</summary>
internal static class EnvCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new ToolCommand("env", "Print the shell lines that make ilmlff, lmp-ilmlff and the plugins known to a shell.")
        {
            Notes = ["Builds nothing and changes nothing; eval the output. Lines are for POSIX shells (sh, bash, zsh)."],
            Examples =
            [
                ("eval \"$(./ilmlff env)\"", "in a clone"),
                ("echo 'eval \"$(/path/to/clone/ilmlff env)\"' >> ~/.bashrc", "in every shell"),
            ],
        };
        command.SetAction(_ => Run(terminal, Checkout.Find(), Environment.GetEnvironmentVariable));
        return command;
    }

    /// <summary>Writes the lines for a clone.</summary>
    internal static int Run(Terminal terminal, Checkout? checkout, Func<string, string?> environment)
    {
        if (checkout is null)
        {
            throw new IlmlffException(ErrorKind.Failed,
                "This ilmlff does not run from a clone of the project, so there are no folders to name. Call ./ilmlff env of a clone.");
        }

        TextWriter output = terminal.Out;
        string libraries = checkout.At("build", "lib");
        if (!Directory.Exists(libraries))
        {
            output.WriteLine("# The native libraries are not built yet: native/build.sh (./lmp-ilmlff builds them on first use).");
        }

        output.WriteLine(Prepend("PATH", checkout.Root, environment));
        output.WriteLine(Prepend("PYTHONPATH", checkout.At("native", "openmm", "python"), environment));
        output.WriteLine(Prepend("LAMMPS_PLUGIN_PATH", libraries, environment));
        output.WriteLine(environment(LibTorchChecks.Variable) is { Length: > 0 } folder
            ? $"# libtorch (training, backend torch): {LibTorchChecks.Variable}={Quote(folder)}; ilmlff doctor says whether the build fits it."
            : $"# libtorch (training, backend torch) is the system's; another one, or PyTorch's with CUDA: export {LibTorchChecks.Variable}=FOLDER, then native/build.sh");
        output.WriteLine("# The Python package ilmlff loads its OpenMM plugin itself. OPENMM_PLUGIN_DIR is left alone, because it replaces OpenMM's own");
        output.WriteLine("# plugin folder (the CPU platform would be gone); other programs load this file with Platform::loadPluginLibrary:");
        output.WriteLine($"#   {Quote(checkout.At("build", "lib", "openmm", "libIlmlffOpenMM.so"))}");
        output.WriteLine("# To use pair_style ilmlff with the stock lmp (no PLUGIN package needed), set for that command only:");
        output.WriteLine($"#   LD_PRELOAD={Quote(checkout.At("build", "lib", "libilmlff_lammps.so"))} lmp -in in.lammps");
        output.WriteLine($"#   mpirun -x LD_PRELOAD={Quote(checkout.At("build", "lib", "libilmlff_lammps.so"))} -np 4 lmp -in in.lammps");
        return 0;
    }

    /// <summary><c>export NAME='folder'"${NAME:+:$NAME}"</c>, or the variable as it is when the folder is in it already.</summary>
    private static string Prepend(string name, string folder, Func<string, string?> environment) =>
        (environment(name) ?? "").Split(':').Contains(folder)
            ? $"# {name} has {Quote(folder)} already"
            : $"export {name}={Quote(folder)}\"${{{name}:+:${name}}}\"";

    /// <summary>A word that a POSIX shell reads back unchanged.</summary>
    internal static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
