using System.Globalization;
using System.Text;

namespace IonicMlff.Tool.Tests.Md;

/// <summary>A small argon crystal with LAMMPS's own Lennard-Jones potential, and config files for it.</summary>
internal static class Crystal
{
    public const string Lammps = "/usr/lib/x86_64-linux-gnu/liblammps.so.0";

    public const string Potential = """
        lammps_potential: |
          pair_style lj/cut 6.0
          pair_coeff * * 0.01 2.5

        """;

    /// <summary>A folder with argon.extxyz (108 atoms, slightly disordered) and md.yaml.</summary>
    public static string Folder(string config)
    {
        string folder = Scratch.Folder();
        File.WriteAllText(Path.Combine(folder, "argon.extxyz"), Frame());
        File.WriteAllText(Path.Combine(folder, "md.yaml"), config);
        return folder;
    }

    /// <summary>The config of a run of three stages, in all 1300 steps.</summary>
    public static string Config(string ensemble = "npt", string thermostat = "nose-hoover", string more = "") => $$"""
        system: argon.extxyz
        {{Potential}}
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
        {{more}}
        """;

    /// <summary>Runs the tool on md.yaml of a folder.</summary>
    public static ToolRun Run(string folder, params string[] more) => ToolRun.Of(["md", Path.Combine(folder, "md.yaml"), .. more]);

    private static string Frame()
    {
        const double A = 4.0;
        var random = new Random(5);
        var text = new StringBuilder("108\nLattice=\"12 0 0 0 12 0 0 0 12\" Properties=species:S:1:pos:R:3\n");
        for (int cell = 0; cell < 27; cell++)
        {
            foreach ((double x, double y, double z) in ((double, double, double)[])[(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)])
            {
                double Near(double r) => A * r + 0.1 * (random.NextDouble() - 0.5);
                text.Append(CultureInfo.InvariantCulture, $"Ar {Near(cell % 3 + x)} {Near(cell / 3 % 3 + y)} {Near(cell / 9 + z)}\n");
            }
        }

        return text.ToString();
    }
}
