using IonicMlff.Testing;
using Xunit;

namespace Lammps.Tests;

/// <summary>The examples of docs/lammps-net.md: the same text, run.</summary>
public sealed class DocumentedExamples
{
    /// <summary>Every C# block of the page stands in this file, so it compiles and runs.</summary>
    [Fact]
    public void ThePageHasWhatIsRunHere()
    {
        static string Plain(string text) => string.Join('\n', text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith("using Lammps;", StringComparison.Ordinal)));
        string[] blocks = [.. File.ReadAllText(Path.Combine(TestData.Root, "docs", "lammps-net.md")).Split("```csharp\n").Skip(1).Select(b => b.Split("```")[0])];
        Assert.Equal(2, blocks.Length);
        string here = Plain(File.ReadAllText(Path.Combine(TestData.Root, "tests", "Lammps.NET.Tests", "DocumentedExamples.cs")));
        foreach (string block in blocks)
            Assert.True(here.Contains(Plain(block), StringComparison.Ordinal), "not in DocumentedExamples.cs:\n" + block);
    }

    [FactRequiring(Melt.Library)]
    public void ACrystal()
    {
        using var lammps = new LammpsInstance();
        lammps.Commands("""
            units metal
            atom_modify map array
            lattice fcc 4.05
            region box block 0 4 0 4 0 4
            create_box 1 box
            create_atoms 1 box
            mass 1 26.98
            velocity all create 300 1
            pair_style lj/cut 6.0
            pair_coeff * * 0.4 2.6
            fix nve all nve
            """);
        lammps.Run(1000);
        double pressure = lammps.Thermo("press");          // bar in units metal
        double[] forces = lammps.Gather<double>("f");      // in the order of atom IDs, 3 per atom
        Assert.True(double.IsFinite(pressure));
        Assert.Equal(3 * 256, forces.Length);
        Assert.Equal(0, forces.Where((_, i) => i % 3 == 0).Sum(), 1e-9);
    }

    [FactRequiring(Melt.Library)]
    public void ForcesFromCSharp()
    {
        using LammpsInstance lammps = Melt.Open();
        lammps.Command("fix pull all external pf/callback 1 1");
        lammps.SetExternalForce("pull", (ref ExternalForceStep s) =>
        {
            for (int i = 0; i < s.Ids.Length; i++)
            {
                double x = s.Positions[3 * i];
                s.Forces[3 * i] -= 0.3 * x;
                s.Energy += 0.15 * x * x;
                s.Virial[0] -= 0.3 * x * x;
            }
        });
        lammps.Run(1000);
        Assert.True(double.IsFinite(lammps.Thermo("etotal")));
    }
}
