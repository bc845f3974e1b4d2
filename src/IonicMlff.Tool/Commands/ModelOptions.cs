using System.CommandLine;
using IonicMlff.Core.Potentials;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands;

/// <summary>The options of commands that evaluate a model, and what they mean.</summary>
/// <param name="several">What several models are, for the help.</param>
internal sealed class ModelOptions(string several = "Several: a committee, the first one drives.")
{
    private readonly Option<string[]> model = new("--model")
    {
        Description = "Model file: a MACE .model (plain or gzip), a .safetensors of ilmlff convert, or a DeePMD-kit .pb, .pth, .dp or .yaml. " + several,
        HelpName = "MODEL [MODEL ...]",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> backend = Options.Word(
        "--backend", "How the model is evaluated: reference is slow and exact (the oracle), simd is fast, torch runs on GPUs, too (needs libtorch).", "auto",
        "auto", "simd", "reference", "torch");

    private readonly Option<string?> device = Options.Text("--device", "DEVICE", "Where torch computes: cpu, cuda or cuda:N [default: cpu].");

    private readonly Option<string> precision = Options.Word(
        "--precision", "Arithmetic: mixed is 32-bit with 64-bit sums (simd and torch).", "double", "double", "mixed");

    private readonly Option<int?> threads = Options.Whole("--threads", "N", "Worker threads", 1, 1024);
    private readonly Option<string?> head = Options.Text("--head", "NAME", "Head of a multi-head model, for all frames.");

    /// <summary>Adds the options to a command; <paramref name="standardThreads"/> is what its help says about --threads.</summary>
    public void AddTo(Command command, string standardThreads)
    {
        threads.Description = $"Worker threads [default: {standardThreads}].";
        command.Options.Add(model);
        command.Options.Add(backend);
        command.Options.Add(device);
        command.Options.Add(precision);
        command.Options.Add(threads);
        command.Options.Add(head);
    }

    /// <summary>The model files.</summary>
    public string[] Files(ParseResult parsed) => parsed.GetRequiredValue(model);

    /// <summary>Opens the models; warns of members that can't deviate from each other.</summary>
    public OpenedModels Open(ParseResult parsed, Terminal terminal)
    {
        var models = new OpenedModels(Files(parsed));
        if (models.Twins() is var (first, second))
        {
            terminal.Warn($"{first} and {second} hold the same bytes: these members of the committee can't deviate from each other.");
        }

        return models;
    }

    /// <summary>Options of the evaluator; <paramref name="standardThreads"/> when --threads is not given.</summary>
    public EvaluatorOptions Evaluator(ParseResult parsed, int standardThreads) => new()
    {
        Backend = parsed.GetValue(backend)!,
        Device = parsed.GetValue(device) ?? "cpu",
        Precision = parsed.GetValue(precision) == "mixed" ? Precision.Mixed : Precision.Double,
        Threads = parsed.GetValue(threads) ?? standardThreads,
        Head = parsed.GetValue(head),
    };
}
