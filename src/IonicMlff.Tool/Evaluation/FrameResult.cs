using System.Globalization;
using IonicMlff.Core.Committees;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Tool.Evaluation;

/// <summary>Energy (eV), forces (eV/Å), virial (eV, 9), site energies (eV) of a frame; stress (eV/Å³, 9) when fully periodic.</summary>
internal sealed record FrameResult(double Energy, double[] Forces, double[] Virial, double[] SiteEnergies, double[]? Stress)
{
    /// <summary>Deviation of a committee, whose first member gave the other results; null for a single model.</summary>
    public CommitteeDeviation? Deviation { get; private init; }

    /// <summary>Evaluates a frame.</summary>
    /// <exception cref="IlmlffException">The evaluator refuses the frame, or a result is not a finite number.</exception>
    public static FrameResult Compute(IEvaluator evaluator, Frame frame, int[] species, ParameterSource parameters, DeviationMeasure measure)
    {
        double[] forces = new double[3 * frame.Count], virial = new double[9], sites = new double[frame.Count];
        int members = evaluator is CommitteeEvaluator many ? many.MemberCount : 0;
        double[] energies = new double[members], virials = new double[9 * members], allForces = new double[members * forces.Length];
        var atoms = new AtomsView
        {
            LocalCount = frame.Count,
            Positions = frame.Positions,
            Species = species,
            Cell = frame.Cell,
            FrameParameters = parameters.OfFrame(frame),
            AtomParameters = parameters.OfAtoms(frame),
        };
        var results = new ResultsView { Virial = virial, Forces = forces, SiteEnergies = sites };
        try
        {
            if (evaluator is CommitteeEvaluator committee)
            {
                committee.ComputeMembers(atoms, ref results, new MembersView { Energies = energies, Virials = virials, Forces = allForces });
            }
            else
            {
                evaluator.Compute(atoms, ref results);
            }
        }
        catch (IlmlffException e)
        {
            throw new IlmlffException(e.Kind, $"{frame.Origin}: {e.Message}", e);
        }

        if (!double.IsFinite(results.Energy) || !forces.All(double.IsFinite) || !energies.All(double.IsFinite) || !allForces.All(double.IsFinite))
        {
            int bad = Array.FindIndex(energies, e => !double.IsFinite(e));
            string whose = bad < 0 ? "" : $" of model {bad + 1}";
            throw IlmlffException.BadData($"{frame.Origin}: energy or forces{whose} are not finite numbers. {ClosestPair(frame)}");
        }

        Symmetrise(virial);

        // σ = −W/V: positive = tension (ASE).
        double[]? stress = frame.Cell.IsFullyPeriodic ? Array.ConvertAll(virial, w => 0 - w / frame.Cell.Volume) : null;
        return new FrameResult(results.Energy, forces, virial, sites, stress)
        {
            Deviation = members == 0 ? null : CommitteeDeviation.Of(energies, virials, allForces, frame, measure),
        };
    }

    // The virial is the derivative by a strain, which is symmetric. Σ r⊗F is so only as far as the energy is invariant under rotations:
    // models stored in 32-bit hold rounded coupling coefficients and miss it by some 1e-7 eV.
    private static void Symmetrise(double[] virial)
    {
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < i; j++)
            {
                virial[3 * i + j] = virial[3 * j + i] = 0.5 * (virial[3 * i + j] + virial[3 * j + i]);
            }
        }
    }

    // Images are left out: this only explains a failure.
    private static string ClosestPair(Frame frame)
    {
        (double best, int a, int b) = (double.MaxValue, 0, 0);
        int count = Math.Min(frame.Count, 20_000);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double dx = frame.Positions[3 * i] - frame.Positions[3 * j], dy = frame.Positions[3 * i + 1] - frame.Positions[3 * j + 1],
                    dz = frame.Positions[3 * i + 2] - frame.Positions[3 * j + 2];
                double d2 = dx * dx + dy * dy + dz * dz;
                if (d2 < best)
                {
                    (best, a, b) = (d2, j, i);
                }
            }
        }

        return best == double.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture,
            $"The closest atoms are {a + 1} ({PeriodicTable.Symbol(frame.AtomicNumbers[a])}) and {b + 1} "
            + $"({PeriodicTable.Symbol(frame.AtomicNumbers[b])}), {Math.Sqrt(best):0.000} Å apart.");
    }
}
