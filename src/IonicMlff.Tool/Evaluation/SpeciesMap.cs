using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Tool.Evaluation;

/// <summary>Species indices of a potential for the atoms of a frame.</summary>
internal sealed class SpeciesMap
{
    private readonly int[] speciesOf = new int[PeriodicTable.Count + 1];
    private readonly (string Model, PotentialInfo Info)[] members;

    /// <summary>The map of a model or committee.</summary>
    public SpeciesMap(OpenedModels models)
        : this(models.Info, [.. models.Files.Zip(models.Potentials, (file, p) => (models.IsCommittee ? "model " + file : "the model", p.Info))])
    {
    }

    /// <summary>The map of a potential.</summary>
    public SpeciesMap(PotentialInfo info)
        : this(info, [("the model", info)])
    {
    }

    private SpeciesMap(PotentialInfo info, (string Model, PotentialInfo Info)[] members)
    {
        this.members = members;
        Array.Fill(speciesOf, -1);
        for (int s = 0; s < info.AtomicNumbers.Count; s++)
        {
            speciesOf[info.AtomicNumbers[s]] = s;
        }
    }

    /// <summary>One index per atom.</summary>
    /// <exception cref="IlmlffException">An element that a model does not know; named with frame and first atom.</exception>
    public int[] Of(Frame frame)
    {
        var species = new int[frame.Count];
        for (int i = 0; i < frame.Count; i++)
        {
            species[i] = speciesOf[frame.AtomicNumbers[i]];
        }

        int first = Array.IndexOf(species, -1);
        if (first >= 0)
        {
            int z = frame.AtomicNumbers[first];
            int count = frame.AtomicNumbers.Count(n => n == z);
            (string Model, PotentialInfo Info) lacking = members.First(m => !m.Info.AtomicNumbers.Contains(z));
            string others = count == 1 ? "" : $" (and {count - 1} more)";
            throw IlmlffException.BadData($"{frame.Origin}: atom {first + 1}{others} is {PeriodicTable.Symbol(z)}, which {lacking.Model} does not know. " +
                $"It knows {string.Join(' ', lacking.Info.AtomicNumbers.Select(PeriodicTable.Symbol))}.");
        }

        return species;
    }
}
