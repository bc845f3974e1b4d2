using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>Frame and atom parameters of the fitting nets.</summary>
public sealed class FittingParameterTests
{
    private static readonly DpmdModel Plain = DpmdCase.Read("s_tanh_oneside");
    private static readonly DpmdModel Model = WithParameters(Plain, [0.5], [2.0], [1.0, -1.0], [0.5, 4.0]);
    private static readonly AtomSystem Atoms = AtomSystem.Periodic(new DpmdPotential(Plain).Info, 10, 7, seed: 4);

    [Fact]
    public void Parameters_at_their_averages_change_nothing()
    {
        double[] atoms = [.. Enumerable.Range(0, 2 * Atoms.Count).Select(k => k % 2 == 0 ? 1.0 : -1.0)];
        Assert.Equal(Energy(Plain, new(), [], []), Energy(Model, new(), [0.5], atoms), 1e-10);
    }

    [Fact]
    public void Constants_of_the_options_hold_where_a_call_gives_none()
    {
        double[] atoms = [.. Enumerable.Range(0, 2 * Atoms.Count).Select(k => k % 2 == 0 ? 0.3 : -0.2)];
        double given = Energy(Model, new(), [0.9], atoms);
        Assert.NotEqual(given, Energy(Model, new(), [0.5], atoms), 1e-6);
        Assert.Equal(given, Energy(Model, new() { FrameParameters = [0.9], AtomParameters = [0.3, -0.2] }, [], []), 1e-12);
        Assert.Equal(given, Energy(Model, new() { FrameParameters = [7], AtomParameters = [7, 7] }, [0.9], atoms), 1e-12);
        Assert.Equal(given, Energy(Model with { FrameParameters = Model.FrameParameters with { Default = [0.9] } }, new(), [], atoms), 1e-12);
    }

    [Fact]
    public void Each_atom_has_its_own()
    {
        double[] atoms = new double[2 * Atoms.Count], sites = new double[Atoms.Count], other = new double[Atoms.Count];
        Energy(Model, new(), [0.5], atoms, sites);
        atoms[2 * 3 + 1] = 0.7;
        Energy(Model, new(), [0.5], atoms, other);
        for (int i = 0; i < Atoms.Count; i++)
            Assert.Equal(i == 3, sites[i] != other[i]);
    }

    [Fact]
    public void The_vacuum_is_subtracted_at_the_same_parameters()
    {
        DpmdModel vacuum = Model with { SubtractVacuum = [true, true, true, true, true], EnergyBias = new double[5] };
        // Far apart, with a descriptor of zero, only the difference net(0, p) − net(0, p) is left.
        vacuum = vacuum with { Environment = vacuum.Environment with { Average = new double[vacuum.Environment.Average.Length] } };
        AtomSystem far = Atoms with { Positions = [.. Atoms.Positions.Select((_, k) => 50.0 * k)], Cell = Core.Geometry.Cell.None };
        var sites = new double[far.Count];
        Energy(vacuum, new() { FrameParameters = [3], AtomParameters = [1, 2] }, [], [], sites, far);
        Assert.All(sites, e => Assert.Equal(0, e, 1e-12));
    }

    [Theory]
    [InlineData(0, 20, "The model needs frame parameters (fparam, 1 numbers), and none are given.")]
    [InlineData(2, 20, "fparam: 2 frame parameters are given, but the model needs 1")]
    [InlineData(1, 0, "The model needs atom parameters (aparam, 20 numbers), and none are given.")]
    [InlineData(1, 19, "aparam: 19 atom parameters are given, but the model needs 20")]
    public void Wrong_numbers_are_refused(int frame, int atom, string message)
    {
        var error = Assert.Throws<IlmlffException>(() => Energy(Model, new(), new double[frame], new double[atom]));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_constants_are_refused_before_the_first_step()
    {
        Refused(Model, new() { FrameParameters = [1, 2] }, "fparam: 2 frame parameters are given, but the model takes 1.");
        Refused(Model, new() { AtomParameters = [double.NaN, 0] }, "aparam: NaN is not a finite number.");
        Refused(Plain, new() { FrameParameters = [1] }, "fparam: the model takes no frame parameters; leave the option out.");

        static void Refused(DpmdModel model, EvaluatorOptions options, string message) => Assert.Contains(
            message, Assert.Throws<IlmlffException>(() => new DpmdPotential(model).CreateEvaluator(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_parameters_refuses_them() => Assert.Contains(
        "the model takes none", Assert.Throws<IlmlffException>(() => Energy(Plain, new(), [1], [])).Message, StringComparison.Ordinal);

    private static double Energy(
        DpmdModel model, EvaluatorOptions options, double[] frame, double[] atom, double[]? sites = null, AtomSystem? system = null)
    {
        system ??= Atoms;
        using IEvaluator evaluator = new DpmdPotential(model).CreateEvaluator(options);
        var view = new AtomsView
        {
            LocalCount = system.Count,
            Positions = system.Positions,
            Species = system.Species,
            Cell = system.Cell,
            FrameParameters = frame,
            AtomParameters = atom,
        };
        var results = new ResultsView { Virial = new double[9], Forces = new double[3 * system.Count], SiteEnergies = sites };
        evaluator.Compute(view, ref results);
        return results.Energy;
    }

    /// <summary>The model with parameters whose weights are set to something.</summary>
    internal static DpmdModel WithParameters(DpmdModel model, double[] frameAverage, double[] frameInverse, double[] atomAverage, double[] atomInverse)
    {
        int extra = frameAverage.Length + atomAverage.Length;
        FittingNet Widen(FittingNet net)
        {
            DpmdLayer first = net.Layers[0];
            double[] rows = [.. Enumerable.Range(0, extra * first.Out).Select(k => 0.1 * Math.Sin(k))];
            return net with { Layers = [first with { In = first.In + extra, Weight = [.. first.Weight, .. rows] }, .. net.Layers[1..]] };
        }

        return model with
        {
            Fitting = [.. model.Fitting.Select(Widen)],
            FrameParameters = new ParameterStatistics { Average = frameAverage, InverseDeviation = frameInverse },
            AtomParameters = new ParameterStatistics { Average = atomAverage, InverseDeviation = atomInverse },
        };
    }
}
