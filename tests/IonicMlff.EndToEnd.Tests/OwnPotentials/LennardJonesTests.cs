using IonicMlff.EndToEnd.Tests.Lammps;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.OwnPotentials;

/// <summary>The Lennard-Jones example against LAMMPS's own <c>lj/cut</c>, over a thousand steps of molecular dynamics.</summary>
public class LennardJonesTests
{
    private const string Report = """
        print "@end $(pe:%.17g) $(ke:%.17g) $(press:%.17g)"
        write_dump all custom end.dump id fx fy fz modify sort id format float %.17g

        """;

    [TheoryRequiring("lmp", "mpirun")]
    [InlineData(1, "on")]
    [InlineData(1, "off")]
    [InlineData(2, "on")]
    [InlineData(2, "off")]
    [InlineData(4, "on")]
    [InlineData(4, "off")]
    public void Equals_lj_cut(int ranks, string newton)
    {
        LammpsRun theirs = Run("lj/cut", ranks, newton), ours = Run("ilmlff", ranks, newton);
        double[] expected = theirs.Printed("end"), actual = ours.Printed("end");
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(1, actual[k] / expected[k], 1e-12);

        double[] forces = [.. theirs.Dump("end.dump").SelectMany(r => r.Skip(1))];
        Agreement.AssertClose(forces, [.. ours.Dump("end.dump").SelectMany(r => r.Skip(1))], 1e-12 * Agreement.Scale(forces), "forces after 1000 steps");
    }

    private static LammpsRun Run(string style, int ranks, string newton) => OwnPotential.Run(
        "LennardJones", "in.lj", Report, ranks, ("style", style), ("cells", "5"), ("steps", "1000"), ("newton", newton));
}
