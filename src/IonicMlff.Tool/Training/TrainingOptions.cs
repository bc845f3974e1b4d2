using System.CommandLine;
using IonicMlff.Core.Errors;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Torch.Training.Runs;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Tool.Training;

/// <summary>Options that <c>train</c> and <c>finetune</c> share.</summary>
internal sealed class TrainingOptions
{
    private readonly Option<bool> _resume = Options.Flag("--resume", "Go on from the newest checkpoint; from the start where there is none.");
    private readonly Option<bool> _overwrite = Options.Flag("--overwrite", "Start anew although there is a checkpoint.");
    private readonly Option<int?> _steps = Options.Whole("--steps", "N", "Stop when N steps of the optimiser have been made in all; the run can be resumed.", 0);
    private readonly Option<string?> _dump = Options.Text("--dump", "FILE.json", "Write loss, learning rate and gradient norms of every step.");
    private readonly Option<bool> _gradients = Options.Flag("--dump-gradients", "With --dump: every gradient, too, before clipping.");
    private readonly Option<bool> _parameters = Options.Flag("--dump-parameters", "With --dump: every parameter after each step, too.");
    private readonly Option<string[]> _accept = new("--accept")
    {
        Description = "Findings of the label census that do not stop the run, by their names (also 'data: {accept: [...]}' of a YAML).",
        HelpName = "FINDING ...",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _json = Options.Json();

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _resume, _overwrite, _steps, _dump, _gradients, _parameters, _accept, _json })
            command.Options.Add(option);
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The plan with what the command line says of it.</summary>
    public TrainingPlan Apply(TrainingPlan plan, ParseResult parsed) => parsed.GetValue(_accept) is { Length: > 0 } accepted
        ? plan with { Data = plan.Data with { Accepted = [.. plan.Data.Accepted, .. accepted] } } : plan;

    public SessionOptions Session(ParseResult parsed)
    {
        string? dump = parsed.GetValue(_dump);
        bool gradients = parsed.GetValue(_gradients), parameters = parsed.GetValue(_parameters);
        if (parsed.GetValue(_resume) && parsed.GetValue(_overwrite))
            throw IlmlffException.Usage("--resume and --overwrite exclude each other; give one of them.");
        if (dump is null && (gradients || parameters))
            throw IlmlffException.Usage("--dump-gradients and --dump-parameters need --dump FILE.json.");
        return new SessionOptions
        {
            Resumes = parsed.GetValue(_resume),
            Overwrites = parsed.GetValue(_overwrite),
            StepLimit = parsed.GetValue(_steps),
            DumpPath = dump,
            DumpDetail = new(gradients, parameters),
        };
    }
}
