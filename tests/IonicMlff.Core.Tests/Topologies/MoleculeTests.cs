using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Topologies;

/// <summary>Topologies of several formats give the same molecules; ions are told by formula and graph.</summary>
public class MoleculeTests
{
    [Fact]
    public void The_same_molecules_from_data_pdb_and_distances()
    {
        MoleculeSet data = MoleculeSet.From(Read("topology.data"));
        Topology pdb = Read("frame0.pdb"), gro = Read("frame0.gro");
        Assert.Equal(["PYR14", "BF4"], data.Kinds.Select(k => k.Name));
        Assert.Equal([1, -1], data.Kinds.Select(k => k.Charge));
        Assert.Equal(340, pdb.Bonds!.Length);
        Assert.Equal(data.Topology.Bonds, pdb.Bonds);
        Assert.Equal(data.Topology.Bonds, BondPerception.Find(gro.Elements!, gro.Positions!, gro.Cell));
        Assert.Equal(data.MoleculeOf, MoleculeSet.From(pdb).MoleculeOf);
        Assert.Equal(20, gro.MoleculeNumbers!.Distinct().Count());
        Assert.Equal(2290.69, data.Topology.Mass!.Value, 1e-9);
        Assert.Equal(29, data.All[0].Walk.Length);
    }

    [Theory]
    [InlineData("N1(C)(CCCC)CCCC1", "PYR14", 1)]
    [InlineData("N1(C)(CCC)CCCCC1", "PIP13", 1)]
    [InlineData("N1(CC)(CCC)CCCC1", "C9H20N", 0)] // ethyl, propyl: as many atoms, another graph
    public void Isomers_are_told_by_their_graph(string skeleton, string name, int charge)
    {
        Topology topology = Saturated(skeleton);
        MoleculeKind kind = Assert.Single(MoleculeSet.From(topology).Kinds);
        Assert.Equal((name, charge, "C9H20N"), (kind.Name, kind.Charge, kind.Formula));
    }

    [Theory]
    [InlineData("1 1 1 0.5 0 0 0", "full")]
    [InlineData("1 1 1 0.5 0 0 0 0 0 0", "full")]
    [InlineData("1 1 0 0 0", "atomic")]
    [InlineData("1 1 0.5 0 0 0", "charge")]
    [InlineData("1 1 1 0 0 0", "molecular")]
    public void Styles_that_are_not_named_are_told_by_their_columns(string row, string style)
    {
        string path = Path.Combine(TestData.Scratch, "style.data");
        File.WriteAllText(path, $"t\n\n1 atoms\n1 atom types\n0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo zhi\n\nMasses\n\n1 6.94\n\nAtoms\n\n{row}\n");
        Assert.Equal(style, LammpsDataFile.Read(path, []).AtomStyle);
    }

    [Fact]
    public void Bonds_to_atoms_that_do_not_exist_and_unknown_endings()
    {
        string path = Path.Combine(TestData.Scratch, "bond.data");
        File.WriteAllText(path, "t\n\n1 atoms\n1 bonds\n1 atom types\n0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo zhi\n\nMasses\n\n1 6.94\n\nAtoms\n\n1 1 1 0.5 0 0 0\n\nBonds\n\n1 1 1 2\n");
        Assert.Contains("joins atoms 1 and 2", Assert.Throws<IlmlffException>(() => TopologyFiles.Read(path, [])).Message, StringComparison.Ordinal);
        File.Copy(path, path + ".psf", overwrite: true);
        Assert.Contains("'.psf' is none of the topologies", Assert.Throws<IlmlffException>(() => TopologyFiles.Read(path + ".psf", [])).Message, StringComparison.Ordinal);
    }

    private static Topology Read(string name) => TopologyFiles.Read(
        File.Exists(TestData.Path("analysis", "formats_tri", name)) ? TestData.Path("analysis", "formats_tri", name) : TestData.Unpacked("analysis", "formats_tri", name + ".gz"), []);

    // Hydrogens on every atom up to four bonds.
    private static Topology Saturated(string skeleton)
    {
        (int[] heavy, int[][] neighbors) = SkeletonText.Parse(skeleton);
        var elements = new List<int>(heavy);
        var bonds = new List<(int, int)>();
        for (int i = 0; i < heavy.Length; i++)
        {
            bonds.AddRange(neighbors[i].Where(j => j > i).Select(j => (i, j)));
            for (int h = neighbors[i].Length; h < 4; h++)
            {
                bonds.Add((i, elements.Count));
                elements.Add(PeriodicTable.AtomicNumber("H"));
            }
        }

        return new Topology(elements.Count) { Elements = [.. elements], Bonds = [.. bonds] };
    }
}
