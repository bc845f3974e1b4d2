using IonicMlff.Core.Committees;
using IonicMlff.Core.Frames;

namespace IonicMlff.Tool.Evaluation;

/// <summary>How deviations are measured.</summary>
/// <param name="ForceLevel">Level of relative force deviations, eV/Å, or null for absolute ones.</param>
/// <param name="VirialLevel">Level of relative virial deviations, eV, or null for absolute ones.</param>
/// <param name="AgainstLabels">Root mean square error against the frame's labels instead of the standard deviation.</param>
internal sealed record DeviationMeasure(double? ForceLevel = null, double? VirialLevel = null, bool AgainstLabels = false);

/// <summary>Deviation of a committee on one frame; eV/Å, eV per atom, or relative.</summary>
/// <param name="Summary">Largest, smallest and mean deviations of virial and forces.</param>
/// <param name="Energy">Of E/N, eV.</param>
/// <param name="Forces">Of the force of each atom.</param>
internal sealed record CommitteeDeviation(DeviationSummary Summary, double Energy, double[] Forces)
{
    /// <summary>From the results of K members.</summary>
    public static CommitteeDeviation Of(double[] energies, double[] virials, double[] forces, Frame frame, DeviationMeasure measure)
    {
        FrameLabels? labels = measure.AgainstLabels ? FrameLabels.From(frame) : null;
        int members = energies.Length, atoms = Math.Max(frame.Count, 1);
        double[] ofForces = new double[frame.Count], ofVirial = new double[9];
        Deviation.Forces(forces, members, 3 * frame.Count, measure.ForceLevel, ofForces, labels?.Forces);
        if (labels is not null && labels.Virial is null)
        {
            ofVirial.AsSpan().Fill(double.NaN);
        }
        else
        {
            Deviation.Virial(virials, members, atoms, measure.VirialLevel, ofVirial, labels?.Virial);
        }

        DeviationSummary summary = DeviationSummary.Of(ofVirial, ofForces);
        return new CommitteeDeviation(summary, Deviation.Energy(energies, atoms, labels?.Energy), ofForces);
    }

    /// <summary>Names and values of the columns of <c>model_devi.out</c> behind the step.</summary>
    public IEnumerable<KeyValuePair<string, double>> Columns =>
    [
        new("max_devi_v", Summary.MaxVirial),
        new("min_devi_v", Summary.MinVirial),
        new("avg_devi_v", Summary.AverageVirial),
        new("max_devi_f", Summary.MaxForce),
        new("min_devi_f", Summary.MinForce),
        new("avg_devi_f", Summary.AverageForce),
        new("devi_e", Energy),
    ];
}
