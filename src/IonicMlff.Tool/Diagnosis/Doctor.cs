using System.Text.RegularExpressions;

namespace IonicMlff.Tool.Diagnosis;

/// <summary>Looks for every program and library that a part of the project needs.</summary>
internal static partial class Doctor
{
    /// <summary>Debian's Python, for which the OpenMM packages are built (a Python from elsewhere on PATH does not see them).</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>All checks, in the order of the report.</summary>
    public static IEnumerable<Check> Examine(Checkout? checkout)
    {
        yield return Check.Ok(".NET runtime", Environment.Version.ToString(), Purpose.Main);
        yield return Sdk();
        yield return Program("C++ compiler", "g++", Purpose.Main, "g++", "--version");
        yield return Program("CMake", "cmake", Purpose.Main, "cmake", "--version");
        yield return Program("make", "make", Purpose.Main, "make", "--version");
        string? help = Probe.Run("lmp", "-h");
        yield return Lammps(help);
        yield return LammpsHeaders();
        foreach (Check check in Mpi(help))
        {
            yield return check;
        }

        yield return OpenMmLibrary();
        yield return OpenMmPython();
        yield return Program("Python packaging", "/usr/bin/pip3", Purpose.OpenMm, "python3-pip", "--version");
        foreach (Check check in LibTorchChecks.Examine(checkout, Environment.GetEnvironmentVariable(LibTorchChecks.Variable)))
        {
            yield return check;
        }

        yield return Program("clang", "clang-14", Purpose.Tests, "clang-14", "--version");
        yield return Program("clang-format", "clang-format", Purpose.Tests, "clang-format", "--version");
        yield return Program("gnuplot", "gnuplot", Purpose.Example, "gnuplot-nox", "--version");
        if (checkout is not null)
        {
            yield return Built(checkout, "bridge", "libilmlff.so", Purpose.Main, "native/build.sh");
            yield return Built(checkout, "LAMMPS plugin", "libilmlff_lammps.so", Purpose.Main, "native/build.sh");
            yield return Built(checkout, "OpenMM plugin", "libIlmlffOpenMM.so", Purpose.OpenMm, "native/build.sh");
        }
    }

    private static Check Sdk()
    {
        const string Name = ".NET SDK";
        const string Cure = "install the .NET SDK 10 (https://learn.microsoft.com/dotnet/core/install/linux-debian)";
        string[] sdks = [.. (Probe.Run("dotnet", "--list-sdks") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        string? sdk = sdks.LastOrDefault(s => int.TryParse(s.Split('.')[0], out int major) && major >= 10);
        return sdk is not null ? Check.Ok(Name, sdk.Trim(), Purpose.Main)
            : sdks.Length > 0 ? new Check(Name, State.Mismatch, $"{sdks[^1].Trim()}, but 10 or later is needed", Purpose.Main, Cure)
            : new Check(Name, State.Missing, "no 'dotnet --list-sdks'", Purpose.Main, Cure);
    }

    private static Check Lammps(string? help)
    {
        if (Probe.Find("lmp") is not string path)
        {
            return Check.Missing("LAMMPS", Purpose.Main, "lammps", "liblammps-dev");
        }

        if (Probe.Line(help, "Massively Parallel Simulator") is not string title)
        {
            return new Check("LAMMPS", State.Mismatch, $"{path} does not answer to 'lmp -h'", Purpose.Main, "apt-get install --reinstall lammps");
        }

        string version = title[(title.IndexOf(" - ", StringComparison.Ordinal) + 3)..];
        bool plugin = PluginPackage().IsMatch(help!);
        return Check.Ok("LAMMPS", $"{version} ({path}), " + (plugin
            ? "with PLUGIN: 'plugin load' works"
            : "without PLUGIN: run ./lmp-ilmlff instead of lmp"), Purpose.Main);
    }

    private static Check LammpsHeaders()
    {
        const string Header = "/usr/include/lammps/lammps.h";
        string? library = Library("liblammps.so");
        return File.Exists(Header) && library is not null
            ? Check.Ok("LAMMPS library and headers", $"{library}, {Path.GetDirectoryName(Header)}", Purpose.Main)
            : Check.Missing("LAMMPS library and headers", Purpose.Main, "liblammps-dev");
    }

    private static IEnumerable<Check> Mpi(string? lammpsHelp)
    {
        string? version = Probe.Run("mpirun", "--version")?.Split('\n')[0].Trim();
        string? ofLammps = Probe.Line(lammpsHelp, "MPI v");
        if (version is null)
        {
            yield return Check.Missing("mpirun", Purpose.Main, "openmpi-bin");
        }
        else if (ofLammps is not null && ofLammps.Contains("Open MPI", StringComparison.Ordinal) != version.Contains("Open MPI", StringComparison.Ordinal))
        {
            yield return new Check("mpirun", State.Mismatch, $"mpirun is '{version}', LAMMPS was built with '{ofLammps}'", Purpose.Main,
                "put the mpirun of the MPI that LAMMPS was built with first on PATH, e.g. /usr/bin/mpirun of apt-get install openmpi-bin");
        }
        else
        {
            yield return Check.Ok("mpirun", version + (ofLammps is null ? "" : ", the same as LAMMPS's"), Purpose.Main);
        }

        yield return Program("MPI compiler", "mpicxx", Purpose.Main, "libopenmpi-dev", "--version");
    }

    private static Check OpenMmLibrary()
    {
        string? library = Library("libOpenMM.so");
        return library is not null && File.Exists("/usr/include/OpenMM.h")
            ? Check.Ok("OpenMM library and headers", new FileInfo(library).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? library, Purpose.OpenMm)
            : Check.Missing("OpenMM library and headers", Purpose.OpenMm, "libopenmm-dev");
    }

    private static Check OpenMmPython()
    {
        string? answer = Probe.Run(Python, "-c",
            "import openmm; print('version', openmm.Platform.getOpenMMVersion()); print('plugins', openmm.Platform.getDefaultPluginsDirectory())");
        return answer is null
            ? Check.Missing("OpenMM for Python", Purpose.OpenMm, "python3-simtk")
            : Check.Ok("OpenMM for Python", string.Join(", ", answer.Trim().Split('\n')) + $" ({Python})", Purpose.OpenMm);
    }

    private static Check Program(string name, string program, Purpose purpose, string package, params string[] versionArguments) =>
        Probe.Run(program, versionArguments) is string answer
            ? Check.Ok(name, answer.Trim().Split('\n')[0], purpose)
            : Check.Missing(name, purpose, package);

    private static Check Built(Checkout checkout, string name, string file, Purpose purpose, string builder) =>
        checkout.Built(file) is string path
            ? Check.Ok(name, Path.GetRelativePath(checkout.Root, path), purpose)
            : new Check(name, State.NotBuilt, $"no {file} below build/", purpose, $"{builder} (or nothing: it is built on first use)");

    private static string? Library(string fileName)
    {
        string[] folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/local/lib", "/usr/lib64", "/usr/lib"];
        return folders.Select(f => Path.Combine(f, fileName)).FirstOrDefault(File.Exists);
    }

    [GeneratedRegex(@"\bPLUGIN\b")]
    private static partial Regex PluginPackage();
}
