using System.CommandLine;
using System.CommandLine.Parsing;
using IonicMlff.Core.Errors;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Evaluation;

namespace IonicMlff.Tool.Commands;

/// <summary>A file of deviations to write.</summary>
/// <param name="Path">File, or - for standard output.</param>
/// <param name="Frequency">Steps from one frame to the next.</param>
/// <param name="Atomic">With those of the atoms.</param>
internal sealed record ModelDeviOutput(string Path, int Frequency, bool Atomic);

/// <summary>The options about the deviation of a committee, named after those of <c>dp model-devi</c>.</summary>
internal sealed class DeviationOptions
{
    private readonly Option<string?> file = Options.Text("--model-devi", "FILE", "Deviations of the committee to write, in the form of DeePMD's model_devi.out, or - for standard output.");
    private readonly Option<int?> frequency = Options.Whole("--freq", "N", "Steps between frames, for the first column of --model-devi [default: 1].", 1);
    private readonly Option<bool> atomic = Options.Flag("--atomic", "Append the deviation of each atom to the lines of --model-devi.");
    private readonly Option<double?> relative = Options.Number("--relative", "L", "Relative force deviations, ε/(|F| + L), L in eV/Å.", positive: true);
    private readonly Option<double?> relativeVirial = Options.Number("--relative-v", "L", "Relative virial deviations, σ/(|v| + L) for each of the nine components, L in eV per atom.", positive: true);
    private readonly Option<bool> realError = Options.Flag("--real-error", "Root mean square errors of the members against the labels instead of deviations.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { file, frequency, atomic, relative, relativeVirial, realError })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether a file is to be written.</summary>
    public bool HasFile(CommandResult command) => command.GetResult(file) is not null;

    /// <summary>The file to write, or null.</summary>
    public ModelDeviOutput? Output(ParseResult parsed) => parsed.GetValue(file) is not string path ? null
        : new ModelDeviOutput(path, parsed.GetValue(frequency) ?? 1, parsed.GetValue(atomic));

    /// <summary>How deviations are measured.</summary>
    public DeviationMeasure Measure(ParseResult parsed) =>
        new(parsed.GetValue(relative), parsed.GetValue(relativeVirial), parsed.GetValue(realError));

    /// <summary>Refuses options that would have no effect.</summary>
    /// <exception cref="IlmlffException">A deviation of one model, or columns of a file that is not written.</exception>
    public void Refuse(ParseResult parsed, int models)
    {
        Option[] given = [.. new Option[] { file, relative, relativeVirial, realError }.Where(o => parsed.GetResult(o) is { Implicit: false })];
        if (given.Length > 0 && models < 2)
        {
            throw IlmlffException.Usage($"{given[0].Name} needs a committee, and one model is given. Name its members: --model A B C D.");
        }

        foreach (Option option in new Option[] { frequency, atomic })
        {
            if (parsed.GetResult(option) is { Implicit: false } && parsed.GetValue(file) is null)
            {
                throw IlmlffException.Usage($"{option.Name} is about the file of --model-devi, which is not given. Add --model-devi FILE.");
            }
        }
    }
}
