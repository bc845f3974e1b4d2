using IonicMlff.Core.Topologies;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Topologies;

/// <summary>GROMACS structures: lengths in nm, elements from names, boxes of any shape, velocities.</summary>
public class GroFileTests
{
    [Fact]
    public void Atoms_box_and_velocities()
    {
        Topology frame = Read("""
            LiTFSI
                4
                1LI      LI    1   0.100   0.200  -0.300  0.1000  0.2000 -0.3000
                2TFS     C1    2   1.000   0.000   0.000  0.0000  0.0000  0.0000
                2TFS    1F4    3   2.000   0.000   0.000  0.0000  0.0000  0.0000
                3CL      CL    4   3.000   0.000   0.000  0.0000  0.0000  0.5000
               3.00000   2.50000   2.00000   0.00000   0.00000   0.50000   0.00000   0.20000   0.30000
            """);
        Assert.Equal([3, 6, 9, 17], frame.Elements!);
        Assert.Equal([1.0, 2.0, -3.0], frame.Positions![..3].Select(x => Math.Round(x, 9)));
        Assert.Equal((30.0, 5.0, 25.0, 2.0, 3.0, 20.0), (frame.Cell.Ax, frame.Cell.Bx, frame.Cell.By, frame.Cell.Cx, frame.Cell.Cy, frame.Cell.Cz));
        Assert.Equal([1, 2, 2, 3], frame.MoleculeNumbers!);
        Assert.Equal(["LI", "C1", "1F4", "CL"], frame.Names!);
        Assert.Equal(5.0, frame.Velocities![^1], 1e-9);
    }

    [Fact]
    public void More_digits_and_no_box()
    {
        Topology frame = Read("water\n1\n    1SOL     OW    1   0.12345678   1.00000000   2.00000000\n   0 0 0\n");
        Assert.Equal([8], frame.Elements!);
        Assert.Equal(1.2345678, frame.Positions![0], 1e-12);
        Assert.False(frame.Cell.IsPeriodic);
        Assert.Null(frame.Velocities);
    }

    private static Topology Read(string text)
    {
        string file = Path.Combine(TestData.Scratch, Path.GetRandomFileName() + ".gro");
        File.WriteAllText(file, text);
        return GroFile.Read(file);
    }
}
