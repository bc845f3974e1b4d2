using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using Xunit;

namespace IonicMlff.Core.Tests.Neighbors;

/// <summary>What a neighbour list refuses, and what it says then.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(double.NaN, "Coordinate y of atom 2 (counted from 0) is NaN")]
    [InlineData(double.NegativeInfinity, "is -Infinity, not a finite number")]
    [InlineData(2e9, "beyond ±1e9 Å")]
    public void Positions_that_are_no_positions(double value, string text)
    {
        NeighborCase system = NeighborCase.Random(new Random(1), 5, Cell.Orthogonal(9, 9, 9));
        var list = new NeighborList(5);
        list.Update(system.View);
        double good = system.Positions[7];
        system.Positions[7] = value;
        Refused(list, system, text);
        system.Positions[7] = good;
        Assert.True(list.Update(system.View), "After an error the list is built anew.");
        Assert.Equal(system.BruteForce(5), system.FromList(list));
    }

    [Fact]
    public void Ghost_that_is_not_a_number()
    {
        double[] positions = [0, 0, 0, 1, double.NaN, 0];
        NeighborCase system = new() { Positions = positions, Species = [0, 0], GhostCount = 1, GhostMode = true };
        Refused(new(5), system, "Coordinate y of ghost atom 1");
    }

    [Fact]
    public void Singular_cell() =>
        Refused(new(5), Two(new Cell(5, 0, 0, 0, 5, 0, 5, 5, 0, true, true, true)), "linearly dependent");

    [Fact]
    public void Periodic_direction_without_vector() =>
        Refused(new(5), Two(new Cell(5, 0, 0, 0, 0, 0, 0, 0, 5, true, true, true)), "Direction b (second) is periodic but its "
            + "cell vector is (0 0 0)");

    [Fact]
    public void Cell_that_is_not_a_number() => Refused(new(5), Two(Cell.Orthogonal(5, double.NaN, 5)), "cell vector b (second)");

    [Fact]
    public void Cell_that_is_absurdly_large() =>
        Refused(new(5), Two(Cell.Orthogonal(5, 5, 1e8)), "c (third) = (0 0 1E+08) Å is not finite or longer");

    [Fact]
    public void Non_periodic_directions_need_no_vector() =>
        new NeighborList(5).Update(Two(new Cell(5, 0, 0, 0, 0, 0, 0, 0, 0, true, false, false)).View);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(8, -16, 8)]
    public void Two_atoms_at_the_same_place(double x, double y, double z)
    {
        NeighborCase system = NeighborCase.Random(new Random(1), 6, Cell.Orthogonal(8, 8, 8));
        for (int k = 0; k < 3; k++)
            system.Positions[12 + k] = system.Positions[3 + k] + (k == 0 ? x : k == 1 ? y : z);
        Refused(new(5), system, "Atoms 1 and 4 (counted from 0) are at the same place");
    }

    [Theory]
    [InlineData(1e-3, "neighbours each")]
    [InlineData(0.2, "neighbours each")]
    public void Cell_in_the_wrong_unit_is_refused_at_once(double edge, string text) =>
        Refused(new(6), Two(Cell.Orthogonal(edge, edge, 1.1 * edge)), text);

    [Fact]
    public void Flat_cell_is_refused_at_once() =>
        Refused(new(6), Two(new Cell(3e4, 0, 0, 3e4, 1e-3, 0, 0, 0, 3e4, true, true, true)), "images each");

    [Fact]
    public void Wire_that_is_too_dense() =>
        Refused(new(6), Two(new Cell(0, 0, 0, 0, 0, 0, 0, 0, 1e-3, false, false, true)), "at most 10000 neighbours per atom");

    [Fact]
    public void Cluster_that_is_too_dense()
    {
        NeighborCase system = NeighborCase.Random(new Random(1), 20_000, Cell.None, spread: 0.1);
        Refused(new(6), system, "has more than 10000 neighbours");
    }

    [Fact]
    public void Atom_far_out_of_its_cell()
    {
        NeighborCase system = Two(Cell.Orthogonal(5, 5, 5));
        system.Positions[4] = 1e8;
        Refused(new(5), system, "Atom 1 (counted from 0) lies 2E+07 cells away");
    }

    [Fact]
    public void Huge_box_with_few_atoms_is_no_burden()
    {
        NeighborCase system = new() { Positions = [0, 0, 0, 1, 0, 0, 5e8, 5e8, 5e8], Species = [0, 0, 0], Cell = Cell.None };
        var list = new NeighborList(5);
        list.Update(system.View);
        Assert.Equal([0, 1, 2, 2], list.RowStart.ToArray());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(5, -1)]
    [InlineData(5, double.NaN)]
    public void Radii_that_are_no_radii(double cutoff, double skin) =>
        Assert.Throws<IlmlffException>(() => new NeighborList(cutoff, skin));

    [Fact]
    public void Arrays_that_are_too_short() =>
        Refused(new(5), new() { Positions = new double[5], Species = [0, 0] }, "2 atoms need 6 coordinates");

    private static NeighborCase Two(Cell cell) =>
        new() { Positions = [0, 0, 0, 0.0004, 0.0002, 0], Species = [0, 0], Cell = cell };

    private static void Refused(NeighborList list, NeighborCase system, string text)
    {
        IlmlffException e = Assert.Throws<IlmlffException>(() => list.Update(system.View));
        Assert.Equal(ErrorKind.BadData, e.Kind);
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
        Assert.Equal(1, list.RowStart.Length);
    }
}
