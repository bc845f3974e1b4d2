using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Tests.Dpmd;
using IonicMlff.Testing;
using IonicMlff.Torch.Dpmd;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Dpmd;

/// <summary>Frame and atom parameters (fparam, aparam) of Deep Potentials.</summary>
public sealed class FrameParameterTests
{
    private static readonly DpmdModel Plain = DpmdCase.Read("s_tanh_oneside");

    [TorchTheory]
    [InlineData(1, 2, false)]
    [InlineData(2, 0, false)]
    [InlineData(0, 1, true)]
    public void EqualTheReference(int frameParameters, int atomParameters, bool subtractsVacuum)
    {
        DpmdModel model = Widened(frameParameters, atomParameters);
        if (subtractsVacuum)
            model = model with { SubtractVacuum = [true, false, true, true, true] };
        Frame frame = WithParameters(frameParameters, atomParameters);
        AtomSystem system = DpmdCase.Load("s_tanh_oneside__pyr14bf4_35").System;
        var view = new AtomsView
        {
            LocalCount = system.Count,
            Positions = system.Positions,
            Species = system.Species,
            Cell = system.Cell,
            FrameParameters = frameParameters > 0 ? frame.Values["fparam"].AsReals() : [],
            AtomParameters = atomParameters > 0 ? frame.Columns["aparam"].AsReals() : [],
        };
        (double energy, double[] forces, double[] virial) = Evaluate(model, view, "reference");

        using var module = new DpmdModule(model);
        using FrameBatch batch = FrameBatch.From([frame, frame], module.Geometry);
        using Prediction prediction = module.Predict(batch, Derivatives.ForcesAndVirial, createGraph: false);
        DpmdModuleTests.Near([energy, energy], DpmdTensors.Numbers(prediction.Energies), 1e-10, "energies");
        DpmdModuleTests.Near([.. forces, .. forces], DpmdTensors.Numbers(prediction.Forces!), 1e-10, "forces");
        DpmdModuleTests.Near([.. virial, .. virial], DpmdTensors.Numbers(prediction.Virials!), 1e-10, "virials");

        (double ofBackend, double[] forcesOfBackend, double[] virialOfBackend) = Evaluate(model, view, "torch");
        DpmdModuleTests.Near([energy], [ofBackend], 1e-10, "energy of the back end");
        DpmdModuleTests.Near(forces, forcesOfBackend, 1e-10, "forces of the back end");
        DpmdModuleTests.Near(virial, virialOfBackend, 1e-10, "virial of the back end");
    }

    [TorchFact]
    public void TheirWeightsHaveTheGradientOfDifferences()
    {
        DpmdModel model = Widened(1, 1);
        using DisposeScope scope = NewDisposeScope();
        using var module = new DpmdModule(model);
        using FrameBatch batch = FrameBatch.From([WithParameters(1, 1)], module.Geometry);
        Tensor weight = module.Parameters.First(p => p.Name.EndsWith("networks.2.layers.0.matrix", StringComparison.Ordinal) && p.Block == "fitting.C").Tensor;
        double ForceSquares() => module.Predict(batch, Derivatives.Forces, createGraph: true).Forces!.square().sum().item<double>();
        Tensor loss = module.Predict(batch, Derivatives.Forces, createGraph: true).Forces!.square().sum();
        Tensor gradient = autograd.grad([loss], [weight])[0];
        foreach (long row in new[] { weight.shape[0] - 2, weight.shape[0] - 1 }) // those of fparam and aparam
        {
            const double Step = 1e-5;
            double[] ofRow = DpmdTensors.Numbers(gradient[row]);
            int column = Array.IndexOf(ofRow, ofRow.MaxBy(Math.Abs)); // some neurons are saturated
            double Shifted(double by)
            {
                using var still = no_grad();
                weight[row, column].add_(by);
                return 0;
            }

            Shifted(Step);
            double up = ForceSquares();
            Shifted(-2 * Step);
            double down = ForceSquares();
            Shifted(Step);
            double found = ofRow[column], expected = (up - down) / (2 * Step);
            Assert.True(Math.Abs(found - expected) < 1e-5 * Math.Max(1, Math.Abs(expected)), $"row {row}: {found}, by differences {expected}");
            Assert.NotEqual(0, found);
        }
    }

    [TorchFact]
    public void FramesWithoutThemAreRefusedByName()
    {
        using var module = new DpmdModule(Widened(2, 1));
        string Refused(Frame frame) => Assert.Throws<IlmlffException>(() => FrameBatch.From([frame], module.Geometry)).Message;
        Frame bare = DpmdModuleTests.FrameOf("pyr14bf4_35");
        Assert.Contains("pyr14bf4_35.extxyz", Refused(bare), StringComparison.Ordinal);
        Assert.Contains("The model needs frame parameters (fparam, 2 numbers), and none are given.", Refused(bare), StringComparison.Ordinal);
        Assert.Contains("fparam: 1 frame parameters are given, but the model needs 2", Refused(WithParameters(1, 1)), StringComparison.Ordinal);
        Assert.Contains("The model needs atom parameters (aparam, 35 numbers), and none are given.", Refused(WithParameters(2, 0)), StringComparison.Ordinal);
    }

    private static (double Energy, double[] Forces, double[] Virial) Evaluate(DpmdModel model, in AtomsView view, string backend)
    {
        using IEvaluator evaluator = new DpmdPotential(model).CreateEvaluator(new EvaluatorOptions { Backend = backend });
        var results = new ResultsView { Forces = new double[3 * view.LocalCount], Virial = new double[9] };
        evaluator.Compute(view, ref results);
        return (results.Energy, results.Forces.ToArray(), results.Virial.ToArray());
    }

    private static Frame WithParameters(int frameParameters, int atomParameters)
    {
        Frame frame = DpmdModuleTests.FrameOf("pyr14bf4_35");
        if (frameParameters > 0)
            frame.Values["fparam"] = PropertyArray.Of([.. Enumerable.Range(1, frameParameters).Select(k => 0.3 * k)]);
        if (atomParameters > 0)
            frame.Columns["aparam"] = PropertyArray.PerAtom(Enumerable.Range(0, atomParameters * frame.Count).Select(k => Math.Cos(k)).ToArray(), atomParameters);
        return frame;
    }

    /// <summary>The model with parameters whose weights are set to something.</summary>
    private static DpmdModel Widened(int frameParameters, int atomParameters)
    {
        int extra = frameParameters + atomParameters;
        static ParameterStatistics Statistics(int count) => new()
        {
            Average = [.. Enumerable.Range(0, count).Select(k => 0.1 * (k + 1))],
            InverseDeviation = [.. Enumerable.Range(0, count).Select(k => 2.0 + k)],
        };
        return Plain with
        {
            Fitting =
            [
                .. Plain.Fitting.Select(net => net with
                {
                    Layers =
                    [
                        net.Layers[0] with
                        {
                            In = net.Layers[0].In + extra,
                            Weight = [.. net.Layers[0].Weight, .. Enumerable.Range(0, extra * net.Layers[0].Out).Select(k => 0.1 * Math.Sin(k))],
                        },
                        .. net.Layers[1..],
                    ],
                }),
            ],
            FrameParameters = Statistics(frameParameters),
            AtomParameters = Statistics(atomParameters),
        };
    }
}
