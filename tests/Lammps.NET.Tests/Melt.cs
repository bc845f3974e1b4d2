using IonicMlff.Testing;

namespace Lammps.Tests;

/// <summary>A small Lennard-Jones crystal that LAMMPS knows all about, and options to open it with.</summary>
internal static class Melt
{
    public const string Library = "/usr/lib/x86_64-linux-gnu/liblammps.so.0";

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
