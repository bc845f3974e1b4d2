using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Dpmd;

/// <summary>
/// Shape of a Deep Potential (<c>se_e2_a</c>) before it is trained; the names are those of DeePMD-kit's input, the defaults those of its
/// version 3.1. Units: Å, eV.
/// </summary>
public sealed record DpmdArchitecture
{
    /// <summary><c>type_map</c>: element symbols in model order.</summary>
    public required IReadOnlyList<string> TypeMap { get; init; }

    /// <summary><c>sel</c>: slots for neighbours of each type (<see cref="NeighborStatistics.Sel"/> gives those of <c>auto</c>).</summary>
    public required IReadOnlyList<int> Sel { get; init; }

    /// <summary><c>rcut</c>, Å.</summary>
    public double Cutoff { get; init; } = 6;

    /// <summary><c>rcut_smth</c>: where the switch begins, Å.</summary>
    public double SwitchStart { get; init; } = 0.5;

    /// <summary><c>neuron</c> of the descriptor: widths of the embedding nets.</summary>
    public IReadOnlyList<int> EmbeddingWidths { get; init; } = [10, 20, 40];

    /// <summary><c>axis_neuron</c>.</summary>
    public int AxisNeurons { get; init; } = 4;

    /// <summary><c>resnet_dt</c> of the descriptor.</summary>
    public bool EmbeddingTimeStep { get; init; }

    /// <summary><c>type_one_side</c>: one embedding net per neighbour type, not one per pair.</summary>
    public bool TypeOneSide { get; init; }

    /// <summary><c>activation_function</c> of the descriptor.</summary>
    public DpmdActivation EmbeddingActivation { get; init; } = DpmdActivation.Tanh;

    /// <summary><c>exclude_types</c>: pairs of types that do not see each other.</summary>
    public IReadOnlyList<(int Centre, int Neighbor)> ExcludeTypes { get; init; } = [];

    /// <summary><c>set_davg_zero</c>: no averages are subtracted in the environment matrix.</summary>
    public bool SetAverageZero { get; init; }

    /// <summary><c>env_protection</c>, Å.</summary>
    public double Protection { get; init; }

    /// <summary><c>neuron</c> of the fitting nets.</summary>
    public IReadOnlyList<int> FittingWidths { get; init; } = [120, 120, 120];

    /// <summary><c>resnet_dt</c> of the fitting nets.</summary>
    public bool FittingTimeStep { get; init; } = true;

    /// <summary><c>activation_function</c> of the fitting nets.</summary>
    public DpmdActivation FittingActivation { get; init; } = DpmdActivation.Tanh;

    /// <summary><c>numb_fparam</c>: frame parameters.</summary>
    public int FrameParameterCount { get; init; }

    /// <summary><c>numb_aparam</c>: parameters per atom.</summary>
    public int AtomParameterCount { get; init; }

    /// <summary><c>default_fparam</c>: frame parameters of frames that have none.</summary>
    public IReadOnlyList<double>? DefaultFrameParameters { get; init; }

    /// <summary><c>atom_ener</c>: fixed energies of isolated atoms, eV; null entries are fitted.</summary>
    public IReadOnlyList<double?> AtomEnergies { get; init; } = [];

    /// <summary><c>pair_exclude_types</c> of the model.</summary>
    public IReadOnlyList<(int Centre, int Neighbor)> PairExcludeTypes { get; init; } = [];

    /// <summary><c>atom_exclude_types</c> of the model.</summary>
    public IReadOnlyList<int> AtomExcludeTypes { get; init; } = [];

    /// <summary><c>precision</c>: nets in float32 instead of float64.</summary>
    public bool IsFloat32 { get; init; }

    /// <summary><c>data_stat_protect</c>: smallest deviation of the environment matrix.</summary>
    public double SmallestDeviation { get; init; } = 0.01;

    /// <summary>The architecture of a plan.</summary>
    /// <param name="plan">Plan.</param>
    /// <param name="typeMap">Element symbols in model order.</param>
    /// <param name="sel">Slots per type.</param>
    public static DpmdArchitecture From(DpmdPlan plan, IReadOnlyList<string> typeMap, IReadOnlyList<int> sel) => new()
    {
        TypeMap = typeMap,
        Sel = sel,
        Cutoff = plan.Cutoff,
        SwitchStart = plan.SwitchStart,
        EmbeddingWidths = plan.EmbeddingWidths,
        AxisNeurons = plan.AxisNeurons,
        EmbeddingTimeStep = plan.EmbeddingResnetDt,
        TypeOneSide = plan.TypeOneSide,
        EmbeddingActivation = plan.EmbeddingActivation,
        ExcludeTypes = plan.ExcludedPairs,
        SetAverageZero = plan.SetDavgZero,
        Protection = plan.Protection,
        FittingWidths = plan.FittingWidths,
        FittingTimeStep = plan.FittingResnetDt,
        FittingActivation = plan.FittingActivation,
        FrameParameterCount = plan.FrameParameters,
        AtomParameterCount = plan.AtomParameters,
        AtomEnergies = plan.AtomEnergies,
        SmallestDeviation = plan.StatisticsProtection,
    };

    /// <summary>Slots per atom, Σsel.</summary>
    public int SlotCount => Sel.Sum();

    /// <summary>The environment matrix with averages 0 and deviations 1, as the statistics are taken from it.</summary>
    /// <exception cref="IlmlffException">The architecture is not possible.</exception>
    public EnvironmentMatrix RawEnvironment()
    {
        Check();
        int entries = TypeMap.Count * SlotCount * 4;
        var deviation = new double[entries];
        Array.Fill(deviation, 1);
        return new EnvironmentMatrix
        {
            Cutoff = Cutoff,
            SwitchStart = SwitchStart,
            SwitchWidth = Cutoff - SwitchStart,
            Sel = [.. Sel],
            NormalisationCount = SlotCount,
            Average = new double[entries],
            Deviation = deviation,
            Protection = Protection,
            Overflow = OverflowRule.NearestOverallThenPerType,
            Excluded = Pairs("exclude_types", ExcludeTypes),
            Exclusion = ExclusionRule.RealNeighborsOnly,
            PairExcluded = PairExcludeTypes.Count > 0 ? Pairs("pair_exclude_types", PairExcludeTypes) : null,
        };
    }

    /// <summary>Refuses what can't be a model.</summary>
    /// <exception cref="IlmlffException">A number or a name is out of its range; the message says which and what is expected.</exception>
    public void Check()
    {
        int types = TypeMap.Count;
        Require(types > 0, "type_map is empty; expected the element symbols of the model.");
        Require(Sel.Count == types, $"sel has {Sel.Count} numbers, type_map {types} names ({string.Join(' ', TypeMap)}); expected one number per type, or auto.");
        Require(Sel.All(s => s >= 0) && Sel.Any(s => s > 0), $"sel is [{string.Join(", ", Sel)}]; expected numbers of neighbours, not all 0.");
        Require(Cutoff > 0 && SwitchStart >= 0 && SwitchStart < Cutoff,
            FormattableString.Invariant($"rcut is {Cutoff} Å and rcut_smth {SwitchStart} Å; expected 0 ≤ rcut_smth < rcut."));
        CheckWidths("descriptor/neuron", EmbeddingWidths);
        CheckWidths("fitting_net/neuron", FittingWidths);
        Require(AxisNeurons >= 1 && AxisNeurons <= EmbeddingWidths[^1],
            $"axis_neuron is {AxisNeurons}; expected 1 to {EmbeddingWidths[^1]}, the last number of descriptor/neuron.");
        Require(Protection >= 0, FormattableString.Invariant($"env_protection is {Protection} Å; expected 0 or more."));
        Require(FrameParameterCount >= 0 && AtomParameterCount >= 0, "numb_fparam and numb_aparam must be 0 or more.");
        Require(DefaultFrameParameters is null || DefaultFrameParameters.Count == FrameParameterCount,
            $"default_fparam has {DefaultFrameParameters?.Count} numbers; expected {FrameParameterCount} (numb_fparam).");
        Require(AtomEnergies.Count == 0 || AtomEnergies.Count == types, $"atom_ener has {AtomEnergies.Count} entries; expected none or {types}, one per type.");
        Require(AtomExcludeTypes.All(t => t >= 0 && t < types), $"atom_exclude_types names a type that does not exist; types are 0 to {types - 1}.");
    }

    private bool[,] Pairs(string name, IReadOnlyList<(int Centre, int Neighbor)> pairs)
    {
        int types = TypeMap.Count;
        var table = new bool[types, types];
        foreach ((int a, int b) in pairs)
        {
            Require(a >= 0 && b >= 0 && a < types && b < types, $"{name} has the pair [{a}, {b}]; types are 0 to {types - 1}.");
            table[a, b] = table[b, a] = true;
        }

        return table;
    }

    private static void CheckWidths(string name, IReadOnlyList<int> widths) =>
        Require(widths.Count > 0 && widths.All(w => w > 0), $"{name} is [{string.Join(", ", widths)}]; expected at least one positive number.");

    private static void Require(bool holds, string message)
    {
        if (!holds)
            throw IlmlffException.Usage(message);
    }
}
