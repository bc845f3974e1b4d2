using IonicMlff.Data.Configuration;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Configuration;

/// <summary>A plan, and where each of its values came from.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Values">Values in the words of the file, for <c>--explain</c>.</param>
/// <param name="Schema">All keys of that kind of file.</param>
public sealed record PlanReading(TrainingPlan Plan, IReadOnlyList<ResolvedValue> Values, ConfigSchema Schema);
