using Xunit;

namespace OpenMM.Tests;

/// <summary>Force fields and PDB files that can't be used: the message names file, residue or line. None of it needs OpenMM.</summary>
public sealed class ForceFieldMessageTests
{
    private const string Types = "<AtomTypes><Type name=\"o\" class=\"O\" element=\"O\" mass=\"16\"/><Type name=\"h\" class=\"H\" element=\"H\" mass=\"1\"/></AtomTypes>";

    private const string Residue = "<Residues><Residue name=\"HOH\"><Atom name=\"O\" type=\"o\"/><Atom name=\"H1\" type=\"h\"/><Atom name=\"H2\" type=\"h\"/>"
        + "<Bond atomName1=\"O\" atomName2=\"H1\"/><Bond atomName1=\"O\" atomName2=\"H2\"/></Residue></Residues>";

    [Fact]
    public void FileThatIsNotThere() => Refused(() => new ForceField("tip3pp.xml"), "'tip3pp.xml' does not exist");

    [Fact]
    public void PartsThatAreNotRead() => Refused(() => Field("<GBSAOBCForce/>"), "field.xml has a <GBSAOBCForce>", "HarmonicBondForce", "MolecularSystem.FromXml");

    [Fact]
    public void ScriptsAreNotRun() => Refused(() => Field("<Script>print(1)</Script>"), "<Script>");

    [Fact]
    public void NotAForceField()
    {
        string file = Installation.Scratch("field.xml");
        File.WriteAllText(file, "<System/>");
        Refused(() => new ForceField(file), "root element is <System>");
    }

    [Fact]
    public void WrongNumber() =>
        Refused(() => Field(Types + "<HarmonicBondForce><Bond class1=\"O\" class2=\"H\" length=\"0.1x\" k=\"1\"/></HarmonicBondForce>"), "length=\"0.1x\"", "not a number");

    [Fact]
    public void UnknownType() => Refused(() => Field(Residue), "atom O of residue HOH has the type 'o', which no file defines");

    [Fact]
    public void NoTemplate()
    {
        var topology = new Topology();
        topology.AddAtom(topology.AddResidue("NA"), "NA", "Na");
        Refused(() => Field(Types + Residue).CreateSystem(topology), "residue NA 1", "no residue of that name");
    }

    [Fact]
    public void MissingAtomOrBond()
    {
        var topology = new Topology();
        Residue water = topology.AddResidue("HOH");
        Atom oxygen = topology.AddAtom(water, "O", "O");
        topology.AddBond(oxygen, topology.AddAtom(water, "H1", "H"));
        Refused(() => Field(Types + Residue).CreateSystem(topology), "the residue lacks H2");
        topology.AddAtom(water, "H2", "H");
        Refused(() => Field(Types + Residue).CreateSystem(topology), "does the topology have all bonds");
    }

    [Fact]
    public void MissingParameters()
    {
        var topology = new Topology();
        topology.AddWater();
        const string open = "<NonbondedForce coulomb14scale=\"1\" lj14scale=\"1\">";
        Refused(() => Field(Types + Residue + open + "<Atom type=\"o\" charge=\"0\" sigma=\"1\" epsilon=\"0\"/></NonbondedForce>").CreateSystem(topology),
            "no parameters for the type 'h'", "H1 of residue HOH 1");
        Refused(() => Field(Types + Residue + open + "<UseAttributeFromResidue name=\"charge\"/><Atom class=\"\" sigma=\"1\" epsilon=\"0\"/></NonbondedForce>").CreateSystem(topology),
            "no charge for atom 0");
    }

    [Fact]
    public void PmeWithoutABox()
    {
        var topology = new Topology();
        topology.AddWater();
        Refused(() => Field(Types + Residue).CreateSystem(topology, new ForceFieldOptions { NonbondedMethod = NonbondedMethod.Pme }), "Pme needs a periodic box");
    }

    [Fact]
    public void PdbFiles()
    {
        Refused(() => new PdbFile("/no/such.pdb"), "'/no/such.pdb' does not exist");
        Refused(() => Pdb("REMARK nothing"), "no ATOM or HETATM");
        Refused(() => Pdb("REMARK\nATOM      1  O   HOH A   1       4.1x5  13.679  13.761  1.00  0.00"), "x.pdb, line 2", "'4.1x5'", "columns 31-38");
        Refused(() => Pdb("CRYST1   30.000   ab.000   30.000  90.00  90.00  90.00 P 1           1"), "line 1", "'ab.000'");
    }

    /// <summary>Names of other programs, a box that is not right-angled, elements from names, and bonds that were written.</summary>
    [Fact]
    public void PdbFilesOfOtherPrograms()
    {
        PdbFile pdb = Pdb("""
            CRYST1   40.000   40.000   40.000  70.00  75.00  90.00 P 1           1
            ATOM      1  OW  SOL     1       1.000   2.000   3.000
            ATOM      2  HW1 SOL     1       1.900   2.000   3.000
            ATOM      3  HW2 SOL     1       1.000   2.900   3.000
            ATOM      4  OW  SOL     2       5.000   2.000   3.000
            ATOM      5  HW1 SOL     2       5.900   2.000   3.000
            ATOM      6  HW2 SOL     2       5.000   2.900   3.000
            HETATM    7 CL    CL     3       9.000   2.000   3.000
            HETATM    8  CA  ABC     4      12.000   2.000   3.000
            HETATM    9  HA  ABC     4      13.000   2.000   3.000
            CONECT    8    9
            ENDMDL
            ATOM     10  OW  SOL     5       1.000   2.000   3.000
            """);
        Assert.Equal(["HOH", "HOH", "CL", "ABC"], pdb.Topology.Residues.Select(r => r.Name));
        Assert.Equal(["O", "H", "H", "O", "H", "H", "Cl", "C", "H"], pdb.Topology.Atoms.Select(a => a.Element));
        Assert.Equal([(7, 8), (0, 1), (0, 2), (3, 4), (3, 5)], pdb.Topology.Bonds.Select(b => (b.Atom1.Index, b.Atom2.Index)));
        Assert.Equal(0.1, pdb.Positions[0].X);
        (double a, double b, double c, double alpha, double beta, double gamma) = pdb.Topology.Box!.Value.LengthsAndAngles();
        Assert.Equal([4, 4, 4, 70, 75, 90], new[] { a, b, c, alpha, beta, gamma }.Select(x => Math.Round(x, 9)));
    }

    private static PdbFile Pdb(string text) => new(new StringReader(text), "x.pdb");

    private static ForceField Field(string parts)
    {
        string file = Installation.Scratch("field.xml");
        File.WriteAllText(file, $"<ForceField>{parts}</ForceField>");
        return new ForceField(file);
    }

    private static void Refused(Action act, params string[] parts)
    {
        string message = Assert.Throws<OpenMMException>(act).Message;
        Assert.All(parts, p => Assert.Contains(p, message, StringComparison.Ordinal));
    }
}
