using System.Text.Json.Nodes;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Models;
using IonicMlff.Testing;
using IonicMlff.Training.Metrics;
using Xunit;

namespace IonicMlff.Training.Tests.Metrics;

/// <summary>The numbers that upstream MACE reports for a model and labelled frames.</summary>
public class UpstreamMetricsTests
{
    private const double Tolerance = 1e-9; // relative; the errors are small differences of large energies

    [Theory]
    [InlineData("paper_pyr14bf4")]
    [InlineData("mpa0_like")]
    public void ErrorsAreThoseThatUpstreamReports(string model)
    {
        string folder = TestData.Path("mace", "training", model);
        JsonNode expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "metrics_and_statistics.json")))!["evaluate_metrics_loss_stress_1_100_1"]!["batch_size_1"]!;
        (PredictionErrors errors, PredictionErrors withZeros) = Evaluate(model, "frames_ef.extxyz", "frames_efs.extxyz");
        Assert.Equal(4, errors.Frames);
        (string Name, double Value)[] actual =
        [
            ("mae_e", errors.Energy.Mae), ("mae_e_per_atom", errors.EnergyPerAtom.Mae), ("rmse_e", errors.Energy.Rmse),
            ("rmse_e_per_atom", errors.EnergyPerAtom.Rmse), ("q95_e", errors.Energy.Q95),
            ("mae_f", errors.Forces.Mae), ("rel_mae_f", errors.Forces.RelativeMae), ("rmse_f", errors.Forces.Rmse),
            ("rel_rmse_f", errors.Forces.RelativeRmse), ("q95_f", errors.Forces.Q95),
            ("mae_stress", errors.Stress.Mae), ("rmse_stress", errors.Stress.Rmse), ("q95_stress", errors.Stress.Q95),
            ("mae_virials", errors.Virial.Mae), ("rmse_virials", errors.Virial.Rmse),
            ("q95_virials", errors.Virial.Q95),

            // In this one number upstream counts frames without a virial, too, as if it were labelled zero; ours does not.
            ("rmse_virials_per_atom", withZeros.VirialPerAtom.Rmse),
        ];
        foreach ((string name, double value) in actual)
        {
            double upstream = (double)expected[name]!;
            Assert.True(Math.Abs(value - upstream) <= Tolerance * Math.Abs(upstream) + 1e-13, $"{name}: {value:R}, upstream {upstream:R}");
        }
    }

    [Fact]
    public void ErrorsByElementAddUpToThoseOfAllComponents()
    {
        (PredictionErrors errors, _) = Evaluate("paper_pyr14bf4", "frames_ef.extxyz");
        Assert.Equal([1, 5, 6, 7, 9], errors.ForcesByElement.Keys);
        Assert.Equal(errors.Forces.Count, errors.ForcesByElement.Values.Sum(e => e.Count));
        double square = errors.ForcesByElement.Values.Sum(e => e.Rmse * e.Rmse * e.Count);
        Assert.Equal(errors.Forces.Rmse, Math.Sqrt(square / errors.Forces.Count), 1e-12);
        Assert.Equal(errors.Atoms, errors.ForceMagnitude.Count);
        Assert.InRange(errors.ForceCosine, 0.9, 1);
        Assert.Equal(errors.Forces.Rmse, errors.Summary().Forces);
        Assert.Equal(9, errors.Stress.Count); // one of the two frames is periodic
        Assert.Null(new PredictionErrors().Summary().Stress);
    }

    private static (PredictionErrors, PredictionErrors WithZeroVirials) Evaluate(string model, params string[] files)
    {
        IPotential potential = PotentialFile.Open(TestData.Path("mace", "models", model + ".model.gz"));
        using IEvaluator evaluator = potential.CreateEvaluator(new EvaluatorOptions { Backend = "reference", Threads = 1 });
        PredictionErrors errors = new(), withZeros = new();
        foreach (Frame frame in files.SelectMany(f => ExtxyzReader.Read(TestData.Path("mace", "training", model, f))))
        {
            FrameReference reference = FrameReference.Of(frame, LabelKeys.Usual);
            FramePrediction predicted = Predict(potential, evaluator, frame);
            errors.Add(reference, predicted);
            withZeros.Add(reference with { Virial = reference.Virial ?? new double[9] }, predicted);
        }

        return (errors, withZeros);
    }

    private static FramePrediction Predict(IPotential potential, IEvaluator evaluator, Frame frame)
    {
        double[] forces = new double[3 * frame.Count], virial = new double[9];
        int[] known = [.. potential.Info.AtomicNumbers], species = [.. frame.AtomicNumbers.Select(z => Array.IndexOf(known, z))];
        var results = new ResultsView { Virial = virial, Forces = forces, SiteEnergies = new double[frame.Count] };
        evaluator.Compute(new AtomsView { LocalCount = frame.Count, Positions = frame.Positions, Species = species, Cell = frame.Cell }, ref results);
        return new FramePrediction(results.Energy, forces, frame.Cell.IsFullyPeriodic ? [.. virial.Select(w => -w / frame.Cell.Volume)] : null, virial);
    }
}
