using System.Text.Json;
using IonicMlff.Torch.Mace;
using IonicMlff.Torch.Training.Batches;
using IonicMlff.Torch.Training.Losses;
using IonicMlff.Torch.Training.Optimisation;
using IonicMlff.Training.Configuration.Plan;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Training.Optimisation;

/// <summary>Ten steps of upstream MACE: Adam with AMSGrad and weight decay by groups, clipping, moving average.</summary>
public class AdamGoldenTests
{
    private static readonly OptimiserPlan Plan = new(OptimiserKind.Adam, 0.9, 0.999, 1e-8, AmsGrad: true, 5e-7, ClipNorm: 10, EmaDecay: 0.99);

    [TorchTheory]
    [InlineData("paper_pyr14bf4")]
    [InlineData("mpa0_like")]
    public void TenStepsEqualUpstream(string name)
    {
        JsonElement golden = UpstreamTraining.Json(name, "adam_steps.json.gz");
        using MaceModule model = UpstreamTraining.Model(name);
        using LabelledBatch batch = UpstreamTraining.Batch(name, "frames_ef", model);
        using var parameters = new ParameterVector(model);
        using var adam = new AdamOptimiser(parameters, Plan);
        using var average = new ExponentialAverage(parameters, 0.99);
        ILoss loss = LossOf.Plan(new MaceLossPlan(MaceLossKind.Weighted, 1, 100, 0, 0), 1);
        CheckGroups(golden.GetProperty("param_groups"), parameters);
        foreach (JsonElement expected in golden.GetProperty("steps").EnumerateArray())
        {
            using var gradient = GradientStep.Of(model, parameters, loss, batch, 1);
            double factor = GradientClip.Factor(gradient.Norm, Plan.ClipNorm);
            Near(expected.GetProperty("loss_before_step").GetDouble(), gradient.Loss.Total, 1e-8, "loss");
            Near(expected.GetProperty("grad_norm_before_clip").GetDouble(), gradient.Norm, 1e-8, "norm");
            Near(expected.GetProperty("clip_coefficient").GetDouble(), factor, 1e-8, "clip");
            using (no_grad())
                gradient.Gradient.mul_(factor);
            adam.Step(gradient.Gradient, 0.01);
            parameters.Load(parameters.Values);
            average.Update(parameters.Values);
            if (!expected.TryGetProperty("params_after", out JsonElement after))
                continue;
            CheckSums(after, parameters, parameters.Values, "θ");
            CheckSums(expected.GetProperty("ema_shadow_after"), parameters, average.Values, "average of θ");
        }
    }

    [TorchFact]
    public void EveryParameterAfterTheFirstStepEqualsUpstream()
    {
        JsonElement golden = UpstreamTraining.Json("paper_pyr14bf4", "params_after_step1.json.gz");
        using MaceModule model = UpstreamTraining.Model("paper_pyr14bf4");
        using LabelledBatch batch = UpstreamTraining.Batch("paper_pyr14bf4", "frames_ef", model);
        using var parameters = new ParameterVector(model);
        using var adam = new AdamOptimiser(parameters, Plan);
        using (var gradient = GradientStep.Of(model, parameters, LossOf.Plan(new MaceLossPlan(MaceLossKind.Weighted, 1, 100, 0, 0), 1), batch, 1))
        {
            using (no_grad())
                gradient.Gradient.mul_(GradientClip.Factor(gradient.Norm, Plan.ClipNorm));
            adam.Step(gradient.Gradient, 0.01);
        }

        parameters.Load(parameters.Values);
        foreach (ModelParameter p in model.Parameters)
        {
            double[] expected = golden.GetProperty(p.Name).GetProperty("data").Numbers();
            using Tensor flat = p.Tensor.detach();
            double[] met = flat.data<double>().ToArray();
            for (int i = 0; i < expected.Length; i++)
                Near(expected[i], met[i], 1e-9, $"{p.Name}[{i}]", absolute: 1e-9);
        }
    }

    private static void CheckGroups(JsonElement groups, ParameterVector parameters)
    {
        foreach (JsonElement group in groups.EnumerateArray())
        {
            string expected = group.GetProperty("weight_decay").GetDouble() > 0 ? ModelParameter.Decay : ModelParameter.NoDecay;
            foreach (JsonElement name in group.GetProperty("params").EnumerateArray())
                Assert.Equal(expected, parameters.Parameters.Single(p => p.Name == name.GetString()).Group);
        }
    }

    private static void CheckSums(JsonElement expected, ParameterVector parameters, Tensor vector, string what)
    {
        for (int k = 0; k < parameters.Parameters.Count; k++)
        {
            string name = parameters.Parameters[k].Name;
            JsonElement sums = expected.GetProperty(name);
            using Tensor part = parameters.Part(vector, k);
            double[] met = part.data<double>().ToArray();
            // the first step of Adam is ±rate whatever the size of the gradient, so tiny gradients have large errors in few entries
            double scale = sums.GetProperty("abs_sum").GetDouble();
            Near(sums.GetProperty("sum").GetDouble(), met.Sum(), 0, $"sum of {what} {name}", 1e-8 * scale);
            Near(scale, met.Sum(Math.Abs), 1e-8, $"absolute sum of {what} {name}");
            Near(sums.GetProperty("l2").GetDouble(), Math.Sqrt(met.Sum(x => x * x)), 1e-8, $"norm of {what} {name}");
            foreach ((double e, double m) in sums.GetProperty("first").Numbers().Zip(met))
                Near(e, m, 1e-7, $"{what} {name}", 1e-7);
        }
    }

    private static void Near(double expected, double met, double relative, string what, double absolute = 0) => Assert.True(
        Math.Abs(expected - met) <= relative * Math.Abs(expected) + absolute, $"{what}: {expected:r} and {met:r}");
}
