using System.CommandLine;
using IonicMlff.Core.Errors;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;
using IonicMlff.Tool.Training;
using IonicMlff.Training.Configuration;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff train</c> and <c>ilmlff finetune</c>: from labelled frames to a model file.</summary>
internal static class TrainCommand
{
    /// <summary>The command <c>train</c>.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string?>("CONFIG")
        {
            Description = "YAML of docs/training.md, a DeePMD input.json, or a MACE run_train YAML or argument file.",
            Arity = ArgumentArity.ZeroOrOne, // --explain KEY needs none
        };
        var explain = new Option<string?>("--explain")
        {
            Description = "Print every setting of the run, its value and where it comes from; train nothing. With KEY: that setting or block "
                + "with what is allowed.",
            HelpName = "[KEY]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var words = new TrainingOptions();
        var command = new ToolCommand("train", "Train a MACE or DeePMD model from labelled frames.")
        {
            Notes = Notes,
            Examples =
            [
                ("ilmlff train train.yaml --explain", "look before it runs"),
                ("ilmlff train --explain loss.forces", "what a setting means, which values it may have"),
                ("ilmlff train train.yaml --resume", "in a job script: the same line for every start"),
                ("ilmlff train input.json", "a DeePMD input as it is"),
                ("ilmlff train train.yaml --steps 10 --dump steps.json --dump-gradients", "numbers of ten steps, to compare with another program"),
            ],
        };
        command.Arguments.Add(file);
        command.Options.Add(explain);
        words.AddTo(command);
        command.SetAction(parsed =>
        {
            string? config = parsed.GetValue(file), key = parsed.GetValue(explain);
            if (config is null && key is not null && File.Exists(key))
                (config, key) = (key, null); // --explain CONFIG
            if (key is not null)
            {
                SettingExplanation.Write(terminal, key, config is null ? null : TrainingConfig.Read(config), words.IsJson(parsed));
                return 0;
            }

            PlanReading reading = TrainingConfig.Read(config ?? throw IlmlffException.Usage("CONFIG is missing."));
            if (parsed.GetResult(explain) is null)
                return TrainingCall.Run(terminal, words.Apply(reading.Plan, parsed), words.Session(parsed), words.IsJson(parsed));
            TrainingCall.Explain(terminal, reading, words.IsJson(parsed));
            return 0;
        });
        return command;
    }

    /// <summary>The command <c>finetune</c>.</summary>
    public static Command CreateFineTune(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = "Model to start from, of any readable kind." };
        var file = new Argument<string>("CONFIG") { Description = "Configuration as for 'ilmlff train'; its 'start' says what is frozen or replayed." };
        var words = new TrainingOptions();
        var command = new ToolCommand("finetune", "Train an existing model further: naively, with replay of earlier data, or in part.")
        {
            Notes = [.. Notes, "At the end it says how far each part of the model moved."],
            Examples =
            [
                ("ilmlff finetune foundation.model finetune.yaml", ""),
                ("ilmlff finetune model.safetensors more-data.yaml --resume", ""),
            ],
        };
        Option<bool> explain = Options.Flag("--explain", "Print every setting of the run, its value and where it comes from; train nothing.");
        command.Arguments.Add(model);
        command.Arguments.Add(file);
        command.Options.Add(explain);
        words.AddTo(command);
        command.SetAction(parsed =>
        {
            string start = parsed.GetRequiredValue(model);
            if (!File.Exists(start))
                throw IlmlffException.BadData($"{start}: no such file. Check the name and the current folder ({Directory.GetCurrentDirectory()}).");
            PlanReading reading = TrainingConfig.Read(parsed.GetRequiredValue(file), start);
            if (!parsed.GetValue(explain))
                return TrainingCall.Run(terminal, words.Apply(reading.Plan, parsed), words.Session(parsed), words.IsJson(parsed));
            TrainingCall.Explain(terminal, reading, words.IsJson(parsed));
            return 0;
        });
        return command;
    }

    private static readonly string[] Notes =
    [
        "The best model so far is always on disk; checkpoints are in the folder 'checkpoints' of the output. Ctrl-C or TERM saves and exits with 130; --resume goes "
            + "on and makes the same steps, to the last bit on a CPU, as a run that was not interrupted.",
    ];
}
