using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using Xunit;

namespace IonicMlff.Core.Tests.Neighbors;

/// <summary>Local and ghost atoms, as LAMMPS gives them.</summary>
public sealed class GhostModeTests
{
    [Theory]
    [InlineData(40, 90)]
    [InlineData(0, 50)]
    [InlineData(25, 0)]
    [InlineData(0, 0)]
    public void Local_atoms_receive_and_ghosts_only_send(int local, int ghosts)
    {
        NeighborCase system = Ghosts(new Random(5), local, ghosts);
        var list = new NeighborList(4, skin: 77);
        Assert.True(list.Update(system.View));
        Assert.Equal(local + 1, list.RowStart.Length);
        Assert.Equal(system.BruteForce(4), system.FromList(list));
        Assert.Equal([0.0, 0.0, 0.0], list.ImageShifts.ToArray());
    }

    [Fact]
    public void Equals_the_periodic_list_when_the_ghosts_are_its_images()
    {
        NeighborCase periodic = NeighborCase.Random(new Random(8), 20, Cell.Orthogonal(6, 7, 8));
        var positions = new List<double>(periodic.Positions);
        for (int a = -2; a <= 2; a++)
        {
            for (int b = -2; b <= 2; b++)
            {
                for (int c = -2; c <= 2; c++)
                {
                    for (int i = 0; i < 20 && (a, b, c) != (0, 0, 0); i++)
                    {
                        double[] r = periodic.Positions;
                        positions.AddRange([r[3 * i] + 6 * a, r[3 * i + 1] + 7 * b, r[3 * i + 2] + 8 * c]);
                    }
                }
            }
        }

        int total = positions.Count / 3;
        NeighborCase ghosts = new()
        {
            Positions = [.. positions],
            Species = new int[total],
            GhostCount = total - 20,
            GhostMode = true,
            HostSkin = 0.5,
        };
        var first = new NeighborList(5, 0.5);
        var second = new NeighborList(5, 0.5);
        first.Update(periodic.View);
        second.Update(ghosts.View);
        Assert.Equal(first.RowStart.ToArray(), second.RowStart.ToArray());
    }

    [Fact]
    public void The_host_says_when_to_rebuild()
    {
        NeighborCase system = Ghosts(new Random(6), 10, 30);
        var list = new NeighborList(4);
        list.Update(system.View);
        Assert.False(list.Update(system.View));
        system.NeighborsChanged = true;
        Assert.True(list.Update(system.View));
        system.NeighborsChanged = false;
        Assert.False(list.Update(system.View));
        Assert.True(list.Update(Ghosts(new Random(6), 10, 29).View));
        Assert.True(list.Update(Ghosts(new Random(6), 11, 29).View));
    }

    [Fact]
    public void Atoms_that_outrun_the_host_skin_rebuild_as_well()
    {
        NeighborCase system = Ghosts(new Random(6), 10, 30);
        var list = new NeighborList(4);
        list.Update(system.View);
        system.Positions[3 * 35] += 1.01;
        Assert.True(list.Update(system.View));
        Assert.Equal(system.BruteForce(4), system.FromList(list));
    }

    private static NeighborCase Ghosts(Random random, int local, int ghosts)
    {
        int total = local + ghosts;
        var positions = new double[3 * total];
        for (int k = 0; k < positions.Length; k++)
            positions[k] = 12 * random.NextDouble() - 20;
        var species = new int[total];
        for (int i = 3; i < total; i += 7)
            species[i] = -1;
        return new() { Positions = positions, Species = species, GhostCount = ghosts, GhostMode = true, HostSkin = 2 };
    }
}
