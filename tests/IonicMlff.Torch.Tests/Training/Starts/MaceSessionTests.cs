using IonicMlff.Models.ModelFiles;
using IonicMlff.Torch.Training.Runs;
using Xunit;

namespace IonicMlff.Torch.Tests.Training.Starts;

/// <summary>New MACE models of every block: trained for two steps, written, and evaluated alike by torch and the reference.</summary>
public sealed class MaceSessionTests
{
    [TorchTheory]
    [InlineData("interaction: nonlinear, first_interaction: nonlinear")]
    [InlineData("interaction: nonlinear, first_interaction: nonlinear, edges: {channels: 2, first: true}, agnostic_product: true, radial: {apply_cutoff: false}")]
    [InlineData("interaction: density_residual, first_interaction: density, edges: {channels: 2}, radial: {apply_cutoff: false}")]
    [InlineData("interaction: residual, first_interaction: real_agnostic, reduced_couplings: true")]
    public void Blocks(string blocks)
    {
        TrainingOutcome outcome = SmallSession.Train($$"""
            model: {architecture: mace, channels: 4, max_l: 1, max_ell: 2, correlation: 2, cutoff: 3.5, readout_hidden: 4, {{blocks}}}
            data: {train: FRAMES, valid_fraction: 0}
            e0s: average
            length: {epochs: 1}
            batch: {frames: 2}
            """, SmallSession.Labelled(withParameters: false));
        Assert.Equal(2, outcome.Step);
        Assert.Contains(outcome.Movements, m => m.Absolute > 0);
        Assert.True(ModelFile.CheckGolden(outcome.ModelPath!, new() { Backend = "torch" })!.ForceDeviation < 1e-8);
    }
}
