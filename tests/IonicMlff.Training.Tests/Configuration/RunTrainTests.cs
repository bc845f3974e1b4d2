using IonicMlff.Core.Errors;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Testing;
using IonicMlff.Training.Configuration;
using IonicMlff.Training.Configuration.Plan;
using Xunit;

namespace IonicMlff.Training.Tests.Configuration;

/// <summary>Arguments of mace_run_train are read as they are: a command line, a shell script, a YAML.</summary>
public sealed class RunTrainTests
{
    private static readonly string Frames = TestData.Path("mace", "training", "paper_pyr14bf4", "frames_efs.extxyz");

    private const string CommandLine =
        "nice -n 5 $PY -m mace.cli.run_train --name=cli_pyr14bf4 --train_file=FRAMES --test_file=FRAMES --valid_fraction=0.2 --model=ScaleShiftMACE " +
        "--hidden_irreps=16x0e+16x1o --r_max=6.0 --num_interactions=2 --max_ell=3 --correlation=3 --num_radial_basis=8 --num_cutoff_basis=5 --MLP_irreps=16x0e " +
        "--batch_size=5 --valid_batch_size=4 --max_num_epochs=8 --swa --start_swa=6 --ema --ema_decay=0.99 --lr=0.01 --energy_weight=1 --forces_weight=100 " +
        "--error_table=PerAtomRMSE --default_dtype=float64 --device=cpu --seed=42 --plot=False --save_cpu";

    private static TrainingPlan Read(string text, string name = "run.sh") =>
        TrainingConfig.Read(Scratch.File(name, text.Replace("FRAMES", Frames, StringComparison.Ordinal))).Plan;

    [Fact]
    public void A_command_line_arrives_completely()
    {
        TrainingPlan plan = Read(CommandLine);
        Assert.Equal((PlanOrigin.MaceRunTrain, "cli_pyr14bf4"), (plan.Origin, plan.Name));
        MacePlan mace = Assert.IsType<MacePlan>(plan.Architecture);
        Assert.Equal((16, 1, 6.0, 3, true, 16), (mace.Channels, mace.MaxL, mace.Cutoff, mace.MaxEll, mace.ScaleShift, mace.ReadoutHidden));
        Assert.Equal(InteractionKind.Residual, mace.FirstInteraction);
        Assert.Equal([64, 64, 64], mace.RadialHidden);
        Assert.Equal(new MaceLossPlan(MaceLossKind.Weighted, 1, 100, 1, 1), plan.Loss);
        Assert.Equal(new StageTwoPlan(6, 1e-3, new(MaceLossKind.Weighted, 1000, 100, 10, 10)), plan.StageTwo);
        Assert.Equal(new OptimiserPlan(OptimiserKind.Adam, 0.9, 0.999, 1e-8, true, 5e-7, 10, 0.99), plan.Optimiser);
        PlateauSchedule schedule = Assert.IsType<PlateauSchedule>(plan.Schedule);
        Assert.Equal((0.01, 0.8, 50), (schedule.StartRate, schedule.Factor, schedule.Patience));
        Assert.Equal((new BatchRule(BatchRuleKind.Frames, 5), 4, true), (plan.Batch.Rule, plan.Batch.ValidFrames, plan.Batch.DropLast));
        Assert.Equal((8, 2048, 42L), (plan.Length.Epochs, plan.Length.Patience, plan.Seeds.Weights));
        Assert.Equal(0.2, plan.Data.Split!.Fraction);
        Assert.Single(plan.Data.Test);
        Assert.Contains(plan.Remarks, r => r.StartsWith("'plot' has no effect here", StringComparison.Ordinal));
    }

    [Fact]
    public void Shell_scripts_with_quotes_lines_and_a_dictionary()
    {
        TrainingPlan plan = Read("""
            #!/bin/bash
            # training
            mace_run_train --name "two words" --train_file FRAMES \
              --valid_file 'FRAMES' --E0s="{1: -10.9, 5: -32.6, 6: -47.3, 7: -78.8, 9: -135.9}" \
              --loss=stress --stress_weight=10 --stage_two --start_stage_two=30 --stage_two_lr 0.0005 --stage_two_stress_weight 20 \
              --scheduler=ExponentialLR --lr_scheduler_gamma=0.93 --max_num_epochs=40 --num_channels 16 --max_L=1 --distance_transform None \
              --config_type_weights='{"eq": 0.5}' --clip_grad None
            """);
        Assert.Equal("two words", plan.Name);
        Assert.Equal((-10.9, -135.9), (plan.EnergyOrigin.Given["H"], plan.EnergyOrigin.Given["F"]));
        Assert.Equal(new StageTwoPlan(30, 0.0005, new(MaceLossKind.Stress, 1000, 100, 20, 10)), plan.StageTwo);
        Assert.Equal(0.93, Assert.IsType<ExponentialSchedule>(plan.Schedule).Gamma);
        MacePlan mace = Assert.IsType<MacePlan>(plan.Architecture);
        Assert.Equal((InteractionKind.RealAgnostic, false, TransformKind.None), (mace.FirstInteraction, mace.ScaleShift, mace.Transform)); // class MACE
        Assert.Equal(0.5, plan.Data.ConfigTypeWeights["eq"]);
        Assert.Null(plan.Data.Split);
    }

    [Fact]
    public void A_YAML_with_Pythons_words_and_heads()
    {
        TrainingPlan plan = Read("""
            name: multi
            model: ScaleShiftMACE
            heads:
              dft: {train_file: FRAMES, valid_file: FRAMES}
              xtb: {train_file: FRAMES, E0s: {1: -13.5}}
            E0s: average
            swa: False
            ema: True
            hidden_irreps: 32x0e + 32x1o
            keep_isolated_atoms: yes
            """, "config.yaml");
        Assert.Equal(["dft", "xtb"], plan.Data.Heads);
        Assert.Equal(["dft", "xtb"], plan.Data.Train.Select(s => s.Head));
        Assert.Equal("dft", Assert.Single(plan.Data.Valid).Head);
        Assert.Null(plan.StageTwo);
        Assert.Equal(0.99, plan.Optimiser.EmaDecay);
        Assert.True(plan.Data.KeepIsolatedAtoms);
        Assert.Equal(EnergyOriginKind.IsolatedAtomsOrLeastSquares, plan.EnergyOrigin.Of("dft").Kind);
        Assert.Equal(-13.5, plan.EnergyOrigin.Of("xtb").Given["H"]);
        Assert.Equal(32, Assert.IsType<MacePlan>(plan.Architecture).Channels);
    }

    [Fact]
    public void Blocks_of_newer_foundation_models()
    {
        MacePlan mace = Assert.IsType<MacePlan>(Read("--name=a --train_file=FRAMES --interaction=RealAgnosticResidualNonLinearInteractionBlock --interaction_first=RealAgnosticResidualNonLinearInteractionBlock "
            + "--model=ScaleShiftMACE --num_channels=32 --max_L=1 --edge_irreps=8x0e+8x1o --use_edge_irreps_first=True --use_agnostic_product=True --apply_cutoff=False --use_reduced_cg=True").Architecture);
        Assert.Equal((InteractionKind.NonLinear, InteractionKind.NonLinear), (mace.FirstInteraction, mace.Interaction));
        Assert.Equal(new EdgeFeaturesPlan(8, 1, true), mace.Edges);
        Assert.Equal((true, false, true), (mace.AgnosticProduct, mace.ApplyCutoff, mace.ReducedCouplings));
    }

    [Fact]
    public void Fine_tuning_with_and_without_replay()
    {
        string model = TestData.Path("mace", "models", "mpa0_like.model.gz");
        TrainingPlan naive = Read($"--name=a --train_file=FRAMES --foundation_model={model} --multiheads_finetuning=False --lr=0.0001 --freeze=5 --E0s=foundation");
        Assert.Null(naive.Architecture);
        Assert.Equal(FineTuneKind.Naive, naive.FineTune!.Kind);
        Assert.Equal(["node_embedding", "interactions"], naive.FineTune.Frozen);
        Assert.Equal((EnergyOriginKind.Model, model), (naive.EnergyOrigin.Kind, naive.EnergyOrigin.Model));
        TrainingPlan replay = Read($"--name=a --train_file=FRAMES --foundation_model={model} --pt_train_file=FRAMES --num_samples_pt=7");
        Assert.Equal((FineTuneKind.Replay, 7, 0.1), (replay.FineTune!.Kind, replay.FineTune.Replay!.MostFrames, replay.FineTune.Replay.LeastRatio));
        Assert.Equal(["pt_head", "Default"], replay.Data.Heads);
        Assert.Equal((MaceLossKind.Universal, 0.99999, 1e-4), (((MaceLossPlan)replay.Loss).Kind, replay.Optimiser.EmaDecay, replay.Schedule.StartRate));
    }

    [Theory]
    [InlineData("--train_file=FRAMES --r_maxx=5 --name=a", "run.sh:1: 'r_maxx' is not known here; did you mean 'r_max'?")]
    [InlineData("mace_run_train \\\n --name=a \\\n --train_file=FRAMES \\\n --r_max=far", "run.sh:4: 'r_max' is 'far'; expected a number from 0.5 to 30 Å.")]
    [InlineData("--train_file=FRAMES", "'name' is missing")]
    [InlineData("--name=a --r_max=5", "'train_file' is missing")]
    [InlineData("--name=a --train_file=FRAMES --hidden_irreps=16x0e+4x1e", "Nearest is 16x0e+16x1o (num_channels 16, max_L 1).")]
    [InlineData("--name=a --train_file=FRAMES --hidden_irreps=many", "'hidden_irreps' is 'many'; expected irreps such as 16x0e+16x1o.")]
    [InlineData("--name=a --train_file=FRAMES --model=AtomicDipolesMACE", "'model' does not know 'AtomicDipolesMACE'")]
    [InlineData("--name=a --train_file=FRAMES --loss=dipole", "'loss' does not know 'dipole'")]
    [InlineData("--name=a --train_file=FRAMES --lbfgs", "'lbfgs': no quasi-Newton optimiser is offered here")]
    [InlineData("--name=a --train_file=FRAMES --optimizer=schedulefree", "'optimizer: schedulefree' is not offered here")]
    [InlineData("--name=a --train_file=FRAMES --use_so3=True", "'use_so3': new models have the ordinary contraction")]
    [InlineData("--name=a --train_file=FRAMES --max_L=0 --num_channels=8 --edge_irreps=8x0e+8x1o", "'edge_irreps' is 8x0e+8x1o, but the nodes have features up to degree 0 only.")]
    [InlineData("--name=a --train_file=FRAMES --swa --start_swa=2048", "'start_swa' is 2048, but the run has 2048 epochs")]
    [InlineData("--name=a --train_file=FRAMES --E0s=5", "'E0s' is '5'; expected a dictionary such as {1: -13.6, 6: -1030.2}, average, or a .json file.")]
    [InlineData("--name=a --train_file=FRAMES --E0s='{1: x}'", "'1' is 'x'; expected a number")]
    [InlineData("--name=a --train_file=FRAMES --foundation_model=medium", "Models are not downloaded by their names here")]
    [InlineData("--name=a --train_file=FRAMES --interaction=RealAgnosticAttResidualInteractionBlock", "such blocks can't be made here")]
    [InlineData("--name='a --train_file=FRAMES", "a quote (') is opened here and never closed.")]
    [InlineData("--name=a --train_file=FRAMES --mean=3", "'mean': scale and shift are computed")]
    public void What_cannot_be_done_is_refused_by_name(string text, string message) =>
        Assert.Contains(message, Assert.Throws<IlmlffException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Values_that_change_nothing_are_not_refused() =>
        Assert.NotNull(Read("--name=a --train_file=FRAMES --use_reduced_cg=False --apply_cutoff=True --weight_pt_head=1"));

    [Fact]
    public void A_config_beside_the_flags_is_read_and_flags_win()
    {
        string folder = Scratch.Folder();
        File.WriteAllText(Path.Combine(folder, "base.yaml"), $"r_max: 4.5\nbatch_size: 3\ntrain_file: {Frames}\n");
        string file = Path.Combine(folder, "args.txt");
        File.WriteAllText(file, "--config base.yaml --name=a --batch_size=7\n");
        TrainingPlan plan = TrainingConfig.Read(file).Plan;
        Assert.Equal((4.5, 7), (plan.Architecture!.Cutoff, plan.Batch.Rule.Size));
    }
}
