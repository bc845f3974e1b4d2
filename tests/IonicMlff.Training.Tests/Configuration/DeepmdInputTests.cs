using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Testing;
using IonicMlff.Training.Configuration;
using IonicMlff.Training.Configuration.Plan;
using Xunit;

namespace IonicMlff.Training.Tests.Configuration;

/// <summary>DeePMD-kit's input.json is read as it is.</summary>
public sealed class DeepmdInputTests
{
    // The input of the reference run, with its comments and tabs as users write them.
    private const string Input = """
        {
        	"_comment": "three systems",
        	"model": {"type_map": ["H","B","C","N","F"],
        		"descriptor": {"type":"se_e2_a","sel":[96,8,48,8,28],"rcut_smth":0.5,"rcut":6.0,"neuron":[8,16,32],"resnet_dt":false,"axis_neuron":8,"type_one_side":true,"seed":1, "_c": "x"},
        		"fitting_net": {"neuron":[32,32,32],"resnet_dt":true,"seed":1}},
        	"learning_rate": {"type":"exp","decay_steps":50,"start_lr":0.003,"stop_lr":1e-5},
        	"loss": {"type":"ener","start_pref_e":0.02,"limit_pref_e":1,"start_pref_f":1000,"limit_pref_f":1,"start_pref_v":0.02,"limit_pref_v":1},
        	"training": {"training_data": {"systems":["SYSTEM","SYSTEM","SYSTEM"],"batch_size":"auto:70"},
        		"validation_data": {"systems":["SYSTEM"],"batch_size":1,"numb_btch":3},
        		"numb_steps":1500,"seed":10,"disp_file":"lcurve.out","disp_freq":50,"save_freq":1500}
        }
        """;

    private static PlanReading Read(string text) =>
        TrainingConfig.Read(Scratch.File("input.json", text.Replace("SYSTEM", TestData.Path("deepmd", "data", "pyr14bf4_35_val"), StringComparison.Ordinal)));

    [Fact]
    public void Every_key_of_the_reference_input_arrives()
    {
        TrainingPlan plan = Read(Input).Plan;
        Assert.Equal(PlanOrigin.DeepmdInput, plan.Origin);
        DpmdPlan model = Assert.IsType<DpmdPlan>(plan.Architecture);
        Assert.Equal(["H", "B", "C", "N", "F"], model.Elements!);
        Assert.Equal([96, 8, 48, 8, 28], model.Sel!);
        Assert.Equal([8, 16, 32], model.EmbeddingWidths);
        Assert.Equal([32, 32, 32], model.FittingWidths);
        Assert.Equal((6.0, 0.5, 8, true, false, true), (model.Cutoff, model.SwitchStart, model.AxisNeurons, model.TypeOneSide, model.EmbeddingResnetDt, model.FittingResnetDt));
        Assert.Equal(DpmdActivation.Tanh, model.FittingActivation);
        Assert.Equal([true, true, true, true], model.FittingTrainable);
        Assert.Equal(new DpmdLossPlan(new(0.02, 1), new(1000, 1), new(0.02, 1)), plan.Loss);
        StaircaseSchedule rate = Assert.IsType<StaircaseSchedule>(plan.Schedule);
        Assert.Equal((0.003, 1e-5, 50L), (rate.StartRate, rate.StopRate, rate.DecaySteps));
        Assert.Equal(Math.Pow(1e-5 / 0.003, 50.0 / 1500), rate.Rate, 1e-12);
        Assert.Equal(3, plan.Data.Train.Count);
        Assert.Equal((3, new BatchRule(BatchRuleKind.Frames, 1)), (plan.Data.ValidBatches, plan.Data.ValidBatchRule));
        Assert.Equal(new BatchRule(BatchRuleKind.AtLeastAtoms, 70), plan.Batch.Rule);
        Assert.True(plan.Batch.OneSystemPerBatch);
        Assert.Equal((1500L, 50L), (plan.Length.Steps, plan.Length.ValidSteps));
        Assert.Equal((1L, 1L, 10L), (plan.Seeds.Descriptor, plan.Seeds.Fitting, plan.Seeds.Shuffle));
        Assert.Equal((50L, 1500L, 5), (plan.Output.LogSteps, plan.Output.CheckpointSteps, plan.Output.KeptCheckpoints));
        Assert.Equal("lcurve.out", Path.GetFileName(plan.Output.Lcurve));
        Assert.Equal("model.safetensors", Path.GetFileName(plan.Output.Model));
        Assert.Null(plan.Optimiser.ClipNorm);
        Assert.Empty(plan.Remarks);
    }

    [Fact]
    public void Old_names_and_defaults_of_DeePMD()
    {
        TrainingPlan plan = Read("""
            {"model": {"descriptor": {"type": "se_a", "sel": "auto:1.3", "n_axis_neuron": 4}, "fitting_net": {"atom_ener": []}},
             "training": {"training_data": {"systems": "SYSTEM", "batch_size": [3], "sys_probs": [1]}, "stop_batch": 200, "disp_training": true}}
            """).Plan;
        DpmdPlan model = Assert.IsType<DpmdPlan>(plan.Architecture);
        Assert.Equal((6.0, 1.3), (model.Cutoff, model.SelFactor));
        Assert.Null(model.Sel);
        Assert.Equal([10, 20, 40], model.EmbeddingWidths);
        Assert.Equal([120, 120, 120], model.FittingWidths);
        Assert.False(model.TypeOneSide);
        Assert.Equal(3, Assert.IsType<StaircaseSchedule>(plan.Schedule).DecaySteps); // 200 steps are shorter than one stair of 5000
        Assert.Equal(new DpmdLossPlan(new(0.02, 1), new(1000, 1), new(0, 0)), plan.Loss);
        Assert.Equal(new BatchRule(BatchRuleKind.Frames, 3), plan.Batch.Rule);
        Assert.Contains(plan.Remarks, r => r.Contains("training.disp_training", StringComparison.Ordinal));
        Assert.Contains(plan.Remarks, r => r.Contains("'training.seed' is not given", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"rcut\":6.0", "\"rcutt\":6.0", "'model.descriptor.rcutt' is not known here; did you mean 'rcut'?")]
    [InlineData("\"type\":\"se_e2_a\"", "\"type\":\"se_e3\"", "'model.descriptor.type' does not know 'se_e3'")]
    [InlineData("\"rcut\":6.0", "\"rcut\":0.5", "'model.descriptor.rcut_smth' is 0.5 Å; expected less than rcut, 0.5 Å.")]
    [InlineData("[96,8,48,8,28]", "[96,8]", "'model.descriptor.sel' has 2 numbers for 5 types in type_map")]
    [InlineData("\"axis_neuron\":8", "\"axis_neuron\":64", "expected at most the last of 'neuron', 32.")]
    [InlineData("\"auto:70\"", "\"mixed:70\"", "expected a number of frames, auto, auto:N, max:N or filter:N (mixed:N is for other descriptors).")]
    [InlineData("\"auto:70\"", "[1, 2]", "has 2 numbers for 3 entries of 'systems'")]
    [InlineData("\"type\":\"exp\"", "\"type\":\"cosine\"", "'learning_rate.type' does not know 'cosine'; did you mean 'exp'?")]
    [InlineData("\"stop_lr\":1e-5", "\"stop_lr\":1", "'learning_rate.stop_lr' is 1; expected more than 0 and at most start_lr, 0.003.")]
    [InlineData("\"start_pref_e\":0.02", "\"start_pref_ae\":0.02", "'loss.start_pref_ae': atomic energies as labels are not learnt here.")]
    [InlineData("\"resnet_dt\":true,\"seed\":1}", "\"resnet_dt\":true,\"precision\":\"float32\"}", "one precision for both is trained here.")]
    [InlineData("\"numb_steps\":1500", "\"mixed_precision\": {\"output_prec\": \"float32\"}, \"numb_steps\":1500", "'training.mixed_precision': give the descriptor and the fitting net a precision instead.")]
    [InlineData("\"numb_steps\":1500,", "", "'training.numb_steps' is missing")]
    [InlineData("[\"SYSTEM\"]", "[\"nowhere\"]", "nowhere does not exist.")]
    [InlineData("[\"H\",\"B\",\"C\",\"N\",\"F\"]", "[\"HW\",\"B\",\"C\",\"N\",\"F\"]", "'model.type_map': 'HW' is not an element symbol")]
    public void What_cannot_be_done_is_refused_by_name(string old, string changed, string message) =>
        Assert.Contains(message, Assert.Throws<IlmlffException>(() => Read(Input.Replace(old, changed, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void Zero_prefactors_of_terms_that_are_not_learnt_are_harmless() =>
        Assert.Empty(Read(Input.Replace("\"start_pref_e\":0.02", "\"start_pref_pf\":0.0, \"limit_pref_pf\":0, \"start_pref_e\":0.02", StringComparison.Ordinal)).Plan.Remarks);
}
