using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Scans;
using IonicMlff.Analysis.Shapes;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Analysis.Tests.Scans;

/// <summary>Scans of a molecule whose energy is known, and the atoms and names of real ions.</summary>
public class DihedralScanTests
{
    private const double Degree = Math.PI / 180;

    [Fact]
    public void The_derivative_of_a_dihedral_is_its_slope()
    {
        double[] r = [.. SpringMolecule.Molecule().Positions], gradient = new double[12];
        DihedralGradient.Of(SpringMolecule.Chain, r, gradient);
        for (int k = 0; k < 12; k++)
        {
            double[] up = [.. r], down = [.. r];
            up[k] += 1e-5;
            down[k] -= 1e-5;
            Assert.Equal((SpringMolecule.Chain.Of(up) - SpringMolecule.Chain.Of(down)) / 2e-5, gradient[k], 1e-8);
        }
    }

    [Fact]
    public void Relaxed_energies_and_torques_are_those_of_the_torsion()
    {
        var molecule = new SpringMolecule(0.08);
        ScanProfile p = Scan(molecule, new ScanOptions { Step = 15, ForceTolerance = 1e-5 });
        Assert.Null(p.Failure);
        Assert.Equal(24, p.Points.Length);
        foreach (ScanPoint point in p.Points.OfType<ScanPoint>())
        {
            double phi = point.Angle * Degree;
            Assert.True(point.Converged);
            Assert.Equal(0, Math.Sin(0.5 * (SpringMolecule.Chain.Of(point.Positions) - phi)), 1e-12);
            Assert.Equal(molecule.Torsion(phi), point.Energy, 1e-8);
            Assert.Equal(-3 * 0.08 * Math.Sin(3 * phi), point.Torque, 1e-4);
        }

        Assert.Equal([-180, -60, 60], p.Extrema(1).Select(e => Math.Round(e.Angle, 6)));
        Assert.Equal([-120, 0, 120], p.Extrema(-1).Select(e => Math.Round(e.Angle, 6)));
    }

    [Fact]
    public void Torques_are_the_slope_of_the_relaxed_energy_also_when_the_rest_gives_way()
    {
        ScanProfile p = Scan(new SpringMolecule(0.05, ends: 2), new ScanOptions { From = 40.9, To = 41.1, Step = 0.1, ForceTolerance = 1e-6 });
        double slope = (p.Points[2]!.Energy - p.Points[0]!.Energy) / (0.2 * Degree);
        Assert.InRange(Math.Abs(slope), 0.05, 10);
        Assert.Equal(slope, p.Points[1]!.Torque, 2e-5 * Math.Abs(slope));

        // Rigid energies are above: nothing gives way.
        ScanProfile rigid = Scan(new SpringMolecule(0.05, ends: 2), new ScanOptions { From = 40.9, To = 41.1, Step = 0.1, Relaxed = false });
        Assert.All(rigid.Points.Zip(p.Points), q => Assert.True(q.First!.Energy > q.Second!.Energy));
    }

    [Fact]
    public void Nothing_but_the_angle_changes_in_a_rigid_scan()
    {
        SingleMolecule molecule = SpringMolecule.Molecule();
        ScanProfile p = Scan(new SpringMolecule(0.1), new ScanOptions { Relaxed = false, From = -90, To = 90, Step = 45 });
        var energy = new SpringMolecule(0.1).Energy();
        foreach (ScanPoint point in p.Points.OfType<ScanPoint>())
        {
            Assert.Equal(point.Angle * Degree, SpringMolecule.Chain.Of(point.Positions), 1e-12);
            Assert.Equal(energy.Of(point.Positions, new double[12]), point.Energy);
            foreach ((int i, int j) in new[] { (0, 1), (1, 2), (2, 3), (0, 2), (1, 3) })
                Assert.Equal(Dihedral.Distance(molecule.Positions, i, j), Dihedral.Distance(point.Positions, i, j), 1e-12);
        }
    }

    [Fact]
    public void A_molecule_that_breaks_ends_the_scan_with_a_sentence()
    {
        ScanProfile p = Scan(new SpringMolecule(0.1) { Middle = -25 }, new ScanOptions { Step = 30 });
        Assert.Matches("^at -?\\d+°: the molecule breaks: the bond of atoms 2 \\(O\\) and 3 \\(O\\) is \\d\\.\\d\\d Å long$", p.Failure);
        Assert.All(p.Points, Assert.Null);
    }

    [Fact]
    public void An_interrupt_keeps_the_points_that_are_there()
    {
        using var stop = new CancellationTokenSource();
        SingleMolecule molecule = SpringMolecule.Molecule();
        int done = 0;
        ScanProfile p = new DihedralScan(molecule, SpringMolecule.Chain, new ScanOptions { Step = 30 })
            .Run("m", new SpringMolecule(0.1).Energy(), () => { if (++done == 4) stop.Cancel(); }, stop.Token);
        Assert.True(p.Interrupted);
        Assert.Equal(4, p.Points.Count(q => q is not null));
    }

    [Theory]
    [InlineData("tfsi:phi", "vac_tfsi_700", 0, "1 5 9 12", "10 11 12 13 14 15")]
    [InlineData("TFSI:PSI", "vac_tfsi_700", 1, "1 5 9 6", "6")]
    [InlineData("tfsi:CSNS", "vac_tfsi_700", 3, "1 5 6 9", "9 10 11 12 13 14 15")]
    [InlineData("pyr14:NCCC", "vac_pyr14_500", 6, "1 7 21 24", "22 23 24 25 26 27 28 29 30")]
    public void Dihedrals_of_ions_by_name(string name, string folder, int number, string atoms, string turned)
    {
        MoleculeSet set = SingleMolecule.MoleculesOf(TopologyFiles.Read(TestData.Unpacked("analysis", folder, "topology.data.gz"), []));
        (ScanDihedral d, SingleMolecule m) = ScanDihedral.Find(name, set);
        var turn = new TurnedAtoms(d, m);
        Assert.Equal(atoms, string.Join(' ', new[] { d.A, d.B, d.C, d.D }.Select(m.Id)));
        Assert.Equal(turned, string.Join(' ', turn.Atoms.Select(m.Id)));

        // The same angle as the analysis of shapes has, and bonds of any length stay as they are.
        var angles = new double[8];
        if (m.Kind.Name == "TFSI")
            TfsiShape.Of(m.Set.All[0], m.Set, m.Elements).Angles(m.Positions, angles);
        else
            Pyr14Shape.Of(m.Set.All[0], m.Set, m.Elements).Measure(m.Positions, angles);
        Assert.Equal(angles[number], d.Of(m.Positions), 1e-12);
        double[] r = [.. m.Positions];
        turn.SetTo(r, 1);
        Assert.Equal(1, d.Of(r), 1e-12);
        for (int i = 0; i < m.Elements.Length; i++)
            Assert.All(m.Neighbors[i], j => Assert.Equal(Dihedral.Distance(m.Positions, i, j), Dihedral.Distance(r, i, j), 1e-10));
    }

    [Theory]
    [InlineData("tfsi:phi", "has no TFSI; it has 1 PYR14")]
    [InlineData("pyr14:NCC", "did you mean 'pyr14:NCCC'?")]
    [InlineData("1-2-3", "expected four atoms as 5-1-2-9")]
    [InlineData("1-2-3-2", "names an atom twice")]
    [InlineData("1-2-3-31", "has no atom 31; it has 30 atoms, from 1 to 30")]
    [InlineData("1-2-4-5", "as in a ring: nothing can be turned")]
    public void Dihedrals_that_are_none(string name, string message)
    {
        MoleculeSet set = SingleMolecule.MoleculesOf(TopologyFiles.Read(TestData.Unpacked("analysis", "vac_pyr14_500", "topology.data.gz"), []));
        string text = Assert.Throws<IlmlffException>(() => ScanDihedral.Find(name, set) is var (d, m) ? new DihedralScan(m, d, new ScanOptions()) : null).Message;
        Assert.Contains(message, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 90, 40, "not a whole number of such steps")]
    [InlineData(90, 0, 10, "TO above FROM")]
    [InlineData(-200, 200, 10, "at most 360 degrees")]
    public void Ranges_that_are_none(double from, double to, double step, string message) => Assert.Contains(
        message, Assert.Throws<IlmlffException>(() => new ScanOptions { From = from, To = to, Step = step }.Angles()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_reference_is_compared_where_it_has_points()
    {
        string path = Scratch.File("dft.csv", "angle,scf,mp2\n# degrees, kJ/mol\n180,15.0,1\n60.0,15.5,2\n\n67.5,20.0,3\n");
        ReferenceProfile reference = ReferenceProfile.Read(path, "scf", EnergyUnit.Of("kJ/mol", "--unit"));
        Assert.Equal([60, 67.5, 180], reference.Angles);
        Assert.Equal([0.5, 5, 0], reference.Relative.Select(e => Math.Round(e / EnergyUnit.Of("kJ/mol", "--unit").InElectronvolt, 9)));
        var profile = Scan(new SpringMolecule(0.1), new ScanOptions { Step = 15, ForceTolerance = 1e-6 });
        double[] d = [.. new[] { 0, 0.5 * 0.1 * (1 + Math.Cos(225 * Degree)), 0 }.Zip(reference.Energies, (ours, theirs) => ours - theirs)];
        double mean = d.Average();
        (double rms, double largest, int count) = reference.Compare(profile);
        Assert.Equal(3, count);
        Assert.Equal(Math.Sqrt(d.Average(v => (v - mean) * (v - mean))), rms, 1e-7);
        Assert.Equal(d.Max(v => Math.Abs(v - mean)), largest, 1e-7);
        Assert.Contains("has 3 columns: angle, scf, mp2", Assert.Throws<IlmlffException>(() => ReferenceProfile.Read(path, "ccsd", EnergyUnit.All[0])).Message, StringComparison.Ordinal);
        string bad = Scratch.File("bad.csv", "0 1\n10 x\n");
        Assert.Contains("line 2", Assert.Throws<IlmlffException>(() => ReferenceProfile.Read(bad, null, EnergyUnit.All[0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_has_every_point()
    {
        SingleMolecule molecule = SpringMolecule.Molecule();
        var options = new ScanOptions { Step = 30 };
        var scan = new DihedralScan(molecule, SpringMolecule.Chain, options);
        ScanProfile profile = scan.Run("springs", new SpringMolecule(0.1).Energy(), () => { }, default);
        AnalysisResult result = new ScanReport(molecule, SpringMolecule.Chain, scan.Turned, options, EnergyUnit.Of("meV", "--unit")).Of([profile], null);
        Assert.Equal(12, result.Json["profiles"]![0]!["energy"]!.AsArray().Count);
        Assert.Equal(3, result.Json["profiles"]![0]!["minima"]!.AsArray().Count);
        Assert.Equal(200, result.Json["profiles"]![0]!["maxima"]![0]!["relative"]!.GetValue<double>() * 1000, 25.0); // of a parabola through points 30° apart
        Assert.Equal(12, result.Tables[0].Rows.Count());
        Assert.Contains("minima 0.0 at", result.Lines[0].Value, StringComparison.Ordinal);
        Assert.Empty(result.Remarks);
    }

    private static ScanProfile Scan(SpringMolecule molecule, ScanOptions options) =>
        new DihedralScan(SpringMolecule.Molecule(), SpringMolecule.Chain, options).Run("springs", molecule.Energy(), () => { }, default);
}
