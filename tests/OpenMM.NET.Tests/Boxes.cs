using IonicMlff.Testing;

namespace OpenMM.Tests;

/// <summary>Small systems.</summary>
internal static class Boxes
{
    /// <summary>Water on a cubic lattice with the molecules turned at random; nm.</summary>
    public static (Topology Topology, Vec3[] Positions) Water(int perEdge, double spacing = 0.3107, int seed = 1)
    {
        var random = new Random(seed);
        var topology = new Topology { Box = Box.Cube(perEdge * spacing) };
        var positions = new List<Vec3>();
        for (int cell = 0; cell < perEdge * perEdge * perEdge; cell++)
        {
            topology.AddWater();
            var oxygen = new Vec3(cell % perEdge, cell / perEdge % perEdge, cell / perEdge / perEdge) * spacing;
            Vec3 u = Unit(random), w = u.Cross(Unit(random));
            Vec3 v = w * (1 / w.Length);
            // 0.09572 nm and 104.52 degrees.
            positions.AddRange([oxygen, oxygen + u * 0.09572, oxygen + u * -0.0239987 + v * 0.0926627]);
        }

        return (topology, [.. positions]);
    }

    public static MolecularSystem WaterSystem(Topology topology, double cutoff = 0.45) => new ForceField("tip3p.xml").CreateSystem(
        topology, new ForceFieldOptions { NonbondedMethod = NonbondedMethod.Pme, NonbondedCutoff = cutoff });

    /// <summary>Particles in harmonic wells, with a bond between neighbours: cheap and never still.</summary>
    public static MolecularSystem Wells(int particles)
    {
        var system = new MolecularSystem();
        var wells = system.AddForce(new CustomExternalForce("0.5*k*(x^2+y^2+z^2)") { GlobalParameters = { ["k"] = 500 } });
        var bonds = system.AddForce(new HarmonicBondForce { ForceGroup = 1 });
        for (int i = 0; i < particles; i++)
        {
            wells.AddParticle(system.AddParticle(10 + i));
            if (i > 0)
                bonds.AddBond(i - 1, i, 0.15, 1000);
        }

        return system;
    }

    public static Vec3[] Scattered(int particles, int seed = 7)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, particles).Select(_ => new Vec3(random.NextDouble(), random.NextDouble(), random.NextDouble()))];
    }

    private static Vec3 Unit(Random random)
    {
        var v = new Vec3(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5);
        return v * (1 / v.Length);
    }
}
