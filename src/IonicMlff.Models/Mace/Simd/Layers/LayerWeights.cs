using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Simd.Channels;
using IonicMlff.Models.Mace.Simd.Polynomials;
using IonicMlff.Models.Mace.Simd.Convolution;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;
using IonicMlff.Models.Mace.Simd.Radial;

namespace IonicMlff.Models.Mace.Simd.Layers;

/// <summary>
/// The constants of one layer in the form the kernels read. What depends on the element is made when the element first occurs.
/// </summary>
internal sealed unsafe class LayerWeights<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly MaceLayer definition;
    private readonly EquivariantMix<L, V, T>[] message;
    private readonly EquivariantMix<L, V, T>?[] skip;
    private readonly NativeBuffer<T>[] coefficients;
    private readonly NativeBuffer<int> program = new();
    private readonly ContractionPlan contraction;

    public LayerWeights(MaceModel model, int layer, RadialFunctions functions, QuinticSpline spline)
    {
        definition = model.Layers[layer];
        Interaction block = definition.Interaction;
        int elements = model.AtomicNumbers.Length;
        Channels = new ChannelLayout(definition.Product.Contractions[0].Output.Mul, L.Count);
        Convolution = new ConvolutionPlan(block);
        Couplings = new CouplingTable<L, V, T>(Convolution);
        Rows = new RowTable<L, V, T>(Convolution);
        Tables = new RadialTables<L, V, T>(model, block, functions, spline, Channels.Blocks);
        Up = new EquivariantMix<L, V, T>(block.LinearUp);
        Product = new EquivariantMix<L, V, T>(definition.Product.Linear);
        HasDensity = block.DensityNetwork is not null;
        TargetComponents = block.TargetIrreps.Blocks.Sum(b => b.IrrepDim);
        message = new EquivariantMix<L, V, T>[elements];
        skip = new EquivariantMix<L, V, T>?[elements];
        coefficients = new NativeBuffer<T>[elements];
        contraction = new ContractionPlan(definition.Product);
        program.Ensure(contraction.Program.Length);
        contraction.Program.CopyTo(new Span<int>(program.Pointer, contraction.Program.Length));
    }

    /// <summary>Channels of all rows of this layer.</summary>
    public ChannelLayout Channels { get; }

    /// <summary>Moments and their couplings.</summary>
    public ConvolutionPlan Convolution { get; }

    /// <summary>Clebsch–Gordan sums.</summary>
    public CouplingTable<L, V, T> Couplings { get; }

    /// <summary>Rows of moments.</summary>
    public RowTable<L, V, T> Rows { get; }

    /// <summary>Radial functions.</summary>
    public RadialTables<L, V, T> Tables { get; }

    /// <summary>linear_up, h → x.</summary>
    public EquivariantMix<L, V, T> Up { get; }

    /// <summary>Linear of the product block, B → h'.</summary>
    public EquivariantMix<L, V, T> Product { get; }

    /// <summary>True: the message is divided by ρ + 1.</summary>
    public bool HasDensity { get; }

    /// <summary>Components of A.</summary>
    public int TargetComponents { get; }

    /// <summary>Components of B.</summary>
    public int ContractedComponents => contraction.Outputs;

    /// <summary>The polynomials' program; see <see cref="ContractionPlan.Program"/>.</summary>
    public int* Program => program.Pointer;

    /// <summary>Coefficients per channel block.</summary>
    public int CoefficientStride => contraction.CoefficientCount * L.Count;

    /// <summary>Message → A, the division by the average number of neighbours and skip_z included where the block has them.</summary>
    public EquivariantMix<L, V, T> Message(int z) => message[z];

    /// <summary>Skip connection h → h', or null.</summary>
    public EquivariantMix<L, V, T>? Skip(int z) => skip[z];

    /// <summary>Coefficients of the polynomials, [channel block, coefficient, lane].</summary>
    public T* Coefficients(int z) => coefficients[z].Pointer;

    /// <summary>Makes what element z needs, alone and in pairs with the elements known so far (itself included).</summary>
    public void Ensure(int z, ReadOnlySpan<bool> known)
    {
        Interaction block = definition.Interaction;
        double factor = HasDensity ? 1 : 1 / block.AvgNumNeighbors;
        message[z] = block.SkipAfter is { } after
            ? new EquivariantMix<L, V, T>(ElementLinears.Compose(block.Linear, ElementLinears.Of(after, z)), factor)
            : message.FirstOrDefault(m => m is not null) ?? new EquivariantMix<L, V, T>(block.Linear, factor);
        if (definition.Product.UseSkip && block.SkipByElement is { } byElement)
            skip[z] = new EquivariantMix<L, V, T>(ElementLinears.Of(byElement, z));
        coefficients[z] = PackCoefficients(z);
        for (int other = 0; other < known.Length; other++)
        {
            if (known[other])
                Tables.Ensure(z, other);
        }
    }

    public void Dispose()
    {
        foreach (EquivariantMix<L, V, T> mix in message.Where(m => m is not null).Distinct())
            mix.Dispose();
        foreach (EquivariantMix<L, V, T>? mix in skip)
            mix?.Dispose();
        foreach (NativeBuffer<T> buffer in coefficients)
            buffer?.Dispose();
        program.Dispose();
        Couplings.Dispose();
        Rows.Dispose();
        Tables.Dispose();
        Up.Dispose();
        Product.Dispose();
    }

    private NativeBuffer<T> PackCoefficients(int z)
    {
        double[] values = contraction.Coefficients(z);
        int channels = Channels.Channels;
        NativeBuffer<T> packed = NativeBuffer<T>.Zeros((long)Channels.Blocks * CoefficientStride);
        for (int k = 0; k < contraction.CoefficientCount; k++)
        {
            for (int c = 0; c < channels; c++)
                packed.Pointer[Channels.Index(c, k, contraction.CoefficientCount)] = L.FromDouble(values[k * channels + c]);
        }

        return packed;
    }
}
