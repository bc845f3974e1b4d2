using System.Runtime.Intrinsics;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Mace.Simd.Radial;

namespace IonicMlff.Models.Mace.Simd;

/// <summary>
/// The fast CPU evaluator of MACE: channels in SIMD lanes, radial functions from tables, Clebsch–Gordan coefficients and symmetric
/// contractions flattened when the evaluator is made, several threads, no allocation per step. Precision <c>double</c> differs from the
/// Reference by the error of the tables; <c>mixed</c> computes in float and sums energies, forces and virials in double.
/// </summary>
public sealed class MaceSimdEvaluator : IEvaluator
{
    private const int WidestRegister = 512;
    private const int NarrowestRegister = 128;
    private readonly ISimdMace core;
    private bool disposed;

    internal MaceSimdEvaluator(
        MaceModel model, PotentialInfo info, int head, InitialFeatures initial, EvaluatorOptions options, int? registerBits = null,
        int elementsAhead = SimdSetup.FewElements)
    {
        Info = info;
        bool mixed = options.Precision == Precision.Mixed;
        RegisterBits = registerBits ?? ChooseRegister(model, mixed ? sizeof(float) : sizeof(double));
        var setup = new SimdSetup(model, head, initial, options, elementsAhead);
        core = (mixed, RegisterBits) switch
        {
            (true, 512) => new SimdMace<Float512, Vector512<float>, float>(setup),
            (true, 256) => new SimdMace<Float256, Vector256<float>, float>(setup),
            (true, 128) => new SimdMace<Float128, Vector128<float>, float>(setup),
            (false, 512) => new SimdMace<Double512, Vector512<double>, double>(setup),
            (false, 256) => new SimdMace<Double256, Vector256<double>, double>(setup),
            (false, 128) => new SimdMace<Double128, Vector128<double>, double>(setup),
            _ => throw new ArgumentOutOfRangeException(nameof(registerBits), registerBits, "Registers have 128, 256 or 512 bits."),
        };
    }

    /// <inheritdoc/>
    public PotentialInfo Info { get; }

    /// <inheritdoc/>
    public string Backend => "simd";

    /// <summary>Width of the SIMD registers used.</summary>
    public int RegisterBits { get; }

    /// <summary>Intervals of the radial tables on [0, r_max].</summary>
    public int TableIntervals => core.TableIntervals;

    /// <summary>Bytes of the radial tables made so far.</summary>
    public long TableBytes => core.TableBytes;

    /// <summary>Measured error of the radial tables, relative.</summary>
    public TableError TableError => core.TableError;

    /// <summary>True when this evaluator can evaluate the model; otherwise a sentence that says why not.</summary>
    public static bool Supports(MaceModel model, out string reason)
    {
        string? obstacle = SimdSupport.Obstacle(model);
        reason = obstacle ?? "";
        return obstacle is null;
    }

    /// <inheritdoc/>
    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        core.Compute(atoms, ref results, halo);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        core.Dispose();
    }

    // The widest register of this machine, but no wider than the channels fill.
    private static int ChooseRegister(MaceModel model, int scalarBytes)
    {
        int bits = Vector512.IsHardwareAccelerated ? WidestRegister : Vector256.IsHardwareAccelerated ? WidestRegister / 2 : NarrowestRegister;
        int channelBits = 8 * scalarBytes * model.NodeEmbedding.GetLength(1);
        while (bits > NarrowestRegister && channelBits <= bits / 2)
            bits /= 2;
        return bits;
    }
}

/// <summary>
/// What a SIMD evaluator is made from. A model of up to ElementsAhead elements is prepared for all of them at once, a larger one for each
/// element when it first occurs.
/// </summary>
internal sealed record SimdSetup(MaceModel Model, int Head, InitialFeatures Initial, EvaluatorOptions Options, int ElementsAhead)
{
    /// <summary>Tables of all pairs of this many elements are made in a fraction of a second.</summary>
    public const int FewElements = 12;
}

/// <summary>The evaluator of one width and precision.</summary>
internal interface ISimdMace : IDisposable
{
    int TableIntervals { get; }

    long TableBytes { get; }

    TableError TableError { get; }

    void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo);
}
