using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Reference;
using IonicMlff.Models.Mace.Simd;

namespace IonicMlff.Models.Mace;

/// <summary>
/// A MACE model as a potential (Batatia et al., NeurIPS 2022, arXiv:2206.07697). Energies eV, lengths Å.
/// </summary>
public sealed class MacePotential : IPotential
{
    private const string SimdBackend = "simd";
    private const string ReferenceBackend = "reference";

    /// <summary>A potential from its definition, as the importers make it.</summary>
    public MacePotential(MaceModel model)
    {
        Model = model;
        Info = new PotentialInfo
        {
            Architecture = "MACE",
            AtomicNumbers = model.AtomicNumbers,
            Cutoff = model.Cutoff,
            MessagePassingLayers = model.Layers.Length,
            Heads = model.Heads,
            Backends = MaceSimdEvaluator.Supports(model, out _) ? [SimdBackend, ReferenceBackend] : [ReferenceBackend],
            FrameInputs = model.Joint is null ? [] : [.. model.Joint.Features.Select(f => f.Name)],
            Summary = Summarise(model),
        };
    }

    /// <summary>The mathematics: weights with their normalisation included.</summary>
    public MaceModel Model { get; }

    /// <inheritdoc/>
    public PotentialInfo Info { get; }

    /// <summary>
    /// Creates an evaluator. Back end <c>auto</c> is <c>simd</c> where that supports the model, else <c>reference</c> (double only).
    /// </summary>
    /// <exception cref="IlmlffException">
    /// Unknown back end or head, a precision the back end has not, fewer than one thread, a total charge or spin the model does not take.
    /// </exception>
    public IEvaluator CreateEvaluator(EvaluatorOptions options)
    {
        int head = SelectHead(options.Head);
        if (options.Threads < 1)
        {
            throw IlmlffException.Usage($"threads {options.Threads}: at least 1 is needed.");
        }

        if (options.Skin is { } skin && !(skin >= 0 && double.IsFinite(skin)))
        {
            throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture, $"skin {skin}: a length of 0 Å or more is needed."));
        }

        var initial = InitialFeatures.Create(Model, options, head);
        return SelectBackend(options) == SimdBackend
            ? new MaceSimdEvaluator(Model, Info, head, initial, options)
            : new MaceReferenceEvaluator(Model, Info, head, initial, options);
    }

    private string SelectBackend(EvaluatorOptions options)
    {
        string backend = options.Backend.ToLowerInvariant();
        bool simd = MaceSimdEvaluator.Supports(Model, out string whyNotSimd);
        switch (backend)
        {
            case "auto" when simd:
                return SimdBackend;
            case SimdBackend when simd:
                return SimdBackend;
            case SimdBackend:
                throw IlmlffException.Usage(
                    $"Back end 'simd' can't evaluate this model: {whyNotSimd} Use backend 'reference' (or 'auto', which picks it).");
            case "auto" or ReferenceBackend when options.Precision == Precision.Double:
                return ReferenceBackend;
            case "auto":
                throw IlmlffException.Usage(
                    $"Precision 'mixed' is not available for this model: {whyNotSimd} Only the back end 'reference' can evaluate it, "
                    + "and that computes in double. Use precision 'double'.");
            case ReferenceBackend:
                throw IlmlffException.Usage(
                    "The back end 'reference' computes in double only. Use precision 'double', or backend 'simd' for 'mixed'.");
            default:
                throw IlmlffException.Usage(
                    $"Unknown back end '{options.Backend}'; did you mean '{NearestWord.To(backend, ["auto", SimdBackend, ReferenceBackend])}'? "
                    + "Back ends are auto, simd and reference.");
        }
    }

    private int SelectHead(string? name)
    {
        string[] heads = Model.Heads;
        int head = name is not null ? Array.IndexOf(heads, name)
            : heads.Length == 1 ? 0
            : Array.FindIndex(heads, h => h.Equals("default", StringComparison.OrdinalIgnoreCase));
        if (head >= 0)
        {
            return head;
        }

        string list = string.Join(", ", heads.Select(h => $"'{h}'"));
        throw IlmlffException.Usage(name is null
            ? $"This model has {heads.Length} heads and none is called 'default'; choose one with the option head: {list}."
            : $"The model has no head '{name}'; did you mean '{NearestWord.To(name, heads)}'? Its heads are {list}.");
    }

    private static string Summarise(MaceModel model)
    {
        Irreps hidden = model.Layers[0].Product.HiddenIrreps;
        int correlation = model.Layers.Max(l => l.Product.Contractions.Max(c => c.Terms.Length));
        return string.Create(CultureInfo.InvariantCulture,
            $"MACE {model.Layers.Length} layers, {hidden}, r_max {model.Cutoff} Å, correlation {correlation}");
    }
}
