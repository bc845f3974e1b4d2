using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Reference;
using IonicMlff.Models.Dpmd.Simd;

namespace IonicMlff.Models.Dpmd;

/// <summary>
/// A Deep Potential of descriptor se_e2_a as a potential (Zhang et al., NeurIPS 2018, arXiv:1805.09003). Energies eV, lengths Å.
/// </summary>
public sealed class DpmdPotential : IPotential
{
    /// <summary>A potential from its definition, as the importers make it.</summary>
    /// <exception cref="IlmlffException">A type is not named like an element.</exception>
    public DpmdPotential(DpmdModel model)
    {
        if (model.TypeMap.Length == 0)
        {
            throw IlmlffException.BadData(
                $"The model has {model.TypeCount} types, but its file does not say which elements they are (its type map is empty, as DeePMD-kit before 1.0 "
                + "wrote it). Write them into a copy, in the order of the training, e.g. 'ilmlff convert old.pb new.safetensors --type-map O,H'.");
        }

        Model = model;
        Info = new PotentialInfo
        {
            Architecture = "DeePMD",
            AtomicNumbers = [.. model.TypeMap.Select(t => ElementOf(t, model))],
            Cutoff = model.Environment.Cutoff,
            Backends = DpmdSimdEvaluator.Supports(model, out _) ? [BackendChoice.Simd, BackendChoice.Reference] : [BackendChoice.Reference],
            FrameParameterCount = model.FrameParameters.Count,
            HasDefaultFrameParameters = model.FrameParameters.Default is not null,
            AtomParameterCount = model.AtomParameters.Count,
            Summary = Summarise(model),
        };
    }

    /// <summary>The mathematics.</summary>
    public DpmdModel Model { get; }

    /// <inheritdoc/>
    public PotentialInfo Info { get; }

    /// <summary>
    /// Creates an evaluator. Back end <c>auto</c> is <c>simd</c> where that supports the model, else <c>reference</c> (double only).
    /// </summary>
    /// <exception cref="IlmlffException">
    /// Unknown back end or head, a precision the back end has not, fewer than one thread, a negative skin, a total charge or spin, another number of parameters.
    /// </exception>
    public IEvaluator CreateEvaluator(EvaluatorOptions options)
    {
        string backend = SelectBackend(options);
        BackendChoice.CheckThreadsAndSkin(options);

        if (options.Head is { } head && head != Info.Heads[0])
        {
            throw IlmlffException.Usage($"The model has no head '{head}'; it has one only, '{Info.Heads[0]}'. Leave the option head out.");
        }

        if ((options.TotalCharge ?? options.TotalSpin) is not null)
        {
            throw IlmlffException.Usage("The model takes neither a total charge nor a total spin; leave the option out.");
        }

        if (backend == BackendChoice.Torch)
            return TorchLibrary.CreateEvaluator(this, options, 0);
        if (backend == BackendChoice.Reference)
            return new DpmdReferenceEvaluator(Model, Info, options);
        try
        {
            return new DpmdSimdEvaluator(Model, Info, options);
        }
        catch (IlmlffException) when (IsAuto(options) && options.Precision == Precision.Double)
        {
            return new DpmdReferenceEvaluator(Model, Info, options); // functions that no table holds; other errors come again
        }
    }

    private string SelectBackend(EvaluatorOptions options) =>
        BackendChoice.Select(options, DpmdSimdEvaluator.Supports(Model, out string whyNotSimd), whyNotSimd);

    private static bool IsAuto(EvaluatorOptions options) => options.Backend.Equals("auto", StringComparison.OrdinalIgnoreCase);

    private static int ElementOf(string type, DpmdModel model) => PeriodicTable.TryAtomicNumber(type, out int z)
        && model.TypeMap.Count(t => t == type) == 1
        ? z
        : throw IlmlffException.BadData(
            $"The model's type map is {string.Join(' ', model.TypeMap.Select(t => Quote.Short(t)))}, where '{Quote.Short(type)}' is not an "
            + "element symbol or occurs twice; atoms could not be matched with types. Give the types their element symbols when the model is trained.");

    private static string Summarise(DpmdModel model)
    {
        EmbeddingNet net = model.Embedding.First(n => n is not null)!;
        string compressed = model.Embedding.Any(n => n?.Table is not null) ? ", compressed" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"DeePMD se_e2_a, rcut {model.Environment.Cutoff} Å, at most {model.Environment.Sel.Sum()} neighbours, ")
            + $"embedding width {net.Width}, axis {model.AxisNeurons}{compressed}";
    }
}
