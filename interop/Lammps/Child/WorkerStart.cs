using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Lammps.Child;

/// <summary>The command line by which the worker is started: <c>[setsid -w mpirun ...] dotnet exec Lammps.NET.dll --worker ADDRESS</c>.</summary>
internal static class WorkerStart
{
    private const string RuntimeConfig = """{"runtimeOptions":{"rollForward":"LatestMajor","framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"},"configProperties":{"System.GC.Concurrent":false}}}""";

    /// <summary>What to start; the worker connects to <paramref name="address"/>.</summary>
    public static ProcessStartInfo Of(LammpsOptions options, string address)
    {
        string library = typeof(WorkerStart).Assembly.Location;
        if (library.Length == 0)
            throw new LammpsException(LammpsFailure.Missing, "Lammps.NET is part of a single-file program, which can't start LAMMPS in a process of its own; use LammpsMode.InProcess or publish without PublishSingleFile.");
        string config = Path.ChangeExtension(library, ".runtimeconfig.json");
        if (!File.Exists(config))
            config = OwnConfig();

        List<string> words = [Dotnet(), "exec", "--runtimeconfig", config, library, "--worker", address];
        if (options.Ranks > 1)
        {
            // In a session of its own: a Ctrl-C at the terminal would make mpirun end every rank.
            words.InsertRange(0, [Need("setsid", "util-linux"), "-w", Need("mpirun", "openmpi-bin"),
                "-np", options.Ranks.ToString(CultureInfo.InvariantCulture), "--oversubscribe", "--bind-to", "none"]);
        }

        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = options.Folder ?? "",
        };
        if (options.Ranks > 1 && Environment.UserName == "root")
        {
            start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1"; // containers
            start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        }

        start.Environment.TryAdd("OMP_NUM_THREADS", "1");
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Dotnet());
        foreach ((string name, string value) in options.Environment)
            start.Environment[name] = value;
        return start;
    }

    // Where a package leaves none beside the library: one file for all runs of this user, put in place by a rename.
    private static string OwnConfig()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        string folder = home.Length > 0 ? Directory.CreateDirectory(Path.Combine(home, "lammps-net")).FullName : Directory.CreateTempSubdirectory("lammps-net-").FullName;
        string config = Path.Combine(folder, "worker.runtimeconfig.json"), fresh = $"{config}.{Environment.ProcessId}";
        if (!File.Exists(config) || File.ReadAllText(config) != RuntimeConfig)
        {
            File.WriteAllText(fresh, RuntimeConfig);
            File.Move(fresh, config, overwrite: true);
        }

        return config;
    }

    // The host beside the runtime in use: .../shared/Microsoft.NETCore.App/10.0.0/
    private static string Dotnet()
    {
        string host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return File.Exists(host) ? host : throw new LammpsException(LammpsFailure.Missing,
            $"There is no {host}, which would run LAMMPS in a process of its own. Use LammpsMode.InProcess, or an installed .NET instead of a self-contained program.");
    }

    private static string Need(string program, string package) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists)
        ?? throw new LammpsException(LammpsFailure.Missing, $"Several ranks need '{program}', which is not on PATH (Debian: apt-get install {package}).");
}
