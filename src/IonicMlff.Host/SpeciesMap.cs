using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Host;

/// <summary>Translates the caller's species (LAMMPS atom types less one) to the potential's.</summary>
internal static class SpeciesMap
{
    /// <summary>Word for a species that the potential does not see.</summary>
    public const string NotSeen = "NULL";

    /// <summary>Index into <see cref="PotentialInfo.AtomicNumbers"/> per element of the caller's list; −1 for NULL.</summary>
    /// <exception cref="IlmlffException">A name is not an element symbol, or the potential lacks the element.</exception>
    public static int[] Create(IReadOnlyList<string> elements, PotentialInfo info, string model)
    {
        var map = new int[elements.Count];
        for (int i = 0; i < map.Length; i++)
            map[i] = elements[i] == NotSeen ? -1 : IndexOf(elements[i], i, info, model);
        return map;
    }

    private static int IndexOf(string symbol, int place, PotentialInfo info, string model)
    {
        string[] known = [.. info.AtomicNumbers.Select(PeriodicTable.Symbol)];
        int index = Array.IndexOf(known, symbol);
        if (index >= 0)
            return index;

        string list = string.Join(" ", known);
        if (PeriodicTable.TryAtomicNumber(symbol, out int z) && PeriodicTable.Symbol(z) == symbol)
        {
            throw IlmlffException.Usage(
                $"Element {place + 1} of the list is {symbol}, which the model {model} does not know. It knows: {list}. Use a model trained "
                + $"with {symbol}, or leave such atoms to other forces (LAMMPS: {NotSeen} in pair_coeff; OpenMM: particles=[...]).");
        }

        throw IlmlffException.Usage(
            $"Element {place + 1} of the list is '{symbol}', which is not an element symbol; did you mean '{NearestWord.To(symbol, [.. known, NotSeen])}'? "
            + $"The model knows: {list}.");
    }
}
