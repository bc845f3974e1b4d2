using IonicMlff.Training.Metrics;

namespace IonicMlff.Tool.Accuracy;

/// <summary>Pairs of reference and prediction, all of them: outliers are what parity plots are for.</summary>
internal sealed class PointList
{
    private readonly List<double> reference = [], predicted = [];

    public int Count => reference.Count;

    public double[] Reference => [.. reference];

    public double[] Predicted => [.. predicted];

    public void Add(double x, double y)
    {
        reference.Add(x);
        predicted.Add(y);
    }
}

/// <summary>Points of the parity plots of one group of frames: a set, or a type of configuration in it.</summary>
/// <param name="Name">Name in legends.</param>
internal sealed record ParityGroup(string Name)
{
    /// <summary>Energies per atom, eV.</summary>
    public PointList Energy { get; } = new();

    /// <summary>Force components by atomic number, eV/Å.</summary>
    public SortedDictionary<int, PointList> Forces { get; } = [];

    /// <summary>Stress components, eV/Å³.</summary>
    public PointList Stress { get; } = new();

    /// <summary>Virial components per atom, eV, of frames without a stress.</summary>
    public PointList Virial { get; } = new();

    /// <summary>Adds a frame.</summary>
    public void Add(in FrameReference reference, in FramePrediction predicted)
    {
        int atoms = reference.AtomicNumbers.Length;
        if (reference.Energy is { } energy)
        {
            Energy.Add(energy / atoms, predicted.Energy / atoms);
        }

        for (int i = 0; reference.Forces is not null && i < 3 * atoms; i++)
        {
            int element = reference.AtomicNumbers[i / 3];
            if (!Forces.TryGetValue(element, out PointList? points))
            {
                Forces.Add(element, points = new PointList());
            }

            points.Add(reference.Forces[i], predicted.Forces[i]);
        }

        for (int i = 0; i < 9; i++)
        {
            if (reference.Stress is not null && predicted.Stress is not null)
            {
                Stress.Add(reference.Stress[i], predicted.Stress[i]);
            }
            else if (reference.Virial is not null)
            {
                Virial.Add(reference.Virial[i] / atoms, predicted.Virial[i] / atoms);
            }
        }
    }
}

/// <summary>The points of all frames by group.</summary>
internal sealed class ParityPoints
{
    // One colour of the palette each.
    private const int MostGroups = 7;
    private readonly OrderedDictionary<(string Set, string Type), ParityGroup> groups = [];

    /// <summary>Adds a frame.</summary>
    public void Add(string set, string configType, in FrameReference reference, in FramePrediction predicted)
    {
        if (!groups.TryGetValue((set, configType), out ParityGroup? group))
        {
            groups.Add((set, configType), group = new ParityGroup(set));
        }

        group.Add(reference, predicted);
    }

    /// <summary>Sets by type of configuration where these are no more than there are colours, else sets, else the first ones and the rest.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<ParityGroup> Parts)> Groups
    {
        get
        {
            string[] sets = [.. groups.Keys.Select(k => k.Set).Distinct()];
            if (groups.Count <= MostGroups)
            {
                return [.. groups.Select(g => (NameOf(g.Key, sets.Length > 1), (IReadOnlyList<ParityGroup>)[g.Value]))];
            }

            var bySet = sets.Select(s => (s, (IReadOnlyList<ParityGroup>)[.. groups.Where(g => g.Key.Set == s).Select(g => g.Value)])).ToArray();
            return bySet.Length <= MostGroups ? bySet
                : [.. bySet[..(MostGroups - 1)], ($"{bySet.Length - MostGroups + 1} other sets", [.. bySet[(MostGroups - 1)..].SelectMany(s => s.Item2)])];
        }
    }

    private string NameOf((string Set, string Type) key, bool severalSets)
    {
        bool severalTypes = groups.Keys.Any(k => k.Set == key.Set && k.Type != key.Type);
        return key.Type.Length == 0 || !severalTypes && key.Set.Contains(key.Type, StringComparison.OrdinalIgnoreCase) ? key.Set
            : severalSets ? $"{key.Set}, {key.Type}" : key.Type;
    }
}
