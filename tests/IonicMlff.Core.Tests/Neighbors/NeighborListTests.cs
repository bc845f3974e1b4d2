using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using Xunit;

namespace IonicMlff.Core.Tests.Neighbors;

/// <summary>One build, every shape of system, against the brute-force list.</summary>
public sealed class NeighborListTests
{
    public static TheoryData<int, double, bool, bool, bool, bool> Shapes()
    {
        var shapes = new TheoryData<int, double, bool, bool, bool, bool>();
        foreach (bool left in new[] { false, true })
        {
            foreach (double edge in new[] { 2.5, 6.0, 14.0 })
            {
                for (int pbc = 0; pbc < 8; pbc++)
                    shapes.Add(edge < 3 ? 2 : edge < 10 ? 12 : 60, edge, (pbc & 1) != 0, (pbc & 2) != 0, (pbc & 4) != 0, left);
            }
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Equals_brute_force_in_triclinic_cells(int count, double edge, bool pa, bool pb, bool pc, bool left)
    {
        var random = new Random(HashCode(count, pa, pb, pc, left));
        for (int repeat = 0; repeat < 3; repeat++)
        {
            Cell cell = NeighborCase.RandomCell(random, edge, pa, pb, pc, left);
            NeighborCase system = NeighborCase.Random(random, count, cell, spread: repeat == 2 ? 15 : 1);
            var list = new NeighborList(5.0, skin: 0.3 * repeat);
            Assert.True(list.Update(system.View));
            Assert.Equal(system.BruteForce(5.0), system.FromList(list));
        }
    }

    [Fact]
    public void Equals_brute_force_with_many_bins_and_a_clump()
    {
        var random = new Random(7);
        NeighborCase system = NeighborCase.Random(random, 350, Cell.Orthogonal(18, 23, 17));
        for (int i = 0; i < 300; i++)
            system.Positions[i] = 3 + 0.2 * system.Positions[i];
        for (int i = 100; i < 130; i++)
            system.Species[i] = -1;
        var list = new NeighborList(3.5, 0.4);
        list.Update(system.View);
        Assert.Equal(system.BruteForce(3.5), system.FromList(list));
    }

    [Fact]
    public void Rows_are_sorted_by_sender_and_the_zero_shift_has_number_zero()
    {
        NeighborCase system = NeighborCase.Random(new Random(3), 40, Cell.Orthogonal(7, 8, 9), spread: 4);
        var list = new NeighborList(5, 0.5);
        list.Update(system.View);
        Assert.Equal([0.0, 0.0, 0.0], list.ImageShifts[..3].ToArray());
        for (int i = 0; i < 40; i++)
        {
            for (int e = list.RowStart[i] + 1; e < list.RowStart[i + 1]; e++)
                Assert.True(list.Neighbor[e - 1] <= list.Neighbor[e]);
        }
    }

    [Fact]
    public void Same_input_gives_the_same_order()
    {
        NeighborCase system = NeighborCase.Random(new Random(4), 60, Cell.Orthogonal(7, 8, 9), spread: 4);
        var first = new NeighborList(5, 0.5);
        var second = new NeighborList(5, 0.5);
        first.Update(system.View);
        second.Update(NeighborCase.Random(new Random(5), 200, Cell.Orthogonal(11, 8, 9)).View);
        second.Update(system.View);
        Assert.True(first.Neighbor.SequenceEqual(second.Neighbor));
        Assert.True(first.Image.SequenceEqual(second.Image));
        Assert.True(first.ImageShifts.SequenceEqual(second.ImageShifts));
    }

    [Fact]
    public void Every_entry_has_its_reverse()
    {
        Cell cell = NeighborCase.RandomCell(new Random(1), 9, true, true, true, leftHanded: true);
        NeighborCase system = NeighborCase.Random(new Random(9), 50, cell, spread: 6);
        var list = new NeighborList(6, 0.5);
        list.Update(system.View);
        HashSet<(int I, int J, int A, int B, int C)> pairs = system.FromList(list);
        Assert.All(pairs, p => Assert.Contains((p.J, p.I, -p.A, -p.B, -p.C), pairs));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Zero_and_one_atom_have_empty_rows(int count)
    {
        var list = new NeighborList(6);
        Assert.True(list.Update(NeighborCase.Random(new Random(1), count, Cell.None).View));
        Assert.Equal(count + 1, list.RowStart.Length);
        Assert.Empty(list.Neighbor.ToArray());
        Assert.False(list.Update(NeighborCase.Random(new Random(1), count, Cell.None).View));
    }

    [Fact]
    public void Atoms_nobody_sees_may_be_anywhere()
    {
        NeighborCase system = NeighborCase.Random(new Random(1), 3, Cell.Orthogonal(8, 8, 8));
        system.Positions[3] = double.NaN;
        system.Species[1] = -1;
        var list = new NeighborList(6);
        list.Update(system.View);
        Assert.False(list.Update(system.View));
        Assert.Equal(0, list.RowStart[2] - list.RowStart[1]);
        Assert.DoesNotContain(1, list.Neighbor.ToArray());
    }

    private static int HashCode(int count, bool a, bool b, bool c, bool left) =>
        count * 16 + (a ? 1 : 0) + (b ? 2 : 0) + (c ? 4 : 0) + (left ? 8 : 0);
}
