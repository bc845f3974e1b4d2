using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Models.Mace;

/// <summary>What every MACE evaluator demands of the atoms it is given.</summary>
internal static class AtomsCheck
{
    /// <summary>Refuses arrays that are too short, species the model does not know, and ghosts without an exchange.</summary>
    /// <exception cref="IlmlffException">A species index beyond the model's elements, or no ghost exchange where it is needed.</exception>
    public static void Require(in AtomsView atoms, IHaloExchange? halo, int elements, int layers)
    {
        int all = atoms.LocalCount + atoms.GhostCount;
        if (atoms.GhostCount > 0 && layers > 1 && halo is null)
        {
            throw IlmlffException.Usage(
                $"This model passes messages over {layers} layers; with ghost atoms the host must exchange features between the layers, but "
                + "it offers no ghost exchange (IHaloExchange).");
        }

        if (atoms.Positions.Length < 3 * all || atoms.Species.Length < all)
            throw new ArgumentException($"{all} atoms need {3 * all} coordinates and {all} species.");
        for (int i = 0; i < all; i++)
        {
            if (atoms.Species[i] >= elements)
            {
                throw IlmlffException.BadData(
                    $"Atom {i} has species index {atoms.Species[i]}, but the model knows {elements} elements: 0 to {elements - 1}, or −1 for an "
                    + "atom the potential does not see.");
            }
        }
    }

    /// <summary>Refuses result arrays that are too short for the atoms: the SIMD evaluator writes through addresses.</summary>
    /// <exception cref="ArgumentException">An array has too few numbers.</exception>
    public static void RequireRoom(in AtomsView atoms, in ResultsView results)
    {
        int all = atoms.LocalCount + atoms.GhostCount;
        RequireRoom("forces", results.Forces.Length, 3 * all);
        RequireRoom("the virial", results.Virial.Length, 9);
        if (!results.SiteEnergies.IsEmpty)
            RequireRoom("site energies", results.SiteEnergies.Length, atoms.LocalCount);
        if (!results.AtomVirials.IsEmpty)
            RequireRoom("atom virials", results.AtomVirials.Length, 9 * all);
    }

    private static void RequireRoom(string what, int length, int needed)
    {
        if (length < needed)
            throw new ArgumentException($"The array for {what} has {length} numbers; {needed} are needed.");
    }
}
