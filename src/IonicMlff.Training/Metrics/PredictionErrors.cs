using IonicMlff.Training.Progress;

namespace IonicMlff.Training.Metrics;

/// <summary>
/// Errors of a model over a set of frames, added up frame by frame. The definitions are those of both upstreams: energies by frame, forces by
/// Cartesian component, stress and virial by their nine components, each divided by the number of values; "per atom" divides the
/// error of each frame by its number of atoms first.
/// </summary>
public sealed class PredictionErrors
{
    private readonly SortedDictionary<int, ErrorSum> byElement = [];
    private double cosines;
    private long directions;

    /// <summary>Frames with at least one label.</summary>
    public long Frames { get; private set; }

    /// <summary>Atoms in them.</summary>
    public long Atoms { get; private set; }

    /// <summary>Total energies, eV.</summary>
    public ErrorSum Energy { get; } = new();

    /// <summary>Energies per atom, eV.</summary>
    public ErrorSum EnergyPerAtom { get; } = new();

    /// <summary>Force components, eV/Å.</summary>
    public ErrorSum Forces { get; } = new();

    /// <summary>Lengths of force vectors, eV/Å.</summary>
    public ErrorSum ForceMagnitude { get; } = new();

    /// <summary>Force components on atoms of each element (by atomic number), eV/Å.</summary>
    public IReadOnlyDictionary<int, ErrorSum> ForcesByElement => byElement;

    /// <summary>Mean cosine of the angle between force vectors, 1 when all directions agree; atoms without a force are left out.</summary>
    public double ForceCosine => directions == 0 ? double.NaN : cosines / directions;

    /// <summary>Stress components, eV/Å³.</summary>
    public ErrorSum Stress { get; } = new();

    /// <summary>Virial components, eV.</summary>
    public ErrorSum Virial { get; } = new();

    /// <summary>Virial components divided by the number of atoms, eV.</summary>
    public ErrorSum VirialPerAtom { get; } = new();

    /// <summary>Adds a frame; a label that is absent is not compared.</summary>
    /// <exception cref="ArgumentException">The prediction has another number of atoms.</exception>
    public void Add(in FrameReference reference, in FramePrediction predicted)
    {
        if (reference.IsEmpty)
            return;
        int atoms = reference.AtomicNumbers.Length;
        Frames++;
        Atoms += atoms;
        if (reference.Energy is { } energy)
        {
            Energy.Add(energy, predicted.Energy);
            EnergyPerAtom.Add(energy / atoms, predicted.Energy / atoms);
        }

        if (reference.Forces is { } forces)
            AddForces(reference.AtomicNumbers, forces, predicted.Forces);
        if (reference.Stress is { } stress && predicted.Stress is not null)
            Stress.Add(stress, predicted.Stress);
        for (int i = 0; reference.Virial is { } virial && i < 9; i++)
        {
            Virial.Add(virial[i], predicted.Virial[i]);
            VirialPerAtom.Add(virial[i] / atoms, predicted.Virial[i] / atoms);
        }
    }

    /// <summary>The numbers that training reports.</summary>
    public ErrorSummary Summary() => new(Rmse(EnergyPerAtom), Rmse(Forces), Rmse(Stress), Rmse(VirialPerAtom));

    private static double? Rmse(ErrorSum sum) => sum.Count == 0 ? null : sum.Rmse;

    private void AddForces(int[] atomicNumbers, double[] reference, double[] predicted)
    {
        Forces.Add(reference, predicted);
        for (int i = 0; i < atomicNumbers.Length; i++)
        {
            if (!byElement.TryGetValue(atomicNumbers[i], out ErrorSum? element))
                byElement.Add(atomicNumbers[i], element = new ErrorSum());
            ReadOnlySpan<double> f = reference.AsSpan(3 * i, 3), g = predicted.AsSpan(3 * i, 3);
            element.Add(f, g);
            double ff = Dot(f, f), gg = Dot(g, g);
            ForceMagnitude.Add(Math.Sqrt(ff), Math.Sqrt(gg));
            if (ff > 0 && gg > 0)
            {
                cosines += Dot(f, g) / Math.Sqrt(ff * gg);
                directions++;
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
