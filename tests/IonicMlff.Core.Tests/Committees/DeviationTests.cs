using IonicMlff.Core.Committees;
using Xunit;

namespace IonicMlff.Core.Tests.Committees;

/// <summary>The definitions, worked out by hand.</summary>
public sealed class DeviationTests
{
    // two members, two atoms; behind them a ghost that must not be read
    private static readonly double[] Forces = [1, 0, 0, 0, 0, 3, 99, 99, 99, 3, 2, 0, 0, 4, 3, 77, 77, 77];

    [Fact]
    public void Forces_deviate_by_the_length_of_the_spread()
    {
        var deviations = new double[2];
        Deviation.Forces(Forces, 2, 9, null, deviations);
        Assert.Equal([Math.Sqrt(1 + 1), 2], deviations); // ½(3 − 1), ½(2 − 0); ½(4 − 0)
    }

    [Fact]
    public void Relative_forces_are_divided_by_the_mean_and_the_level()
    {
        var deviations = new double[2];
        Deviation.Forces(Forces, 2, 9, 0.5, deviations);
        Assert.Equal(Math.Sqrt(2) / (Math.Sqrt(4 + 1) + 0.5), deviations[0], 1e-15);
        Assert.Equal(2 / (Math.Sqrt(4 + 9) + 0.5), deviations[1], 1e-15);
    }

    [Fact]
    public void Virials_deviate_per_component_and_atom()
    {
        double[] virials = [1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 2, 3, 4, 5, 6, 7, 8, -9];
        var deviations = new double[9];
        Deviation.Virial(virials, 2, 10, null, deviations);
        Assert.Equal([0.1, 0, 0, 0, 0, 0, 0, 0, 0.9], deviations);
        Deviation.Virial(virials, 2, 10, 0.3, deviations);
        Assert.Equal(0.1 / (0.2 + 0.3), deviations[0], 1e-15);
        Assert.Equal(0.9 / (0 + 0.3), deviations[8], 1e-15);
    }

    [Fact]
    public void Energies_deviate_per_atom() => Assert.Equal(0.5, Deviation.Energy([-7, -9], 2));

    [Fact]
    public void Members_that_agree_deviate_by_nothing_to_the_last_bit()
    {
        double[] forces = [-612.3, 1e-7, 3e5, -612.3, 1e-7, 3e5];
        var deviations = new double[1];
        Deviation.Forces(forces, 2, 3, null, deviations);
        Assert.Equal(0, deviations[0]);
    }

    [Fact]
    public void The_summary_takes_the_root_mean_square_of_virials_and_the_mean_of_forces()
    {
        DeviationSummary s = DeviationSummary.Of([3, 0, 0, 0, 0, 0, 0, 0, 6], [1, 2, 6]);
        Assert.Equal(new DeviationSummary(6, 0, Math.Sqrt(5), 6, 1, 3), s);
        Assert.Equal(new DeviationSummary(0, 0, 0, 0, 0, 0), DeviationSummary.Of(new double[9], []));
    }
}
