using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Trajectories.Xtc;
using IonicMlff.Testing;
using OpenMM;
using Xunit;

namespace IonicMlff.Tool.Tests.Md;

/// <summary>A small argon crystal with the Lennard-Jones potential in C# of examples/custom-potential, for either engine.</summary>
internal static class Argon
{
    public const string Python = "/usr/bin/python3";

    private static readonly Lazy<string?> WhyNot = new(() =>
    {
        if (!File.Exists("/usr/include/OpenMM.h"))
            return "OpenMM (libopenmm-dev) is not on this machine";
        (int code, string text) = Program(Path.Combine(TestData.Root, "native", "build.sh"), []);
        return code == 0 ? null : throw new InvalidOperationException(text);
    });

    /// <summary>The C# potential.</summary>
    public static string Potential => Path.Combine(TestData.Root, "examples", "custom-potential", "LennardJones", "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "LennardJones.dll") + ":LennardJones";

    public static string Dotnet => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <summary>Why OpenMM can't be driven here; null when it can.</summary>
    public static string? Missing => WhyNot.Value;

    /// <summary>A folder with argon.extxyz (108 atoms, slightly disordered) and md.yaml.</summary>
    public static string Folder(string config, double edge = 5.3)
    {
        string folder = Scratch.Folder();
        File.WriteAllText(Path.Combine(folder, "argon.extxyz"), Frame(edge));
        File.WriteAllText(Path.Combine(folder, "md.yaml"), config);
        return folder;
    }

    /// <summary>The config of a run of three stages, in all 1300 steps.</summary>
    public static string Config(string ensemble = "npt", string thermostat = "nose-hoover", string engine = "openmm") => $$"""
        engine: {{engine}}
        system: argon.extxyz
        model: {{Potential}}
        model_options: {threads: 1}
        timestep: 2
        temperature: 60
        pressure: 1
        ensemble: {{ensemble}}
        thermostat: {kind: {{thermostat}}}
        seed: 7
        stages:
          - {kind: minimise, force_tolerance: 0.001}
          - {kind: heat, from: 10, to: 60, time: 0.6, ensemble: nvt}
          - {kind: produce, time: 2}
        output: {trajectory_every: 50, thermo_every: 20, checkpoint_every: 100}

        """;

    /// <summary>A file in the output folder.</summary>
    public static string Out(string folder, string file) => Path.Combine(folder, "md", file);

    /// <summary>Runs the tool in this process on md.yaml of a folder.</summary>
    public static ToolRun Run(string folder, params string[] more) => ToolRun.Of(["md", Path.Combine(folder, "md.yaml"), .. more]);

    /// <summary>Starts the tool as a process; OpenMM's Reference platform has one random-number generator for a whole process.</summary>
    public static Process Start(string folder, params string[] more)
    {
        string tool = Path.Combine(AppContext.BaseDirectory, "ilmlff.dll");
        return Process.Start(new ProcessStartInfo(Dotnet, [tool, "md", Path.Combine(folder, "md.yaml"), .. more]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Runs a program to its end: exit code and all it wrote.</summary>
    public static (int Code, string Text) Program(string program, string[] arguments, Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? [])
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }

    /// <summary>A potential of tests/ToyPotentials.</summary>
    public static string Toy(string name) => Path.Combine(TestData.Root, "tests", "ToyPotentials", "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "ToyPotentials.dll") + ":" + name;

    /// <summary>The steps of the frames of a trajectory.</summary>
    public static IEnumerable<int> Steps(string folder, string format)
    {
        string path = Out(folder, "trajectory." + format);
        if (format == "extxyz")
            return [.. ExtxyzReader.Read(path).Select(f => (int)f.Values["step"].AsReal()!.Value)];
        using XtcReader reader = XtcReader.Open(path);
        var steps = new List<int>();
        while (reader.TrySkip(out XtcFrame frame))
            steps.Add(frame.Step);
        return steps;
    }

    /// <summary>Numbers of a column of thermo.csv.</summary>
    public static double[] Column(string folder, int column) =>
        [.. File.ReadLines(Out(folder, "thermo.csv")).Skip(1).Select(l => double.Parse(l.Split(',')[column], CultureInfo.InvariantCulture))];

    private static string Frame(double a)
    {
        var random = new Random(5);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"108\nLattice=\"{3 * a} 0 0 0 {3 * a} 0 0 0 {3 * a}\" Properties=species:S:1:pos:R:3\n");
        for (int cell = 0; cell < 27; cell++)
        {
            foreach ((double x, double y, double z) in ((double, double, double)[])[(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)])
            {
                double Near(double r) => a * r + 0.2 * (random.NextDouble() - 0.5);
                text.Append(CultureInfo.InvariantCulture, $"Ar {Near(cell % 3 + x)} {Near(cell / 3 % 3 + y)} {Near(cell / 9 + z)}\n");
            }
        }

        return text.ToString();
    }
}

/// <summary>A fact that is skipped where OpenMM, or another thing that it needs, is not installed.</summary>
public sealed class FactForOpenMmAttribute : FactAttribute
{
    public FactForOpenMmAttribute(params string[] needed) => Skip = Argon.Missing ?? new FactRequiringAttribute(needed).Skip;
}

/// <summary>A theory that is skipped where OpenMM is not installed.</summary>
public sealed class TheoryForOpenMmAttribute : TheoryAttribute
{
    public TheoryForOpenMmAttribute() => Skip = Argon.Missing;
}
