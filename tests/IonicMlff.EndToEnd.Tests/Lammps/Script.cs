using IonicMlff.Testing;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>Pieces of LAMMPS input that several tests share.</summary>
public static class Script
{
    /// <summary>Elements of the PYR14-BF4 models in the order of LAMMPS types 1 to 5.</summary>
    public static readonly string[] Elements = ["H", "B", "C", "N", "F"];

    /// <summary>The paper's PYR14-BF4 model (random weights, float64).</summary>
    public static string PaperModel => TestData.Unpacked("mace", "models", "paper_pyr14bf4.model.gz");

    /// <summary>A potential of tests/ToyPotentials, as a user's own dll is named.</summary>
    public static string Toy(string type) => Path.Combine(AppContext.BaseDirectory, "ToyPotentials.dll") + ":" + type;

    /// <summary>LAMMPS's factor from eV/Å³ to bar in units metal.</summary>
    public const double BarPerPressureUnit = 1.6021765e6;

    /// <summary>Reads a structure; further commands follow.</summary>
    public static string Read(LammpsFrame frame, string folder, string name, string[]? elements = null) => $"""
        units metal
        atom_style atomic
        boundary {frame.Boundary}
        box tilt large
        read_data {Path.GetFileName(frame.WriteData(folder, name + ".data", elements ?? Elements))}

        """;

    /// <summary>pair_style and pair_coeff for types in the order of <see cref="Elements"/>, or the given one.</summary>
    public static string Potential(string model, string words = "backend reference", string[]? elements = null) => $"""
        pair_style ilmlff {model} {words}
        pair_coeff * * {string.Join(' ', elements ?? Elements)}

        """;

    /// <summary>One evaluation; prints `@name-energy` (eV) and `@name-virial` (eV; xx yy zz xy xz yz), dumps id, forces, energy.</summary>
    public static string Report(string name) => $"""
        compute w all pressure NULL virial
        compute e all pe/atom pair
        compute esum all reduce sum c_e
        thermo_style custom step pe c_w[1] c_w[2] c_w[3] c_w[4] c_w[5] c_w[6] c_esum
        thermo_modify norm no
        run 0
        print "@{name}-energy $(pe:%.17g) $(c_esum:%.17g)"
        variable ev equal vol/{BarPerPressureUnit:R}
        variable w1 equal c_w[1]*v_ev
        variable w2 equal c_w[2]*v_ev
        variable w3 equal c_w[3]*v_ev
        variable w4 equal c_w[4]*v_ev
        variable w5 equal c_w[5]*v_ev
        variable w6 equal c_w[6]*v_ev
        print "@{name}-virial $(v_w1:%.17g) $(v_w2:%.17g) $(v_w3:%.17g) $(v_w4:%.17g) $(v_w5:%.17g) $(v_w6:%.17g)"
        write_dump all custom {name}.dump id fx fy fz c_e modify sort id format float %.17g

        """;
}
