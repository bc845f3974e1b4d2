using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>DeePMD models behind pair_style ilmlff: what LAMMPS reports is what upstream computed, and all of LAMMPS works with them.</summary>
public class DpmdTests
{
    private static readonly string Model = TestData.Unpacked("deepmd", "models", "s_tanh_oneside.pth.gz");

    private static GoldenCase Box => GoldenCase.Dpmd("s_tanh_oneside", "pyr14bf4_35");

    private static string Pair(string words = "backend reference") => $"pair_style ilmlff {Model} {words}\npair_coeff * * H B C N F\n";

    /// <summary>Triclinic, unwrapped, tiny and open systems, down to a single atom; on one rank and on four, of which some have no atom.</summary>
    [FactRequiring("lmp", "mpirun")]
    public void Energies_forces_and_virials_are_upstreams()
    {
        GoldenCase[] cases = [.. new[] { "pyr14bf4_35", "pyr14bf4_35_unwrapped", "pyr14bf4_70", "tiny_bf4_tric", "tiny_1atom_C", "cluster_ionpair_nopbc", "two_far_HF_nopbc", "isolated_F_nopbc" }
            .Select(s => GoldenCase.Dpmd("s_tanh_oneside", s))];
        string folder = LammpsRun.NewFolder();
        string input = string.Concat(cases.Select(c => "clear\n" + Script.Read(c.Frame, folder, c.Name) + Pair() + Script.Report(c.Name)));
        foreach (int ranks in new[] { 1, 4 })
        {
            LammpsRun run = LammpsRun.Run(input, ranks, folder).Succeeded();
            Assert.All(cases, c => GoldenFramesTests.AssertEqual(c, run, 1e-8));
            Assert.Contains(ranks == 1 ? "Nlocal:        1.00000 ave" : "Nlocal:       0.250000 ave", run.Output, StringComparison.Ordinal);
        }
    }

    /// <summary>centroid/stress/atom is minus upstream's atomic virial, stress/atom its symmetric part, pe/atom its atomic energies.</summary>
    [FactRequiring("lmp", "mpirun")]
    public void Per_atom_quantities_are_upstreams()
    {
        GoldenCase box = Box;
        string folder = LammpsRun.NewFolder();
        string input = Script.Read(box.Frame, folder, "box") + Pair() + """
            compute s all stress/atom NULL pair
            compute c all centroid/stress/atom NULL pair
            compute e all pe/atom
            compute k all ke/atom
            velocity all create 300 4928 loop all
            compute j all heat/flux k e c
            compute r all reduce sum c_s[1] c_c[1] c_e
            thermo_style custom step c_r[*] c_j[*]
            run 0
            print "@flux $(c_j[1]:%.17g) $(c_j[2]:%.17g) $(c_j[3]:%.17g)"
            write_dump all custom v.dump id c_e vx vy vz c_k c_s[*] c_c[*] modify sort id format float %.17g

            """;
        foreach (int ranks in new[] { 1, 2 })
        {
            LammpsRun run = LammpsRun.Run(input, ranks, folder).Succeeded();
            double[][] rows = run.Dump("v.dump");
            var flux = new double[3];
            for (int i = 0; i < rows.Length; i++)
            {
                string what = $"{ranks} ranks, atom {i + 1}";
                double[][] w = box.AtomVirials[i];
                double[] centroid = [w[0][0], w[1][1], w[2][2], w[0][1], w[0][2], w[1][2], w[1][0], w[2][0], w[2][1]];
                Close(box.SiteEnergies[i], rows[i][1], what + " energy");
                for (int c = 0; c < 9; c++)
                {
                    Close(centroid[c], -rows[i][12 + c] / Script.BarPerPressureUnit, $"{what} centroid {c}");
                    if (c < 6)
                    {
                        Close(0.5 * (centroid[c] + centroid[c < 3 ? c : c + 3]), -rows[i][6 + c] / Script.BarPerPressureUnit, $"{what} stress {c}");
                    }
                }

                // J = sum e v + W v: LAMMPS sums S v over the first index of S
                for (int a = 0; a < 3; a++)
                {
                    double e = box.SiteEnergies[i] + rows[i][5];
                    flux[a] += (e * rows[i][2 + a]) + Enumerable.Range(0, 3).Sum(b => w[a][b] * rows[i][2 + b]);
                }
            }

            for (int a = 0; a < 3; a++)
            {
                Assert.Equal(flux[a], run.Printed("flux")[a], 1e-6 * flux.Max(Math.Abs));
            }
        }
    }

    /// <summary>Minimisation, restart, rerun, hybrid/overlay and units real go on as with any other pair style, on two ranks as on one.</summary>
    [FactRequiring("lmp", "mpirun")]
    public void Everything_that_lammps_does_with_a_pair_style()
    {
        string folder = LammpsRun.NewFolder();
        const string Thermo = "thermo_modify norm no\ntimestep 0.0002\nneighbor 0.5 bin\n";
        string start = Script.Read(Box.Frame, folder, "box");
        string input = start + Pair() + Thermo + """
            minimize 0 1e-8 5 20
            print "@minimum $(pe:%.17g)"
            reset_timestep 0
            velocity all create 50 4928 loop all
            fix 1 all nve
            dump 1 all custom 2 trajectory id type x y z
            dump_modify 1 sort id format float %.17g
            run 4
            write_restart r
            run 4
            undump 1
            print "@end $(pe:%.17g) $(press:%.17g)"
            rerun trajectory dump x y z
            print "@again $(pe:%.17g)"
            clear
            read_restart r

            """ + Pair() + Thermo + "fix 1 all nve\nrun 4\nprint \"@restarted $(pe:%.17g) $(press:%.17g)\"\nclear\n"
            + start + Pair() + Thermo + "run 0\nprint \"@metal $(pe:%.17g) $(press:%.17g)\"\nclear\n"
            + start + $"pair_style hybrid/overlay ilmlff {Model} backend reference zero 5.0\npair_coeff * * ilmlff H B C N F\npair_coeff * * zero\n" + Thermo
            + "run 0\nprint \"@overlay $(pe:%.17g) $(press:%.17g)\"\nclear\n"
            + start.Replace("metal", "real", StringComparison.Ordinal) + Pair() + "thermo_modify norm no\nrun 0\nprint \"@real $(pe:%.17g) $(press:%.17g)\"\n";
        LammpsRun[] runs = [LammpsRun.Run(input, 1, folder).Succeeded(), LammpsRun.Run(input, 2, folder).Succeeded()];

        foreach (LammpsRun run in runs)
        {
            Assert.True(run.Printed("minimum")[0] < Box.Energy - 0.1);
            Assert.Equal(run.Printed("end")[0], run.Printed("again")[0], 1e-8);
            Assert.Equal(run.Printed("end")[0], run.Printed("restarted")[0], 1e-7);
            Assert.Equal(run.Printed("metal")[0], run.Printed("overlay")[0], 1e-9);
            Assert.Equal(run.Printed("metal")[1], run.Printed("overlay")[1], 1e-4);
            Assert.Equal(1.602176634e-19 * 6.02214076e23 / 4184 * run.Printed("metal")[0], run.Printed("real")[0], 1e-7);
            Assert.Equal(run.Printed("metal")[1] / 1.01325, run.Printed("real")[1], 1e-6 * Math.Abs(run.Printed("metal")[1])); // bar, atm
        }

        Assert.Equal(runs[0].Printed("minimum")[0], runs[1].Printed("minimum")[0], 1e-6);
        Assert.Equal(runs[0].Printed("end")[0], runs[1].Printed("end")[0], 1e-6);
    }

    private static void Close(double expected, double value, string what) =>
        Assert.True(Math.Abs(expected - value) < 1e-8, $"{what}: {value}, not {expected} eV");
}
