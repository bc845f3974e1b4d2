using IonicMlff.Core.Errors;
using IonicMlff.Data.Configuration;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Configuration.RunTrain;

/// <summary>Fine-tuning out of the arguments of mace_run_train.</summary>
internal static class RunTrainFineTuning
{
    public static FineTunePlan? Read(ConfigValues values, string folder, string? startModel)
    {
        if ((startModel ?? values.Text("foundation_model")) is not { } model)
            return null;
        if (startModel is null && !File.Exists(Path.Combine(folder, model)) && !File.Exists(model))
        {
            throw values.Error("foundation_model", $"'foundation_model' is '{Quote.Short(model)}', which is no file. Models are not downloaded by their names here: "
                + "fetch the model yourself and give its path.");
        }

        bool replays = values.Flag("multiheads_finetuning");
        string? earlier = values.Text("pt_train_file");
        if (replays && earlier is null)
        {
            throw values.Error("multiheads_finetuning", "Multi-head fine-tuning (upstream's default) needs the frames of the earlier training: give 'pt_train_file', "
                + "or 'multiheads_finetuning: False' for ordinary fine-tuning.");
        }

        return new FineTunePlan
        {
            Model = startModel is null ? RunTrainData.Find(values, "foundation_model", folder, model) : Path.GetFullPath(startModel),
            Head = values.Text("foundation_head"),
            Kind = replays ? FineTuneKind.Replay : FineTuneKind.Naive,
            Frozen = Frozen(values.WholeOrNone("freeze") ?? 0),
            KeepElements = values.Flag("foundation_model_elements"),
            Replay = !replays ? null : new ReplayPlan(
                [RunTrainData.Find(values, "pt_train_file", folder, earlier!)], "pt_head", values.Int("num_samples_pt"), values.Word("filter_type_pt") != "none",
                values.Flag("pseudolabel_replay"), values.Number("real_pt_data_ratio_threshold")),
        };
    }

    private static string[] Frozen(long level) =>
    [
        .. level >= 1 ? ["node_embedding"] : Array.Empty<string>(),
        .. level >= 5 ? ["interactions"] : Array.Empty<string>(),
        .. level >= 6 ? ["products"] : Array.Empty<string>(),
        .. level >= 7 ? ["readouts"] : Array.Empty<string>(),
    ];
}
