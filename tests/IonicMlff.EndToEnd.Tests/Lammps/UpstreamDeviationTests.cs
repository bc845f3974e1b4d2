using System.Globalization;
using System.Text.Json;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>DeePMD-kit's own LAMMPS test (its models, its expectations), which is not part of this project.</summary>
public class UpstreamDeviationTests
{
    private static readonly string Folder = Path.Combine(TestData.Root, "..", "shared", "golden", "deepmd", "upstream");

    /// <summary>A fact that is skipped where upstream's files are absent.</summary>
    private sealed class FactWithUpstreamAttribute : FactAttribute
    {
        public FactWithUpstreamAttribute() => Skip = File.Exists(Path.Combine(Folder, "deeppot_lammps.json"))
            ? new FactRequiringAttribute("lmp").Skip
            : "DeePMD-kit's test models (LGPL, not part of this project) are not there: ../shared/golden/deepmd/upstream";
    }

    /// <summary>Forces of the first model and of both, model_devi.out in every mode, atomic virials; types as in the file and without names.</summary>
    [FactWithUpstream]
    public void Forces_virials_and_deviations_are_upstreams()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "deeppot_lammps.json")));
        JsonElement golden = json.RootElement;
        string folder = LammpsRun.NewFolder();
        double[][] coordinates = Rows(golden.GetProperty("coord"));
        int[] types = [.. golden.GetProperty("type_OH").EnumerateArray().Select(t => t.GetInt32())];
        File.WriteAllText(Path.Combine(folder, "water.data"), string.Create(CultureInfo.InvariantCulture, $"""
            water

            6 atoms
            2 atom types
            0 13 xlo xhi
            0 13 ylo yhi
            0 13 zlo zhi

            Masses

            1 16
            2 2

            Atoms # atomic

            {string.Join('\n', coordinates.Select((x, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1} {types[i]} {x[0]:R} {x[1]:R} {x[2]:R}")))}

            """));
        string models = $"{Path.Combine(Folder, "deeppot.pb")} {Path.Combine(Folder, "deeppot-1.pb")}";
        string Case(string name, string words, string names, string units = "metal") => $"""
            clear
            units {units}
            atom_style atomic
            read_data water.data
            pair_style ilmlff {models} out_file {name} out_freq 1 atomic backend reference {words}
            pair_coeff * * {names}
            compute c all centroid/stress/atom NULL pair
            compute r all reduce sum c_c[1]
            thermo_style custom step pe c_r
            run 0
            write_dump all custom {name}.dump id fx fy fz c_c[*] modify sort id format float %.17g

            """;
        double kcal = golden.GetProperty("unit_factors").GetProperty("ener_metal2real").GetDouble();
        string level = kcal.ToString("R", CultureInfo.InvariantCulture);

        LammpsRun run = LammpsRun.Run(
            Case("plain", "", "") + Case("named", "", "O H") + Case("rel", "relative 1.0", "O H") + Case("rel_v", "relative_v 1.0", "O H")
            + Case("real", "", "O H", "real") + Case("real_rel", $"relative {level}", "O H", "real"),
            folder: folder).Succeeded();

        double[] absolute = Numbers(golden.GetProperty("md_out_absolute").GetProperty("row"))[1..];
        double[] relative = [.. absolute[..3], .. Numbers(golden.GetProperty("md_out_relative_1").GetProperty("f"))];
        double[] relativeV = [.. Numbers(golden.GetProperty("md_out_relative_v_1").GetProperty("v")), .. absolute[3..]];
        AssertRow(absolute, 1, "plain");
        AssertRow(absolute, 1, "named");
        AssertRow(relative, 1, "rel");
        AssertRow(relativeV, 1, "rel_v");
        AssertRow(absolute, kcal, "real");
        AssertRow(relative, kcal, "real_rel", from: 3);

        double[][] forces = Rows(golden.GetProperty("expected_f_model1")), virials = Rows(golden.GetProperty("expected_atomic_virial_model1"));
        int[] order = [0, 4, 8, 3, 6, 7, 1, 2, 5]; // of LAMMPS's columns in upstream's rows
        double[][] dump = run.Dump("plain.dump");
        for (int i = 0; i < 6; i++)
        {
            for (int x = 0; x < 3; x++)
            {
                Assert.Equal(forces[i][x], dump[i][1 + x], 1e-8);
            }

            for (int c = 0; c < 9; c++)
            {
                Assert.Equal(virials[i][order[c]], -dump[i][4 + c] / Script.BarPerPressureUnit, 1e-8);
            }
        }

        // Upstream's numbers are rounded to eight digits in places, the file's to seven.
        void AssertRow(double[] expected, double factor, string file, int from = 0)
        {
            double[] row = Assert.Single(CommitteeTruth.Rows(run, file));
            Assert.Equal(13, row.Length);
            for (int c = from; c < 12; c++)
            {
                Assert.True(Math.Abs(factor * expected[c] - row[c + 1]) <= 1e-6 * Math.Abs(row[c + 1]), $"{file}, column {c + 1}: {row[c + 1]}, not {factor * expected[c]}");
            }
        }
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetDouble())];

    private static double[][] Rows(JsonElement array) => [.. array.EnumerateArray().Select(Numbers)];
}
