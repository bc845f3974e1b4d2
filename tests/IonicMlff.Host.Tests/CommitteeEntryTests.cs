using IonicMlff.Host.Generated;
using Xunit;

namespace IonicMlff.Host.Tests;

/// <summary>Several models behind one handle.</summary>
public sealed unsafe class CommitteeEntryTests
{
    private const int Usage = 2;

    [Fact]
    public void Members_are_evaluated_on_demand()
    {
        Assert.Equal(0, InProcess.Open([Toys.Named("PairToy"), Toys.Named("TwoLayerToy")], ["H", "C"], out ilmlff_evaluator* committee));
        var info = new ilmlff_model_info { struct_size = sizeof(ilmlff_model_info) };
        Assert.Equal(0, InProcess.Describe(committee, &info));
        Assert.Equal((2, 6.0, 2), (info.model_count, info.cutoff, info.message_passing_layers));

        (double first, double[] firstForces) = Alone("PairToy");
        (double second, double[] secondForces) = Alone("TwoLayerToy");
        Assert.NotEqual(first, second);

        using var system = new NativeSystem();
        Assert.Equal(0, system.Compute(committee));
        Assert.Equal(first, system.Results->energy, 1e-12);

        double[] energies = new double[2], virials = new double[18], forces = new double[24];
        fixed (double* e = energies, v = virials, f = forces)
        {
            system.Results->member_energies = e;
            system.Results->member_virials = v;
            system.Results->member_forces = f;
            Assert.Equal(0, system.Compute(committee));
        }

        Assert.Equal([first, second], energies);
        Assert.Equal(firstForces, forces[..12]);
        Assert.Equal(secondForces, forces[12..]);
        Assert.Equal(2 * firstForces[5], system.Forces[5], 1e-12); // added to, twice by now
        Assert.Equal(virials[4], system.Results->virial[4]);

        system.Results->member_virials = null;
        Assert.Equal(Usage, system.Compute(committee));
        Assert.Contains("go together", InProcess.LastError, StringComparison.Ordinal);
        Assert.Equal(0, InProcess.Close(committee));
    }

    [Fact]
    public void The_member_that_lacks_an_element_is_named()
    {
        Assert.Equal(Usage, InProcess.Open([Toys.Named("PairToy"), Toys.Named("TwoLayerToy")], ["H", "U"], out _));
        Assert.Contains("Element 2 of the list is U, which the model", InProcess.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public void Deviations_of_forces_and_virials()
    {
        var perAtom = new double[1];
        Assert.Equal(0, InProcess.ForceDeviations([1, 0, 0, 99, 3, 0, 0, 99], 2, 4, 1, double.NaN, perAtom));
        Assert.Equal([1.0], perAtom);
        Assert.Equal(0, InProcess.ForceDeviations([1, 0, 0, 99, 3, 0, 0, 99], 2, 4, 1, 2, perAtom));
        Assert.Equal([0.25], perAtom);
        var components = new double[9];
        Assert.Equal(0, InProcess.VirialDeviations([4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 2, 2, double.NaN, components));
        Assert.Equal([1.0, 0, 0, 0, 0, 0, 0, 0, 0], components);
    }

    [Fact]
    public void Impossible_arrays_are_refused()
    {
        Assert.Equal(Usage, InProcess.ForceDeviations(new double[6], 2, 2, 1, double.NaN, new double[1]));
        Assert.Equal(Usage, InProcess.ForceDeviations(new double[6], 0, 3, 1, double.NaN, new double[1]));
        Assert.Equal(Usage, InProcess.ForceDeviations(new double[6], 2, 3, 1, -1, new double[1]));
        Assert.Contains("level of a relative deviation is -1", InProcess.LastError, StringComparison.Ordinal);
        Assert.Equal(Usage, InProcess.VirialDeviations(new double[18], 2, 0, double.NaN, new double[9]));
    }

    private static (double Energy, double[] Forces) Alone(string toy)
    {
        Assert.Equal(0, InProcess.Open(Toys.Named(toy), ["H", "C"], out ilmlff_evaluator* evaluator));
        using var system = new NativeSystem();
        Assert.Equal(0, system.Compute(evaluator));
        Assert.Equal(0, InProcess.Close(evaluator));
        return (system.Results->energy, new ReadOnlySpan<double>(system.Forces, 12).ToArray());
    }
}
