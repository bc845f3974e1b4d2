using IonicMlff.Testing;

namespace Lammps.Tests;

/// <summary>A small Lennard-Jones crystal that LAMMPS knows all about, and options to open it with.</summary>
internal static class Melt
{
    public const string Library = "/usr/lib/x86_64-linux-gnu/liblammps.so.0";

    private static readonly Lazy<string> Built = new(() =>
    {
        string plugin = Path.Combine(TestData.Root, "build", "lib", "libilmlff_lammps.so");
        if (new FactRequiringAttribute("cmake").Skip is null)
        {
            using var build = System.Diagnostics.Process.Start(Path.Combine(TestData.Root, "native", "build.sh"));
            build.WaitForExit();
        }

        return File.Exists(plugin) ? plugin : "";
    });

    /// <summary>The library of pair_style ilmlff, built when it can be; "" without it.</summary>
    public static string PairStyle => Built.Value;

    /// <summary>LAMMPS in this process; all tests ask for the same libraries, since a process loads them once.</summary>
    public static LammpsOptions Here => new() { Mode = LammpsMode.InProcess, PairStyle = PairStyle };

    public static LammpsOptions Child { get; } = new() { Mode = LammpsMode.ChildProcess, PairStyle = "" };

    /// <summary>108 atoms (or more), lj/cut, NVE set up; nothing has run.</summary>
    public static string Setup(int cells = 3) => $"""
        units lj
        atom_modify map array
        lattice fcc 0.8442
        region box block 0 {cells} 0 {cells} 0 {cells}
        create_box 1 box
        create_atoms 1 box
        mass 1 1.0
        velocity all create 1.44 87287 loop geom
        pair_style lj/cut 2.5
        pair_coeff 1 1 1.0 1.0 2.5
        neighbor 0.3 bin
        neigh_modify every 1 delay 0 check yes
        fix nve all nve
        thermo 10
        """;

    public static LammpsInstance Open(LammpsOptions? options = null, int cells = 3)
    {
        var lammps = new LammpsInstance(options ?? Child);
        lammps.Commands(Setup(cells));
        return lammps;
    }

    /// <summary>A new folder.</summary>
    public static string Folder() => Directory.CreateDirectory(Path.Combine(TestData.Scratch, Path.GetRandomFileName())).FullName;
}
