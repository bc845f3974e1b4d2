using System.Globalization;
using System.Text.Json;
using IonicMlff.Torch.Mace;
using IonicMlff.Torch.Training.Batches;
using IonicMlff.Torch.Training.Losses;
using IonicMlff.Torch.Training.Optimisation;
using IonicMlff.Training.Configuration.Plan;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Training.Losses;

/// <summary>Losses and gradients equal those of upstream MACE on the same frames.</summary>
public class MaceLossGoldenTests
{
    // sums of 10⁴ to 10⁵ eV cancel to errors of meV: nine digits are left of sixteen
    private const double Relative = 1e-9;

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (string model in new[] { "paper_pyr14bf4", "mpa0_like" })
        {
            foreach (JsonProperty loss in UpstreamTraining.Json(model, "losses.json").GetProperty("losses").EnumerateObject())
                data.Add(model, loss.Name);
        }

        return data;
    }

    [TorchTheory]
    [MemberData(nameof(Cases))]
    public void LossAndGradientNormsEqualUpstream(string name, string which)
    {
        JsonElement golden = UpstreamTraining.Json(name, "losses.json").GetProperty("losses").GetProperty(which);
        using MaceModule model = UpstreamTraining.Model(name);
        using LabelledBatch batch = UpstreamTraining.Batch(name, golden.GetProperty("frames").GetString()!, model);
        using var parameters = new ParameterVector(model);
        ILoss loss = LossOf.Plan(PlanOf(golden.GetProperty("args").GetString()!), 0.01);
        using var step = GradientStep.Of(model, parameters, loss, batch, 0.01);

        foreach ((double expected, double met) in golden.GetProperty("predicted_energy").Numbers().Zip(step.Energies))
            Assert.Equal(expected, met, 1e-8);
        AssertClose(golden.GetProperty("loss").GetDouble(), step.Loss.Total, "loss");
        AssertClose(golden.GetProperty("total_grad_norm").GetDouble(), step.Norm, "norm");
        Assert.Equal(step.Loss.Total, step.Loss.Parts.Sum(p => p.Value), 1e-12 * step.Loss.Total);
        Assert.Equal(golden.GetProperty("grad_norms").EnumerateObject().Count(), parameters.Parameters.Count);
        for (int k = 0; k < parameters.Parameters.Count; k++)
        {
            string parameter = parameters.Parameters[k].Name;
            using Tensor part = parameters.Part(step.Gradient, k);
            AssertClose(golden.GetProperty("grad_norms").GetProperty(parameter).GetDouble(), GradientClip.Norm(part), parameter);
        }
    }

    [TorchTheory]
    [InlineData("paper_pyr14bf4")]
    [InlineData("mpa0_like")]
    public void EveryEntryOfTheGradientEqualsUpstream(string name)
    {
        JsonElement golden = UpstreamTraining.Json(name, "gradients_weighted.json.gz").GetProperty("gradients");
        using MaceModule model = UpstreamTraining.Model(name);
        using LabelledBatch batch = UpstreamTraining.Batch(name, "frames_ef", model);
        using var parameters = new ParameterVector(model);
        using var step = GradientStep.Of(model, parameters, LossOf.Plan(new MaceLossPlan(MaceLossKind.Weighted, 1, 100, 0, 0), 1), batch, 1);
        int compared = 0;
        for (int k = 0; k < parameters.Parameters.Count; k++)
        {
            double[] expected = golden.GetProperty(parameters.Parameters[k].Name).GetProperty("data").Numbers();
            using Tensor part = parameters.Part(step.Gradient, k);
            double[] met = part.data<double>().ToArray();
            Assert.Equal(expected.Length, met.Length);
            double scale = expected.Max(Math.Abs);
            for (int i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - met[i]) <= 1e-9 * scale, $"{parameters.Parameters[k].Name}[{i}]: {expected[i]} and {met[i]}");
            compared += expected.Length;
        }

        Assert.Equal(parameters.Values.numel(), compared);
    }

    private static void AssertClose(double expected, double met, string what) =>
        Assert.True(Math.Abs(expected - met) <= Relative * Math.Abs(expected), $"{what}: {expected:r} and {met:r}");

    private static MaceLossPlan PlanOf(string arguments)
    {
        string[] words = arguments.Split(' ');
        string Word(string name, string otherwise) => Array.IndexOf(words, name) is >= 0 and var i ? words[i + 1] : otherwise;
        double Number(string name, double otherwise) => double.Parse(Word(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        MaceLossKind kind = Word("--loss", "weighted") switch
        {
            "weighted" => MaceLossKind.Weighted,
            "forces_only" => MaceLossKind.ForcesOnly,
            "stress" => MaceLossKind.Stress,
            "virials" => MaceLossKind.Virials,
            "huber" => MaceLossKind.Huber,
            "universal" => MaceLossKind.Universal,
            "l1l2energyforces" => MaceLossKind.L1L2EnergyForces,
            var other => throw new ArgumentException(other),
        };
        return new(kind, Number("--energy_weight", 1), Number("--forces_weight", 100), Number("--stress_weight", 1), Number("--virials_weight", 1))
        {
            HuberDelta = Number("--huber_delta", 0.01),
        };
    }
}
