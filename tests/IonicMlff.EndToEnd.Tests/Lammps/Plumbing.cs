namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>
/// LAMMPS input that exercises everything a pair style is asked for, on 108 atoms of two types. The toy potential PairToy is
/// LAMMPS's own <c>lj/cut 6.0</c> with ε = 0.01 eV and σ = 2.5 Å, so LAMMPS must not be able to tell which of the two runs.
/// </summary>
public static class Plumbing
{
    /// <summary>The toy behind pair_style ilmlff.</summary>
    public static string Ours => $"""
        pair_style ilmlff {Script.Toy("PairToy")}
        pair_coeff * * Li F

        """;

    /// <summary>LAMMPS's own.</summary>
    public const string Theirs = """
        pair_style lj/cut 6.0
        pair_coeff * * 0.01 2.5

        """;

    private const string Settings = """
        neighbor 0.8 bin
        neigh_modify every 1 delay 0 check yes
        timestep 0.002
        thermo 5
        thermo_style custom step atoms temp pe etotal press pxx pyy pzz pxy pxz pyz vol
        thermo_modify norm no format float %.14g lost error

        """;

    private const string Lattice = """
        units metal
        atom_modify map array sort 10 2.0
        lattice fcc 4.0
        region b block 0 3 0 3 0 3
        create_box 2 b
        create_atoms 1 box
        set type 1 type/fraction 2 0.3 1234
        mass 1 6.94
        mass 2 18.998
        displace_atoms all random 0.05 0.05 0.05 99
        velocity all create 300 4928 dist gaussian

        """;

    /// <summary>Integrators, barostats, minimisation, interrupted runs.</summary>
    public static string Dynamics(string potential) => Lattice + potential + Settings + """
        run 0
        run 0
        fix 1 all nve
        run 20
        run 10 pre no post no
        unfix 1
        fix 1 all npt temp 300 300 0.1 iso 0 0 0.5
        run 20
        unfix 1
        change_box all triclinic
        fix 1 all npt temp 300 300 0.1 tri 0 0 0.5
        run 20
        unfix 1
        min_style cg
        minimize 1e-12 1e-12 20 100

        """;

    /// <summary>Per-atom energies and stresses, heat flux, rerun, restart.</summary>
    public static string Analysis(string potential, string name) => Lattice + potential + Settings + $"""
        compute ke all ke/atom
        compute pe all pe/atom
        compute s all stress/atom NULL virial
        compute c all centroid/stress/atom NULL virial
        compute f1 all heat/flux ke pe s
        compute f2 all heat/flux ke pe c
        compute esum all reduce sum c_pe
        compute ssum all reduce sum c_s[1] c_s[2] c_s[3] c_s[4] c_s[5] c_s[6]
        compute csum all reduce sum c_c[1] c_c[2] c_c[3] c_c[4] c_c[5] c_c[6] c_c[7] c_c[8] c_c[9]
        thermo_style custom step pe c_esum c_ssum[*] c_csum[*] c_f1[*] c_f2[*]
        thermo_modify norm no format float %.14g
        dump t all custom 5 {name}.trj id type x y z vx vy vz
        dump_modify t format float %.17g sort id
        fix 1 all nve
        run 20
        write_restart {name}.restart
        undump t
        rerun {name}.trj dump x y z vx vy vz
        clear
        read_restart {name}.restart
        {potential}
        """ + Settings + """
        fix 1 all nve
        run 10

        """;

    /// <summary>Atoms that come, go, change type or are hidden for a trial energy.</summary>
    public static string Exchange(string potential) => Lattice + potential + Settings + """
        fix 1 all nve
        run 5
        delete_atoms porosity b 0.1 4321
        create_atoms 2 single 1.5 1.5 1.5
        create_atoms 2 single 0.5 2.5 0.5
        velocity all create 300 777
        run 5
        compute_modify thermo_temp dynamic/dof yes
        fix swap all atom/swap 2 2 29494 300 ke yes types 1 2
        run 4
        unfix swap
        fix mc all gcmc 2 4 4 2 29494 300 -0.1 0.2 full_energy
        thermo_style custom step atoms temp pe press f_mc[3] f_mc[4] f_mc[5] f_mc[6]
        thermo_modify norm no format float %.14g
        run 10

        """;

    /// <summary>A few steps with per-atom energies and stresses, for many potentials in one process.</summary>
    public static string Short(string potential, string units = "metal") => Lattice.Replace("metal", units, StringComparison.Ordinal)
        + potential + Settings + $"""
        timestep {(units == "real" ? 2.0 : 0.002)}
        compute pe all pe/atom
        compute s all stress/atom NULL virial
        compute esum all reduce sum c_pe
        compute ssum all reduce sum c_s[1] c_s[2] c_s[3] c_s[4] c_s[5] c_s[6]
        thermo_style custom step pe press pxx pyy pzz pxy pxz pyz c_esum c_ssum[*]
        thermo_modify norm no format float %.14g
        fix 1 all nve
        run 10
        clear

        """;
}
