using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Reference;

namespace IonicMlff.Models.Dpmd;

/// <summary>
/// A Deep Potential of descriptor se_e2_a as a potential (Zhang et al., NeurIPS 2018, arXiv:1805.09003). Energies eV, lengths Å.
/// </summary>
public sealed class DpmdPotential : IPotential
{
    private const string ReferenceBackend = "reference";

    /// <summary>A potential from its definition, as the importers make it.</summary>
    /// <exception cref="IlmlffException">A type is not named like an element.</exception>
    public DpmdPotential(DpmdModel model)
    {
        if (model.TypeMap.Length == 0)
        {
            throw IlmlffException.BadData(
                $"The model has {model.TypeCount} types, but its file does not say which elements they are (its type map is empty, as DeePMD-kit before 1.0 "
                + "wrote it). Write them into a copy, in the order of the training: 'ilmlff convert old.pb new.safetensors --type-map O,H'.");
        }

        Model = model;
        Info = new PotentialInfo
        {
            Architecture = "DeePMD",
            AtomicNumbers = [.. model.TypeMap.Select(t => ElementOf(t, model))],
            Cutoff = model.Environment.Cutoff,
            Backends = [ReferenceBackend],
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

    /// <summary>Creates an evaluator; there is the back end <c>reference</c> (double) only.</summary>
    /// <exception cref="IlmlffException">
    /// Another back end, precision or head, fewer than one thread, a negative skin, a total charge or spin, another number of parameters.
    /// </exception>
    public IEvaluator CreateEvaluator(EvaluatorOptions options)
    {
        RequireReference(options);
        if (options.Threads < 1)
        {
            throw IlmlffException.Usage($"threads {options.Threads}: at least 1 is needed.");
        }

        if (options.Skin is { } skin && !(skin >= 0 && double.IsFinite(skin)))
        {
            throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture, $"skin {skin}: a length of 0 Å or more is needed."));
        }

        if (options.Head is { } head && head != Info.Heads[0])
        {
            throw IlmlffException.Usage($"The model has no head '{head}'; it has one only, '{Info.Heads[0]}'. Leave the option head out.");
        }

        if ((options.TotalCharge ?? options.TotalSpin) is not null)
        {
            throw IlmlffException.Usage("The model takes neither a total charge nor a total spin; leave the option out.");
        }

        return new DpmdReferenceEvaluator(Model, Info, options);
    }

    private static void RequireReference(EvaluatorOptions options)
    {
        switch (options.Backend.ToLowerInvariant())
        {
            case "simd":
                throw IlmlffException.Usage(
                    "Back end 'simd' can't evaluate this model: it is for MACE models only. Use backend 'reference' (or 'auto', which picks it).");
            case "auto" or ReferenceBackend when options.Precision == Precision.Double:
                return;
            case "auto" or ReferenceBackend:
                throw IlmlffException.Usage(
                    "Precision 'mixed' is not available for DeePMD models: only the back end 'reference' can evaluate them, and that computes in "
                    + "double. Use precision 'double'.");
            case var backend:
                throw IlmlffException.Usage(
                    $"Unknown back end '{options.Backend}'; did you mean '{NearestWord.To(backend, ["auto", "simd", ReferenceBackend])}'? "
                    + "Back ends are auto, simd and reference.");
        }
    }

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
