using System.Globalization;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;
using IonicMlff.Models;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>The nine components per atom that LAMMPS reports are the evaluator's, in LAMMPS's order, also across ranks.</summary>
public class AtomVirialTests
{
    /// <summary>LAMMPS: xx yy zz xy xz yz yx zx zy; evaluator: row-major.</summary>
    private static readonly int[] RowMajor = [0, 4, 8, 1, 2, 5, 3, 6, 7];

    [FactRequiring("lmp", "mpirun")]
    public void Centroid_stress_is_the_evaluators_atom_virial()
    {
        var c = new GoldenCase("paper_pyr14bf4", "box_pyr14bf4_2");
        string folder = LammpsRun.NewFolder();
        string input = Script.Read(c.Frame, folder, "box") + Script.Potential(Script.PaperModel) + """
            compute s all stress/atom NULL pair
            compute c all centroid/stress/atom NULL pair
            compute r all reduce sum c_s[1] c_c[1]
            thermo_style custom step c_r[1] c_r[2]
            run 0
            write_dump all custom v.dump id c_s[*] c_c[*] modify sort id format float %.17g

            """;
        double[] expected = AtomVirials(c.Frame);

        foreach (int ranks in new[] { 1, 2 })
        {
            double[][] rows = LammpsRun.Run(input, ranks, folder).Succeeded().Dump("v.dump");
            for (int i = 0; i < rows.Length; i++)
            {
                for (int k = 0; k < 9; k++)
                {
                    double w = expected[9 * i + RowMajor[k]];
                    Close(w, -rows[i][7 + k] / Script.BarPerPressureUnit, $"{ranks} ranks, atom {i + 1}, centroid component {k}");
                    if (k < 6)
                    {
                        double symmetric = 0.5 * (w + expected[9 * i + RowMajor[k < 3 ? k : k + 3]]);
                        Close(symmetric, -rows[i][1 + k] / Script.BarPerPressureUnit, $"{ranks} ranks, atom {i + 1}, component {k}");
                    }
                }
            }
        }
    }

    private static void Close(double expected, double value, string what) =>
        Assert.True(Math.Abs(expected - value) < 1e-9, $"{what}: {value.ToString(CultureInfo.InvariantCulture)}, not {expected} eV");

    private static double[] AtomVirials(LammpsFrame frame)
    {
        int count = frame.Symbols.Length;
        using IEvaluator evaluator = PotentialFile.Open(Script.PaperModel).CreateEvaluator(new EvaluatorOptions { Backend = "reference" });
        int[] numbers = frame.Symbols.Select(s => s switch { "H" => 1, "B" => 5, "C" => 6, "N" => 7, _ => 9 }).ToArray();
        var virials = new double[9 * count];
        var results = new ResultsView { Virial = new double[9], Forces = new double[3 * count], AtomVirials = virials };
        var atoms = new AtomsView
        {
            LocalCount = count,
            Positions = frame.Positions.SelectMany(p => p).ToArray(),
            Species = numbers.Select(z => evaluator.Info.AtomicNumbers.ToList().IndexOf(z)).ToArray(),
            Cell = Cell.Orthogonal(frame.Cell![0][0], frame.Cell[1][1], frame.Cell[2][2]),
        };
        evaluator.Compute(atoms, ref results);
        return virials;
    }
}
