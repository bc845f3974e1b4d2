using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>MACE in plain double loops: the oracle of the other back ends.</summary>
internal sealed class MaceReferenceEvaluator : IEvaluator
{
    public MaceReferenceEvaluator(MaceModel model, PotentialInfo info, int head, InitialFeatures initial)
    {
        _ = (model, head, initial);
        Info = info;
    }

    public PotentialInfo Info { get; }

    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null) => throw new NotImplementedException();

    public void Dispose()
    {
    }
}
