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
            Backends = MaceSimdEvaluator.Supports(model, out _) ? [BackendChoice.Simd, BackendChoice.Reference] : [BackendChoice.Reference],
            FrameInputs = model.Joint is null ? [] : [.. model.Joint.Features.Select(f => f.Name)],
            Summary = Summarise(model),
        };
    }

    /// <summary>The mathematics: weights with their normalisation included.</summary>
    public MaceModel Model { get; }

    /// <inheritdoc/>
    public PotentialInfo Info { get; }

    /// <summary>
    /// Creates an evaluator. Back end <c>auto</c> is <c>simd</c> where that supports the model, else <c>reference</c> (double only); on a
    /// GPU it is <c>torch</c>.
    /// </summary>
    /// <exception cref="IlmlffException">
    /// Unknown back end or head, a precision the back end has not, fewer than one thread, a total charge or spin the model does not take.
    /// </exception>
    public IEvaluator CreateEvaluator(EvaluatorOptions options)
    {
        int head = SelectHead(options.Head);
        BackendChoice.CheckThreadsAndSkin(options);

        var initial = InitialFeatures.Create(Model, options, head);
        return SelectBackend(options) switch
        {
            BackendChoice.Simd => new MaceSimdEvaluator(Model, Info, head, initial, options),
            BackendChoice.Torch => TorchLibrary.CreateEvaluator(this, options, head),
            _ => new MaceReferenceEvaluator(Model, Info, head, initial, options),
        };
    }

    private string SelectBackend(EvaluatorOptions options) =>
        BackendChoice.Select(options, MaceSimdEvaluator.Supports(Model, out string whyNotSimd), whyNotSimd);

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
