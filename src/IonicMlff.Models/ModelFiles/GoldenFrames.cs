using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;

namespace IonicMlff.Models.ModelFiles;

/// <summary>Makes the golden frames of a model and compares an evaluator with them.</summary>
public static class GoldenFrames
{
    /// <summary>Frames of each head where nothing else is said: a cluster and a crystal.</summary>
    public const int Usual = 2;

    private const int MaxHeads = 4;
    private const int MostFrames = 60; // readers take 64

    /// <summary>
    /// Frames for a potential: clusters and small triclinic crystals of its elements in turn, for its heads (at most four) and, where
    /// the model takes them, another total charge and spin. Evaluated with the reference back end.
    /// </summary>
    /// <param name="potential">Potential.</param>
    /// <param name="count">Frames of each head; 0: none at all.</param>
    public static IReadOnlyList<GoldenFrame> Make(IPotential potential, int count = Usual)
    {
        PotentialInfo info = potential.Info;
        var frames = new List<GoldenFrame>();
        foreach (string head in info.Heads.Take(MaxHeads))
        {
            for (int k = 0; k < count && frames.Count < MostFrames; k++)
                frames.Add(k % 2 == 0 ? Cluster(info, head, k / 2) : Crystal(info, head, k / 2));
        }

        if (info.FrameInputs.Count > 0 && count > 0)
        {
            frames.Add(Cluster(info, info.Heads[0], 0) with
            {
                Name = "charged cluster",
                TotalCharge = info.FrameInputs.Contains("total_charge") ? -1 : null,
                TotalSpin = info.FrameInputs.Contains("total_spin") ? 2 : null,
            });
        }

        if (potential is DpmdPotential { Model: var model })
        {
            frames = [.. frames.Select(f => DpmdGoldenFrame.Fit(f, model))];
        }

        for (int i = 0; i < frames.Count; i++)
        {
            using IEvaluator evaluator = potential.CreateEvaluator(OptionsOf(frames[i],
                new EvaluatorOptions { Backend = "reference" }));
            frames[i].Evaluate(evaluator, out double energy, out double[] forces, out double[] virial);
            frames[i] = frames[i] with { Energy = energy, Forces = forces, Virial = virial };
        }

        return frames;
    }

    /// <summary>
    /// Evaluates the frames that fit the options with the given evaluator, and at least one frame with an evaluator made for it.
    /// </summary>
    /// <returns>What was found.</returns>
    /// <exception cref="IlmlffException">A frame deviates by more than the back end's accuracy.</exception>
    public static GoldenReport Check(IPotential potential, IEvaluator evaluator, EvaluatorOptions options,
        IReadOnlyList<GoldenFrame> frames, string file)
    {
        var report = new GoldenReport(0, 0, 0);
        foreach (GoldenFrame frame in frames.Where(f => Fits(f, options, potential.Info)))
        {
            report = Compare(frame, evaluator, options, file, report);
        }

        if (report.Frames == 0 && frames.Count > 0)
        {
            using IEvaluator other = potential.CreateEvaluator(OptionsOf(frames[0], options));
            report = Compare(frames[0], other, options, file, report);
        }

        return report;
    }

    /// <summary>Evaluates all frames, each with an evaluator made for its head, charge and spin.</summary>
    /// <exception cref="IlmlffException">A frame deviates by more than the back end's accuracy.</exception>
    public static GoldenReport CheckAll(IPotential potential, EvaluatorOptions options, IReadOnlyList<GoldenFrame> frames,
        string file)
    {
        var report = new GoldenReport(0, 0, 0);
        foreach (var group in frames.GroupBy(f => (f.Head, f.TotalCharge, f.TotalSpin)))
        {
            using IEvaluator evaluator = potential.CreateEvaluator(OptionsOf(group.First(), options));
            foreach (GoldenFrame frame in group)
            {
                report = Compare(frame, evaluator, options, file, report);
            }
        }

        return report;
    }

    private static bool Fits(GoldenFrame frame, EvaluatorOptions options, PotentialInfo info)
    {
        string? head = options.Head
            ?? (info.Heads.Count == 1 ? info.Heads[0]
            : info.Heads.FirstOrDefault(h => h.Equals("default", StringComparison.OrdinalIgnoreCase)));
        return frame.Head == head && frame.TotalCharge == options.TotalCharge && frame.TotalSpin == options.TotalSpin;
    }

    private static EvaluatorOptions OptionsOf(GoldenFrame frame, EvaluatorOptions options) =>
        options with { Head = frame.Head, TotalCharge = frame.TotalCharge, TotalSpin = frame.TotalSpin };

    private static GoldenReport Compare(GoldenFrame frame, IEvaluator evaluator, EvaluatorOptions options, string file,
        GoldenReport report)
    {
        // Accuracy of the back ends: exact functions; tables of the radial functions; single precision. Energies eV/atom, forces eV/Å.
        (double energyLimit, double forceLimit) = evaluator.Backend == "reference" ? (1e-8, 1e-7)
            : options.Precision == Precision.Double ? (1e-6, 2e-5)
            : (1e-5, 2e-4);
        double scale = Math.Max(1, frame.Forces.Max(Math.Abs));
        frame.Evaluate(evaluator, out double energy, out double[] forces, out double[] virial);
        double energyError = Math.Abs(energy - frame.Energy) / frame.Species.Length;
        double forceError = LargestDifference(forces, frame.Forces);
        double virialError = LargestDifference(virial, frame.Virial);

        // NaN must fail, so the comparisons are written to hold only for numbers.
        if (!(energyError <= energyLimit * scale && forceError <= forceLimit * scale
            && virialError <= 10 * forceLimit * scale * frame.Species.Length))
        {
            throw IlmlffException.BadData(string.Create(CultureInfo.InvariantCulture,
                $"{file}: golden frame '{Quote.Short(frame.Name)}' (head {Quote.Short(frame.Head)}) is not reproduced by back end {evaluator.Backend}, precision {options.Precision}: ")
                + string.Create(CultureInfo.InvariantCulture,
                $"energy {energy:g12} eV instead of {frame.Energy:g12} eV, largest deviation of a force {forceError:g3} eV/Å ({forceLimit * scale:g3} is allowed). ")
                + "Do not run this model: the file is damaged, or this program computes it wrongly. Convert the original model again; if that does not help, report it.");
        }

        return new GoldenReport(
            report.Frames + 1, Math.Max(report.EnergyDeviation, energyError), Math.Max(report.ForceDeviation, forceError));
    }

    private static double LargestDifference(double[] a, double[] b)
    {
        double largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double d = Math.Abs(a[i] - b[i]);
            if (!(d <= largest))
            {
                largest = d;
            }

            if (double.IsNaN(d))
            {
                return d;
            }
        }

        return largest;
    }

    /// <summary>Up to eight atoms on a jittered cube, elements spread over the list.</summary>
    private static GoldenFrame Cluster(PotentialInfo info, string head, int variant) => Frame(info, head, "cluster", variant, 8, null);

    /// <summary>Four atoms in a triclinic cell smaller than the cutoff, so that images count.</summary>
    private static GoldenFrame Crystal(PotentialInfo info, string head, int variant)
    {
        double a = Spacing(info);
        return Frame(info, head, "crystal", variant, 4, [2 * a, 0.1 * a, -0.2 * a, 0.3 * a, 2.1 * a, 0.2 * a, 0.2 * a, -0.1 * a, 1.2 * a]);
    }

    // Variants differ in the displacements and in which elements are where.
    private static GoldenFrame Frame(PotentialInfo info, string head, string name, int variant, int count, double[]? cell)
    {
        int elements = info.AtomicNumbers.Count;
        double a = Spacing(info);
        var species = new int[count];
        var positions = new double[3 * count];
        uint state = 12345 + 6789 * (uint)variant;
        for (int i = 0; i < count; i++)
        {
            species[i] = (elements > count ? (int)((long)i * elements / count) + variant : i + variant) % elements;
            for (int k = 0; k < 3; k++)
            {
                state = state * 1664525 + 1013904223; // a fixed sequence of small displacements
                positions[3 * i + k] = a * ((i >> k) & 1) + 0.1 * a * ((state >> 8) / (double)(1 << 24) - 0.5);
            }
        }

        return new GoldenFrame
        {
            Name = variant == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} {variant + 1}"),
            Head = head,
            Species = species,
            Positions = positions,
            CellRows = cell,
            Energy = 0,
            Forces = [],
            Virial = []
        };
    }

    /// <summary>Distance of neighbours, Å: that of molecules and liquids where the cutoff lets it be.</summary>
    private static double Spacing(PotentialInfo info) => Math.Clamp(1.9, info.Cutoff / 6, 0.45 * info.Cutoff);
}

/// <summary>Result of a golden check.</summary>
/// <param name="Frames">Frames evaluated.</param>
/// <param name="EnergyDeviation">Largest deviation of an energy, eV per atom.</param>
/// <param name="ForceDeviation">Largest deviation of a force component, eV/Å.</param>
public sealed record GoldenReport(int Frames, double EnergyDeviation, double ForceDeviation);
