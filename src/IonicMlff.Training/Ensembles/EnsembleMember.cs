using System.Globalization;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Ensembles;

/// <summary>The models of an ensemble: the same plan with seeds that count up and files of their own.</summary>
public static class EnsembleMember
{
    /// <summary>The plan of one model.</summary>
    /// <param name="plan">Plan of the ensemble.</param>
    /// <param name="member">From 1; the first one has the seeds of the plan.</param>
    public static TrainingPlan Of(TrainingPlan plan, int member)
    {
        if (plan.Seeds.Members <= 1)
            return plan;
        int k = member - 1;
        OutputPlan output = plan.Output;
        return plan with
        {
            Name = plan.Name + Suffix(member),
            Seeds = plan.Seeds with
            {
                Weights = plan.Seeds.Weights + k,
                Shuffle = plan.Seeds.Shuffle + k,
                Descriptor = plan.Seeds.Descriptor + k,
                Fitting = plan.Seeds.Fitting + k,
            },
            Output = output with
            {
                Model = Numbered(output.Model, member)!,
                Lcurve = Numbered(output.Lcurve, member),
                JsonLines = Numbered(output.JsonLines, member),
                Log = Numbered(output.Log, member),
                Report = Numbered(output.Report, member),
                TensorBoard = output.TensorBoard is { } folder ? Path.Combine(folder, member.ToString(CultureInfo.InvariantCulture)) : null,
            },
        };
    }

    private static string? Numbered(string? path, int member) => path is null ? null
        : Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path) + Suffix(member) + Path.GetExtension(path));

    private static string Suffix(int member) => string.Create(CultureInfo.InvariantCulture, $"-{member}");
}
