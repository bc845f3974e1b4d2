using System.Text.Json;
using IonicMlff.Core.Frames;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using IonicMlff.Torch.Mace;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Mace;

/// <summary>
/// Gradients of upstream's weighted loss (energy 1, forces 100) with respect to every parameter, on upstream's training frames: second
/// derivatives of the energy.
/// </summary>
public sealed class MaceGradientTests
{
    [TorchTheory]
    [InlineData("paper_pyr14bf4")]
    [InlineData("mpa0_like")]
    public void The_gradient_of_every_parameter_is_upstreams(string model)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(TestData.Unpacked("mace", "training", model, "gradients_weighted.json.gz")));
        JsonElement gradients = golden.RootElement.GetProperty("gradients");
        using var module = new MaceModule(GoldenCase.Potential(model).Model);
        using Tensor loss = WeightedLoss(module, Frames(model, "frames_ef"));
        loss.backward();

        Assert.Equal(gradients.EnumerateObject().Select(p => p.Name), module.Parameters.Select(p => p.Name));
        foreach (ModelParameter parameter in module.Parameters)
        {
            JsonElement expected = gradients.GetProperty(parameter.Name);
            Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()), parameter.Tensor.shape);
            double[] values = [.. expected.GetProperty("data").EnumerateArray().Select(x => x.GetDouble())];
            Agreement.AssertClose(values, TensorNumbers.Of(parameter.Tensor.grad!), 1e-10 * values.Max(Math.Abs) + 1e-15, parameter.Name);
        }
    }

    [TorchTheory]
    [InlineData("paper_pyr14bf4", "weighted", "frames_ef")]
    [InlineData("paper_pyr14bf4", "weighted_on_efs", "frames_efs")]
    [InlineData("mpa0_like", "weighted", "frames_ef")]
    [InlineData("mpa0_like", "weighted_on_efs", "frames_efs")]
    public void The_loss_and_the_norm_of_its_gradient_are_upstreams(string model, string name, string frames)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(TestData.Path("mace", "training", model, "losses.json")));
        JsonElement expected = golden.RootElement.GetProperty("losses").GetProperty(name);
        using var module = new MaceModule(GoldenCase.Potential(model).Model);
        using Tensor loss = WeightedLoss(module, Frames(model, frames));
        loss.backward();
        double norm = Math.Sqrt(module.Parameters.Sum(p => TensorNumbers.Of(p.Tensor.grad!).Sum(x => x * x)));
        double l = expected.GetProperty("loss").GetDouble(), g = expected.GetProperty("total_grad_norm").GetDouble();
        Agreement.AssertClose([l], TensorNumbers.Of(loss), 1e-11 * l, "loss");
        Agreement.AssertClose([g], [norm], 1e-10 * g, "norm of the gradient");
    }

    [TorchFact]
    public void A_frozen_parameter_has_no_gradient_and_the_others_keep_theirs()
    {
        using var module = new MaceModule(GoldenCase.Potential("mpa0_like").Model);
        foreach (ModelParameter parameter in module.Parameters.Where(p => p.Block == "interactions.0"))
            parameter.IsTrainable = false;
        using Tensor loss = WeightedLoss(module, Frames("mpa0_like", "frames_ef"));
        loss.backward();
        Assert.All(module.Parameters, p => Assert.Equal(p.Block == "interactions.0", p.Tensor.grad is null));
    }

    [TorchTheory]
    [InlineData("mh1_like")]
    [InlineData("omol_like")]
    [InlineData("var_c2_i3_L2_gatenone_gauss")]
    [InlineData("var_soft_tanh_c3")]
    [InlineData("plain_mace_class")]
    [InlineData("ft_multihead")]
    [InlineData("exotic_1e")]
    public void Gradients_of_a_force_loss_are_finite_differences_of_it(string model)
    {
        using var module = new MaceModule(GoldenCase.Potential(model).Model);
        AtomSystem system = AtomSystem.Cluster(module.Info, 6, 4.5, seed: 3);
        FrameGraph graph = FrameGraph.Of(system.Species, system.Positions, system.Cell, module.Geometry.Cutoff)
            with
        { Head = module.Geometry.Heads.Count - 1, Inputs = [.. module.Geometry.FrameInputs.Values] };
        using Tensor loss = ForceLoss(module, graph);
        loss.backward();
        var random = new Random(1);
        int checkedNumbers = 0;
        foreach (ModelParameter parameter in module.Parameters.Where(p => p.Tensor.grad is not null))
        {
            double[] values = TensorNumbers.Of(parameter.Tensor), gradient = TensorNumbers.Of(parameter.Tensor.grad!);
            int k = random.Next(values.Length);
            double step = 1e-5 * Math.Max(1, Math.Abs(values[k]));
            double slope = (At(k, values[k] + step) - At(k, values[k] - step)) / (2 * step);
            At(k, values[k]);
            double tolerance = 1e-6 * Math.Max(gradient.Max(Math.Abs), 1e-2 * loss.item<double>());
            Assert.True(Math.Abs(slope - gradient[k]) <= tolerance, $"{parameter.Name}[{k}]: {gradient[k]:R}, finite difference {slope:R}");
            checkedNumbers++;

            double At(int index, double value)
            {
                using (no_grad())
                {
                    using Tensor flat = parameter.Tensor.view(-1);
                    using Tensor one = flat.narrow(0, index, 1);
                    one.fill_(value).Dispose();
                }

                using Tensor there = ForceLoss(module, graph);
                return there.item<double>();
            }
        }

        Assert.True(checkedNumbers > 10);
    }

    private static List<Frame> Frames(string model, string name) =>
        [.. ExtxyzReader.Read(TestData.Path("mace", "training", model, name + ".extxyz"))];

    private static Tensor ForceLoss(MaceModule module, FrameGraph graph)
    {
        using DisposeScope scope = NewDisposeScope();
        using FrameBatch batch = FrameBatch.From([graph], module.Geometry);
        Prediction prediction = module.Predict(batch, Derivatives.ForcesAndVirial, createGraph: true);
        return scope.MoveToOuter(prediction.Forces!.pow(2).mean() + prediction.Virials!.pow(2).mean() * 0.1);
    }

    // mean_G[w w_E ((E*−E)/N)²] + 100·mean_3M[w w_F (F*−F)²]
    private static Tensor WeightedLoss(MaceModule module, List<Frame> frames)
    {
        using DisposeScope scope = NewDisposeScope();
        using FrameBatch batch = FrameBatch.From(frames, module.Geometry);
        Prediction prediction = module.Predict(batch, Derivatives.Forces, createGraph: true);
        FrameLabels[] labels = [.. frames.Select(FrameLabels.From)];
        Tensor energies = tensor(labels.Select(l => l.Energy!.Value).ToArray(), dtype: ScalarType.Float64);
        Tensor forces = tensor(labels.SelectMany(l => l.Forces!).ToArray(), dtype: ScalarType.Float64).reshape(-1, 3);
        Tensor wE = Weights(frames, "config_energy_weight"), wF = Weights(frames, "config_forces_weight").index_select(0, batch.FrameOfAtom).unsqueeze(1);
        Tensor perAtom = (energies - prediction.Energies) / batch.AtomCounts;
        return scope.MoveToOuter((wE * perAtom.pow(2)).mean() + (wF * (forces - prediction.Forces!).pow(2)).mean() * 100);
    }

    private static Tensor Weights(List<Frame> frames, string name)
    {
        double[] weights = [.. frames.Select(f => Value(f, "config_weight") * Value(f, name))];
        return tensor(weights, dtype: ScalarType.Float64);

        static double Value(Frame frame, string key) => frame.Values.TryGetValue(key, out PropertyArray? v) ? v.AsReal()!.Value : 1;
    }
}
