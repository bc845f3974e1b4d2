using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Training.Dpmd;

/// <summary>Frames with the types of a model in place of elements.</summary>
internal sealed class TypedFrames
{
    private readonly string[] types;
    private readonly int[] numbers;

    /// <exception cref="IlmlffException">A name of the type map is not an element.</exception>
    public TypedFrames(IReadOnlyList<string> typeMap)
    {
        types = [.. typeMap];
        numbers = [.. typeMap.Select(t => PeriodicTable.TryAtomicNumber(t, out int z) ? z : throw IlmlffException.Usage(
            $"type_map has '{Quote.Short(t)}', which is not an element symbol; atoms could not be matched with types."))];
    }

    /// <summary>Type of every atom.</summary>
    /// <exception cref="IlmlffException">An element is not in the type map.</exception>
    public int[] TypesOf(Frame frame)
    {
        var result = new int[frame.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = Array.IndexOf(numbers, frame.AtomicNumbers[i]);
            if (result[i] < 0)
            {
                throw IlmlffException.BadData($"{frame.Origin}: atom {i + 1} is {PeriodicTable.Symbol(frame.AtomicNumbers[i])}, which the type map ({string.Join(' ', types)}) has not. "
                    + "Add the element to the type map or leave the frame out.");
            }
        }

        return result;
    }

    /// <summary>Number of atoms of each type.</summary>
    public int[] CompositionOf(Frame frame)
    {
        var counts = new int[types.Length];
        foreach (int t in TypesOf(frame))
            counts[t]++;
        return counts;
    }

    /// <summary>The frame as an evaluator sees it.</summary>
    public static AtomsView View(Frame frame, int[] species) => new()
    {
        LocalCount = frame.Count,
        Positions = frame.Positions,
        Species = species,
        Cell = frame.Cell,
    };

    /// <summary>A neighbour list that is built anew for every frame, exactly to the cutoff.</summary>
    public static NeighborList List(double cutoff) => new(cutoff, skin: 0);
}
