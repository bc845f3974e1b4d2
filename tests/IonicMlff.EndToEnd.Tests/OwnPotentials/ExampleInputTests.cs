using IonicMlff.EndToEnd.Tests.Lammps;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.OwnPotentials;

/// <summary>The other examples, and words that are refused.</summary>
public class ExampleInputTests
{
    private const string Dump = "write_dump all custom end.dump id fx fy fz modify sort id format float %.17g\n";

    /// <summary>LAMMPS has the same functions, with its error function from a polynomial good to 1e-7.</summary>
    [FactRequiring("lmp", "mpirun")]
    public void Molten_salt_equals_born_coul_dsf()
    {
        const string Joule = "6.241509074460763e18", Reference = $"""
            fix charges all property/atom q ghost yes
            set type 1 charge 1
            set type 2 charge -1
            variable b equal 0.338e-19*{Joule}
            variable c equal 1e-19*{Joule}
            variable d equal -1e-19*{Joule}
            pair_style born/coul/dsf 0.2 6.6 6.6
            pair_coeff 1 1 $(2.0*v_b) 0.299 1.632 $(0.073*v_c) $(0.03*v_d)
            pair_coeff 1 2 $(1.375*v_b) 0.299 1.995 $(0.8*v_c) $(0.6*v_d)
            pair_coeff 2 2 $(0.75*v_b) 0.299 2.358 $(14.5*v_c) $(17*v_d)
            run 0

            """;
        string end = Dump + "print \"@ours $(press:%.17g)\"\n" + Reference + Dump.Replace("end.dump", "reference.dump", StringComparison.Ordinal)
            + "print \"@theirs $(press:%.17g)\"\n";
        LammpsRun run = OwnPotential.Run("MoltenSalt", "in.salt", end, ranks: 2, ("steps", "50"));
        double[] expected = [.. run.Dump("reference.dump").SelectMany(r => r.Skip(1))];
        Agreement.AssertClose(expected, [.. run.Dump("end.dump").SelectMany(r => r.Skip(1))], 1e-6 * Agreement.Scale(expected), "forces on ions");
        Assert.Equal(1, run.Printed("ours")[0] / run.Printed("theirs")[0], 1e-5);
    }

    /// <summary>A model, a term in C# and LAMMPS's long-range charges add up to the sum of the three.</summary>
    [FactRequiring("lmp")]
    public void A_residual_term_and_charges_are_added_to_a_model()
    {
        string examples = Path.Combine(TestData.Root, "examples");
        LammpsRun run = OwnPotential.Run(
            "ShortRange", "in.residual",
            """
            compute model all pair ilmlff 1
            run 0
            variable terms equal c_model+c_wall+ecoul+elong
            thermo_style custom step pe c_model c_wall ecoul elong
            run 0
            print "@sum $(pe:%.17g) $(v_terms:%.17g) $(c_wall:%.17g) $(ecoul+elong:%.17g)"

            """,
            ranks: 1,
            ("system", Path.Combine(examples, "pyr14bf4-lammps", "start_npt.data")),
            ("model", Path.Combine(examples, "models", "pyr14bf4_xtb_npt.safetensors")),
            ("scale", "1.1"),
            ("steps", "4"));
        double[] sum = run.Printed("sum");
        Assert.Equal(sum[0], sum[1], 1e-9 * Math.Abs(sum[0]));
        Assert.All(sum[2..], term => Assert.NotEqual(0, term));
    }

    [TheoryRequiring("lmp")]
    [InlineData("epsilom 1", "'epsilom' is unknown to the potential; did you mean 'epsilon'? It knows: epsilon, sigma, cutoff.")]
    [InlineData("epsilon", "'epsilon' has no value")]
    [InlineData("sigma -1", "'sigma -1': a number above 0 is expected.")]
    public void Wrong_words_end_the_run_before_the_first_step(string words, string message)
    {
        LammpsRun run = LammpsRun.Run($"""
            units metal
            region box block 0 20 0 20 0 20
            create_box 1 box
            create_atoms 1 random 10 4711 box
            mass 1 39.95
            pair_style ilmlff {OwnPotential.Dll("LennardJones")}
            pair_coeff * * Ar {words}
            run 0

            """);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(message, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Step", run.Output, StringComparison.Ordinal);
    }

    [FactRequiring("lmp")]
    public void A_missing_dependency_is_named()
    {
        // The dll of these tests alone, without what its public classes derive from.
        string folder = LammpsRun.NewFolder(), lonely = Path.Combine(folder, "Lonely.dll");
        File.Copy(typeof(ExampleInputTests).Assembly.Location, lonely);
        LammpsRun run = LammpsRun.Run($"""
            units metal
            region box block 0 20 0 20 0 20
            create_box 1 box
            pair_style ilmlff {lonely}
            pair_coeff * * Ar

            """, folder: folder);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Matches(@"Lonely\.dll needs \S+, which is not there\.", run.Output);
    }
}
