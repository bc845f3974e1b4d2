using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Shapes;

namespace IonicMlff.Analysis.Scans;

/// <summary>What the analyses of shapes say of the geometries of a scan: phi, psi and class of TFSI; r2, r1, dihedrals and class of PYR14.</summary>
/// <param name="Columns">Of the table.</param>
/// <param name="Measure">Numbers of a geometry.</param>
public sealed record ScanShape(ResultColumn[] Columns, Func<double[], double[]> Measure)
{
    /// <summary>The shape of a molecule; null when it is another one.</summary>
    public static ScanShape? For(SingleMolecule molecule)
    {
        if (molecule.Kind.Name == "TFSI")
        {
            var ion = TfsiShape.Of(molecule.Set.All[0], molecule.Set, molecule.Elements);
            return new([new("phi_deg", 6), new("psi_deg", 6), new("psi2_deg", 6), new("CSNS_deg", 6), new("SNSC_deg", 6), new("class", 0)], r =>
            {
                var angles = new double[TfsiShape.AngleCount];
                ion.Angles(r, angles);
                return [.. angles.Select(a => a / Angle.Degree), TfsiShape.ClassOf(angles[0], angles[1])];
            });
        }

        if (molecule.Kind.Name != "PYR14")
            return null;
        Pyr14Shape cation = Pyr14Shape.Of(molecule.Set.All[0], molecule.Set, molecule.Elements);
        var limits = new Pyr14Options();
        return new([new("r2", 6), new("r1", 6), new("MeNCC_deg", 6), new("NCCC_deg", 6), new("CCCC_deg", 6), new("class", 0)], r =>
        {
            var numbers = new double[Pyr14Shape.NumberCount];
            cation.Measure(r, numbers);
            return [numbers[0], Pyr14Shape.NearerBeta(numbers), .. numbers[5..].Select(a => a / Angle.Degree), Pyr14Shape.ClassOf(numbers, limits.Scorpion, limits.Anti)];
        });
    }
}
