using System.Globalization;
using System.Runtime.Intrinsics;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Simd.Embedding;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Dpmd.Simd;

/// <summary>
/// The fast CPU evaluator of Deep Potentials (se_e2_a): a few tabulated functions in place of the channels of each embedding net, centres
/// side by side in SIMD lanes from there to the energy, several threads, no allocation per step. Precision <c>double</c> differs from the
/// Reference by the error of the tables; <c>mixed</c> computes in float and sums energies, forces and virials in double.
/// </summary>
public sealed class DpmdSimdEvaluator : IEvaluator
{
    private readonly ISimdDpmd core;
    private bool disposed;

    internal DpmdSimdEvaluator(DpmdModel model, PotentialInfo info, EvaluatorOptions options, int? registerBits = null)
    {
        Info = info;
        RegisterBits = registerBits ?? (Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128);
        core = (options.Precision == Precision.Mixed, RegisterBits) switch
        {
            (true, 512) => new SimdDpmd<Float512, Vector512<float>, float>(model, info, options),
            (true, 256) => new SimdDpmd<Float256, Vector256<float>, float>(model, info, options),
            (true, 128) => new SimdDpmd<Float128, Vector128<float>, float>(model, info, options),
            (false, 512) => new SimdDpmd<Double512, Vector512<double>, double>(model, info, options),
            (false, 256) => new SimdDpmd<Double256, Vector256<double>, double>(model, info, options),
            (false, 128) => new SimdDpmd<Double128, Vector128<double>, double>(model, info, options),
            _ => throw new ArgumentOutOfRangeException(nameof(registerBits), registerBits, "Registers have 128, 256 or 512 bits."),
        };
    }

    /// <inheritdoc/>
    public PotentialInfo Info { get; }

    /// <inheritdoc/>
    public string Backend => "simd";

    /// <summary>Width of the SIMD registers used.</summary>
    public int RegisterBits { get; }

    /// <summary>Measured error of the embedding tables, the largest of all nets, relative.</summary>
    public TableError TableError => core.Tables.Select(t => t.Error).DefaultIfEmpty().Aggregate(TableError.Max);

    /// <summary>One line on the tables: functions per net, intervals, range, error.</summary>
    public string TableSummary
    {
        get
        {
            QuinticTable[] all = [.. core.Tables];
            return all.Length == 0 ? "no embedding tables" : string.Create(CultureInfo.InvariantCulture,
                $"{all.Length} embedding tables of {Range(all.Select(t => t.Functions))} functions for {all[0].Channels} channels, "
                + $"{Range(all.Select(t => t.Intervals))} intervals on s = {all.Min(t => t.Lower):0.##} to {all.Max(t => t.Upper):0.##}, ")
                + string.Create(CultureInfo.InvariantCulture,
                $"{core.TableBytes / 1024} KiB, descriptor of {Range(core.Channels)} channels, measured error {TableError.Value:0.0e+0} (slope {TableError.Slope:0.0e+0})");
        }
    }

    /// <summary>
    /// Floating-point operations per atom and step that this evaluator does for energy, forces and virial, a multiply-add counted as two;
    /// the mean over the types of the model.
    /// </summary>
    /// <param name="neighbours">Mean number of neighbours.</param>
    public double OperationsPerAtom(double neighbours) => core.OperationsPerAtom(neighbours);

    /// <summary>True when this evaluator can evaluate the model; otherwise a sentence that says why not.</summary>
    public static bool Supports(DpmdModel model, out string reason)
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

    private static string Range(IEnumerable<int> numbers) => numbers.Min() == numbers.Max()
        ? numbers.Min().ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{numbers.Min()} to {numbers.Max()}");
}

/// <summary>The evaluator of one width and precision.</summary>
internal interface ISimdDpmd : IDisposable
{
    IEnumerable<QuinticTable> Tables { get; }

    long TableBytes { get; }

    /// <summary>Channels of the reduced descriptor by centre type.</summary>
    int[] Channels { get; }

    double OperationsPerAtom(double neighbours);

    void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo);
}
