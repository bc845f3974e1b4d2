using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using Xunit;

namespace IonicMlff.Core.Tests.Neighbors;

/// <summary>Skin: the list stays right while atoms and cell move, and is rebuilt no more often than needed.</summary>
public sealed class RebuildTests
{
    [Theory]
    [InlineData(true, true, true, 0.0)]
    [InlineData(true, true, true, 0.004)]
    [InlineData(true, true, false, 0.004)]
    [InlineData(false, false, true, 0.004)]
    [InlineData(false, false, false, 0.0)]
    public void Stays_right_while_atoms_and_cell_move(bool pa, bool pb, bool pc, double strainPerStep)
    {
        var random = new Random(17);
        Cell cell = NeighborCase.RandomCell(random, 8, pa, pb, pc, leftHanded: false);
        NeighborCase system = NeighborCase.Random(random, 20, cell, spread: 5);
        var list = new NeighborList(4.5, 0.6);
        int steps = 200;
        for (int step = 0; step < steps; step++)
        {
            Strain(system, random, strainPerStep);
            for (int k = 0; k < system.Positions.Length; k++)
                system.Positions[k] += 0.03 * (2 * random.NextDouble() - 1);
            list.Update(system.View);
            Assert.Equal(system.BruteForce(4.5), system.FromList(list));
        }

        Assert.InRange(list.BuildCount, 2, steps * 3 / 4);
    }

    [Fact]
    public void Uniform_scaling_far_from_the_origin_does_not_rebuild_but_renews_the_shifts()
    {
        NeighborCase system = NeighborCase.Random(new Random(2), 30, Cell.Orthogonal(9, 9, 9));
        for (int k = 0; k < system.Positions.Length; k++)
            system.Positions[k] += 9000;
        var list = new NeighborList(5, 0.5);
        list.Update(system.View);
        double before = list.ImageShifts.ToArray().Max();
        for (int k = 0; k < system.Positions.Length; k++)
            system.Positions[k] *= 1.002;
        system.Cell = Cell.Orthogonal(9 * 1.002, 9 * 1.002, 9 * 1.002);
        Assert.False(list.Update(system.View));
        Assert.Equal(before * 1.002, list.ImageShifts.ToArray().Max(), 12);
        Assert.Equal(system.BruteForce(5), system.FromList(list));
    }

    [Fact]
    public void Cell_that_grows_without_its_atoms_rebuilds()
    {
        NeighborCase system = NeighborCase.Random(new Random(2), 30, Cell.Orthogonal(9, 9, 9));
        var list = new NeighborList(5, 0.2);
        list.Update(system.View);
        system.Cell = Cell.Orthogonal(8.6, 9, 9);
        Assert.True(list.Update(system.View));
        Assert.Equal(system.BruteForce(5), system.FromList(list));
    }

    [Fact]
    public void One_atom_may_move_half_the_skin()
    {
        NeighborCase system = NeighborCase.Random(new Random(2), 30, Cell.Orthogonal(12, 12, 12));
        var list = new NeighborList(5, 1.0);
        list.Update(system.View);
        system.Positions[0] += 0.49;
        Assert.False(list.Update(system.View));
        system.Positions[0] += 0.02;
        Assert.True(list.Update(system.View));
        Assert.Equal(2, list.BuildCount);
    }

    [Fact]
    public void Without_skin_only_identical_atoms_keep_the_list()
    {
        NeighborCase system = NeighborCase.Random(new Random(2), 30, Cell.Orthogonal(12, 12, 12));
        var list = new NeighborList(5, 0);
        list.Update(system.View);
        Assert.False(list.Update(system.View));
        system.Positions[7] += 1e-6;
        Assert.True(list.Update(system.View));
    }

    [Fact]
    public void Change_of_count_periodicity_or_species_rebuilds()
    {
        NeighborCase system = NeighborCase.Random(new Random(2), 30, Cell.Orthogonal(12, 12, 12));
        var list = new NeighborList(5);
        list.Update(system.View);
        system.Species[3] = -1;
        Assert.True(list.Update(system.View));
        system.Cell = system.Cell with { PeriodicB = false };
        Assert.True(list.Update(system.View));
        Assert.Equal(system.BruteForce(5), system.FromList(list));
        Assert.True(list.Update(NeighborCase.Random(new Random(2), 29, system.Cell).View));
        Assert.Equal(30, list.RowStart.Length);
    }

    [Fact]
    public void Steps_and_rebuilds_of_the_same_size_allocate_nothing()
    {
        var random = new Random(3);
        NeighborCase system = NeighborCase.Random(random, 200, Cell.Orthogonal(13, 13, 13), spread: 3);
        var list = new NeighborList(5, 0.5);
        Move(20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Move(60);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(list.BuildCount, 10, 80);

        void Move(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                for (int k = 0; k < system.Positions.Length; k++)
                    system.Positions[k] += 0.15 * (random.NextDouble() - 0.5);
                list.Update(system.View);
            }
        }
    }

    /// <summary>Small random strain of the periodic vectors, followed by the atoms.</summary>
    private static void Strain(NeighborCase system, Random random, double size)
    {
        if (size == 0)
            return;
        Matrix3 f = new(1 + E(), E(), E(), E(), 1 + E(), E(), E(), E(), 1 + E());
        Cell c = system.Cell;
        Matrix3 h = new Matrix3(c.Ax, c.Ay, c.Az, c.Bx, c.By, c.Bz, c.Cx, c.Cy, c.Cz) * f;
        system.Cell = Cell.FromRows(
            [h.Xx, h.Xy, h.Xz, h.Yx, h.Yy, h.Yz, h.Zx, h.Zy, h.Zz], c.PeriodicA, c.PeriodicB, c.PeriodicC);
        double[] r = system.Positions;
        for (int p = 0; p < r.Length; p += 3)
        {
            (double x, double y, double z) = (r[p], r[p + 1], r[p + 2]);
            r[p] = x * f.Xx + y * f.Yx + z * f.Zx;
            r[p + 1] = x * f.Xy + y * f.Yy + z * f.Zy;
            r[p + 2] = x * f.Xz + y * f.Yz + z * f.Zz;
        }

        double E() => size * (random.NextDouble() - 0.5);
    }
}
