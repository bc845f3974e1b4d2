using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Tests.Dpmd.Simd;

/// <summary>Models with random weights, of any shape, made in code.</summary>
internal sealed record RandomModel
{
    private static readonly string[] Elements = ["H", "B", "C", "N", "F"];

    public int Seed { get; init; } = 1;

    public int Types { get; init; } = 2;

    public bool OneSide { get; init; } = true;

    public int[] Sel { get; init; } = [20, 20];

    public int[] Embedding { get; init; } = [8, 16];

    public DpmdActivation EmbeddingActivation { get; init; } = DpmdActivation.Tanh;

    public int Axis { get; init; } = 4;

    public int[] Fitting { get; init; } = [20, 20];

    public DpmdActivation FittingActivation { get; init; } = DpmdActivation.Tanh;

    public Shortcut FittingShortcut { get; init; } = Shortcut.Add;

    public double Average { get; init; } = 0.05;

    public double Protection { get; init; }

    public OverflowRule Overflow { get; init; } = OverflowRule.NearestPerType;

    public ExclusionRule Exclusion { get; init; } = ExclusionRule.RealNeighborsOnly;

    public (int, int)[] Excluded { get; init; } = [];

    public (int, int)[] PairExcluded { get; init; } = [];

    public int Parameters { get; init; }

    public DpmdModel Build()
    {
        var random = new Random(Seed);
        int slots = Sel.Sum(), width = Embedding[^1];
        DpmdLayer[] Net() => Layers([1, .. Embedding], EmbeddingActivation, Shortcut.Double, random);
        return new DpmdModel
        {
            TypeMap = Elements[..Types],
            TypeCount = Types,
            Environment = new EnvironmentMatrix
            {
                Cutoff = 5,
                SwitchStart = 1.5,
                SwitchWidth = 3.5,
                Sel = Sel,
                NormalisationCount = slots,
                Average = Statistics(t => [Average * (1 + 0.1 * t), 0, 0, 0]),
                Deviation = Statistics(t => [0.1 + 0.01 * t, 0.07, 0.06, 0.08]),
                Protection = Protection,
                Overflow = Overflow,
                Excluded = Pairs(Excluded)!,
                Exclusion = Exclusion,
                PairExcluded = PairExcluded.Length == 0 ? null : Pairs(PairExcluded),
            },
            Embedding = [.. Enumerable.Range(0, OneSide ? Types : Types * Types).Select(_ => new EmbeddingNet { Layers = Net(), Width = width })],
            TypeOneSide = OneSide,
            AxisNeurons = Axis,
            Fitting = [.. Enumerable.Range(0, Types).Select(_ => new FittingNet
            {
                Layers =
                [
                    .. Layers([width * Axis + 2 * Parameters, .. Fitting], FittingActivation, FittingShortcut, random),
                    .. Layers([Fitting[^1], 1], DpmdActivation.Linear, Shortcut.None, random),
                ],
            })],
            EnergyBias = [.. Enumerable.Range(0, Types).Select(t => -1.5 * t)],
            SubtractVacuum = new bool[Types],
            FrameParameters = Statistic(),
            AtomParameters = Statistic(),
            Source = "random",
        };

        double[] Statistics(Func<int, double[]> ofType) =>
            [.. Enumerable.Range(0, Types).SelectMany(t => Enumerable.Range(0, slots).SelectMany(_ => ofType(t)))];

        ParameterStatistics Statistic() => new()
        {
            Average = [.. Enumerable.Repeat(0.2, Parameters)],
            InverseDeviation = [.. Enumerable.Repeat(1.5, Parameters)],
        };
    }

    private bool[,] Pairs((int, int)[] pairs)
    {
        var excluded = new bool[Types, Types];
        foreach ((int a, int b) in pairs)
            excluded[a, b] = excluded[b, a] = true;
        return excluded;
    }

    private static DpmdLayer[] Layers(int[] widths, DpmdActivation activation, Shortcut wanted, Random random) =>
    [
        .. Enumerable.Range(1, widths.Length - 1).Select(l => new DpmdLayer
        {
            In = widths[l - 1],
            Out = widths[l],
            Weight = Normal(widths[l - 1] * widths[l], 1 / Math.Sqrt(widths[l - 1] + widths[l]), random),
            Bias = Normal(widths[l], 0.5, random),
            TimeStep = widths[l] == widths[l - 1] ? [.. Normal(widths[l], 0.1, random).Select(x => 0.5 + x)] : null,
            Activation = activation,
            Shortcut = widths[l] == widths[l - 1] && wanted != Shortcut.None ? Shortcut.Add
                : widths[l] == 2 * widths[l - 1] && wanted == Shortcut.Double ? Shortcut.Double : Shortcut.None,
        }),
    ];

    private static double[] Normal(int count, double deviation, Random random) =>
        [.. Enumerable.Range(0, count).Select(_ => deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
}
