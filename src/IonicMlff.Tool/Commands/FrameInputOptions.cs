using System.CommandLine;
using IonicMlff.Core.Potentials;
using IonicMlff.Tool.CommandLine;

namespace IonicMlff.Tool.Commands;

/// <summary>What some models take besides atoms: total charge and spin, frame and atom parameters.</summary>
internal sealed class FrameInputOptions
{
    private readonly Option<double?> charge = Options.Number("--charge", "Q", "Total charge of all frames, for models that take it [default: frame key total_charge, else the model's].");
    private readonly Option<double?> spin = Options.Number("--spin", "S", "Total spin of all frames, for models that take it [default: frame key total_spin, else the model's].");
    private readonly Option<double[]?> fparam = Options.Numbers("--fparam", "X [X ...]", "Frame parameters of all frames, for DeePMD models that take them [default: the frame's, else the model's].");
    private readonly Option<double[]?> aparam = Options.Numbers("--aparam", "X [X ...]", "Atom parameters of all atoms, for DeePMD models that take them [default: the frame's].");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { charge, spin, fparam, aparam })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Puts what is given into the options of the evaluator.</summary>
    public EvaluatorOptions Apply(ParseResult parsed, EvaluatorOptions options) => options with
    {
        TotalCharge = parsed.GetValue(charge),
        TotalSpin = parsed.GetValue(spin),
        FrameParameters = parsed.GetResult(fparam) is null ? null : parsed.GetValue(fparam),
        AtomParameters = parsed.GetResult(aparam) is null ? null : parsed.GetValue(aparam),
    };
}
