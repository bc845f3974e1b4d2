using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>Wrong input is refused with a text that says what is wrong and what to do; nothing hangs or crashes, on any number of ranks.</summary>
public class RefusalTests
{
    private const string Box = """
        units metal
        region b block 0 9 0 9 0 9
        create_box 2 b
        create_atoms 1 single 2 2 2
        create_atoms 2 single 3 2 2
        create_atoms 1 single 7 7 7
        mass 1 1.008
        mass 2 18.998

        """;

    private static string Toy(string name = "TwoLayerToy") => Script.Toy(name);

    /// <summary>name, ranks, input, what the message must contain.</summary>
    public static TheoryData<string, int, string, string[]> Cases() => new()
    {
        // words
        { "no model", 1, Box + "pair_style ilmlff\n", ["no model given", "pair_style ilmlff MODEL"] },
        { "missing model", 2, Box + "pair_style ilmlff missing.model\n", ["'missing.model' does not exist"] },
        { "misspelt keyword", 2, Box + $"pair_style ilmlff {Toy()} presicion mixed\n", ["'presicion'", "did you mean 'precision'"] },
        { "bad value", 1, Box + $"pair_style ilmlff {Toy()} precision single\n", ["precision 'single'", "double, mixed"] },
        { "bad threads", 1, Box + $"pair_style ilmlff {Toy()} threads 0\n", ["threads '0'", "from 1 to"] },
        { "device", 2, Box + Pair("device cuda"), ["cuda", "cpu"] },
        { "backend", 1, Box + Real("backend tensorflow").Replace("backend reference ", "", StringComparison.Ordinal), ["tensorflow", "torch", "reference"] },
        { "head", 1, Box + Real("head pbe"), ["pbe", "Default"] },
        { "charge", 1, Box + Real("charge 1"), ["charge"] },

        // element names
        { "one name for two types", 1, Box + Pair("", "H"), ["1 name given (H) for 2 atom types"] },
        { "numbers", 2, Box + $"pair_style ilmlff {Toy()}\npair_coeff 1 1 0.5 2.0\n", ["not with '1 1'", "pair_coeff * *"] },
        { "numbers for names", 1, Box + Pair("", "1 2"), ["'1' is neither an element symbol nor NULL"] },
        { "misspelt element", 1, Box + Pair("", "H f"), ["'f'", "did you mean 'F'"] },
        { "element that the model lacks", 2, Box + Real("", "H Si"), ["Si", "H B C N F"] },
        { "all types NULL", 1, Box + Pair("", "NULL NULL"), ["every type is NULL"] },
        { "no pair_coeff", 2, Box + $"pair_style ilmlff {Toy()}\nrun 0\n", ["pair_coeff is missing", "pair_coeff * *"] },

        // model files
        { "text file", 1, Box + "pair_style ilmlff in.lammps\npair_coeff * * H F\n", ["in.lammps", "text file"] },
        { "named pipe", 2, Box + "shell mkfifo pipe.model\npair_style ilmlff pipe.model\n", ["'pipe.model' does not exist or can't be read"] },
        { "folder", 1, Box + "pair_style ilmlff /tmp\npair_coeff * * H F\n", ["/tmp"] },
        { "truncated model", 2, Box + $"shell head -c 100000 {Script.PaperModel} > short.model\npair_style ilmlff short.model\npair_coeff * * H F\n", ["short.model"] },
        { "dll without the type", 1, Box + $"pair_style ilmlff {Script.Toy("NoSuchToy")}\npair_coeff * * H F\n", ["NoSuchToy", "PairToy"] },

        // the simulation
        { "units lj", 1, Box.Replace("metal", "lj", StringComparison.Ordinal) + Pair() + "run 0\n", ["units 'lj'", "units metal", "units real"] },
        { "two dimensions", 1, "dimension 2\n" + Box.Replace("0 9\ncreate", "-1 1\ncreate", StringComparison.Ordinal).Replace("single 2 2 2", "single 2 2 0", StringComparison.Ordinal) + Pair() + "run 0\n", ["dimension 3"] },
        { "special_bonds", 2, Bonded + Pair() + "bond_style zero\nbond_coeff 1\nrun 0\n", ["special_bonds lj/coul 1.0 1.0 1.0", "2 atoms"] },
        { "exclude type", 1, Box + Pair() + "neigh_modify exclude type 1 2\nrun 0\n", ["neigh_modify exclude type 1 2", "remove"] },
        { "exclude group", 2, Box + Pair() + "group g type 1\nneigh_modify exclude group g g\nrun 0\n", ["neigh_modify exclude group g g"] },
        { "pair given to another style", 1, Box + $"pair_style hybrid ilmlff {Toy()} lj/cut 4\npair_coeff * * ilmlff H F\npair_coeff 1 2 lj/cut 0.1 2\nrun 0\n", ["pair_coeff 1 2", "hybrid/overlay"] },
        { "restart without pair_style", 1, Box + Pair() + "run 0\nwrite_restart r\nclear\nread_restart r\nrun 0\n", ["ilmlff", "after read_restart"] },

        // while running
        { "atoms on top of each other", 1, Box + "create_atoms 2 single 2 2 2\n" + Real() + "run 0\n", ["step 0", "same place", "not by ID"] },
        { "exploding run", 1, Box + Pair() + "velocity all set 1e200 0 0\nfix 1 all nve\nrun 5\n", ["is NaN", "blown up"] },
        { "bug in a potential", 2, Box + $"pair_style ilmlff {Script.Toy("BuggyToy")}\npair_coeff * * H F\nrun 0\n", ["a bug in the potential: Ångström ≠ nm"] },
        { "refusal while running", 2, Box + $"pair_style ilmlff {Script.Toy("RefusingToy")}\npair_coeff * * H F\nrun 0\n", ["fewer than 12 atoms"] },
        { "energy is not a number", 2, Box + $"pair_style ilmlff {Script.Toy("NotANumberToy")}\npair_coeff * * H F\nrun 0\n", ["NaN", "minimise"] },
    };

    [TheoryRequiring("lmp", "mpirun")]
    [MemberData(nameof(Cases))]
    public void Wrong_input_is_refused(string name, int ranks, string input, string[] parts)
    {
        LammpsRun run = LammpsRun.Run(input, ranks, seconds: 60);

        Assert.False(run.TimedOut, $"{name}: hangs\n{run.Output}");
        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain("Segmentation", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", run.Output, StringComparison.Ordinal);
        string error = run.Output.Split('\n').FirstOrDefault(l => l.StartsWith("ERROR", StringComparison.Ordinal)) ?? "";
        Assert.All(parts, part => Assert.True(
            error.Contains(part, StringComparison.Ordinal), $"{name}: no '{part}' in '{error}'"));
    }

    /// <summary>What the messages advise works: no exclusions, tiny instead of zero ones, bonded atoms that the model does not see.</summary>
    [FactRequiring("lmp")]
    public void The_cures_for_special_bonds_work()
    {
        const string Bond = "bond_style zero\nbond_coeff 1\n";
        string[] inputs =
        [
            Bonded + Bond + "special_bonds lj/coul 1.0 1.0 1.0\n" + Pair(),
            Bonded + Bond + "special_bonds lj/coul 1.0e-20 1.0e-20 1.0e-20\n" + Pair(),
            Bonded.Replace("create_atoms 1 single 7", "create_atoms 2 single 7", StringComparison.Ordinal).Replace("create_atoms 2 single 3", "create_atoms 1 single 3", StringComparison.Ordinal)
                + Bond + Pair("", "NULL F"),
        ];

        LammpsRun run = LammpsRun.Run(string.Concat(inputs.Select((input, i) => $"{input}run 0\nprint \"@e{i} $(pe:%.17g)\"\nclear\n"))).Succeeded();

        Assert.Equal(run.Printed("e0")[0], run.Printed("e1")[0]);
        Assert.Equal(-13.6, run.Printed("e2")[0], 1e-12); // one atom alone
    }

    private const string Bonded = """
        units metal
        atom_style bond
        region b block 0 9 0 9 0 9
        create_box 2 b bond/types 1 extra/bond/per/atom 1 extra/special/per/atom 1
        create_atoms 1 single 2 2 2
        create_atoms 2 single 3 2 2
        create_atoms 1 single 7 7 7
        mass 1 1.008
        mass 2 18.998
        create_bonds single/bond 1 1 2

        """;

    private static string Pair(string words = "", string elements = "H F") =>
        $"pair_style ilmlff {Toy()} {words}\npair_coeff * * {elements}\n";

    private static string Real(string words = "", string elements = "H F") =>
        $"pair_style ilmlff {Script.PaperModel} backend reference {words}\npair_coeff * * {elements}\n";
}
