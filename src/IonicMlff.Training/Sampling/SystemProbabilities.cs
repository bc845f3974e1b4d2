using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Sampling;

/// <summary>
/// How often each system is drawn, by DeePMD's rules: <c>prob_sys_size</c> (number of batches), <c>prob_uniform</c>,
/// <c>prob_sys_size; 0:5:0.3; 5:9:0.7</c> (blocks [begin:end) with weights, inside a block by number of batches), or given numbers.
/// </summary>
public static class SystemProbabilities
{
    /// <summary>Probabilities; they add up to one.</summary>
    /// <param name="batches">Batches of each system.</param>
    /// <param name="plan">Rule or numbers.</param>
    /// <exception cref="IlmlffException">The rule is not understood or does not fit the number of systems.</exception>
    public static double[] Of(IReadOnlyList<int> batches, BatchPlan plan)
    {
        if (plan.SystemProbabilities.Count > 0)
        {
            if (plan.SystemProbabilities.Count != batches.Count)
                throw IlmlffException.Usage($"sys_probs has {plan.SystemProbabilities.Count} numbers for {batches.Count} systems; "
                    + "give one for each.");
            return Normalised([.. plan.SystemProbabilities], "sys_probs");
        }

        string[] parts = plan.SystemProbability.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            [] or ["prob_sys_size"] => Normalised([.. batches.Select(b => (double)b)], plan.SystemProbability),
            ["prob_uniform"] => Normalised([.. batches.Select(b => b > 0 ? 1.0 : 0.0)], plan.SystemProbability),
            ["prob_sys_size", .. var blocks] => Normalised(Blocks(batches, blocks, plan.SystemProbability), plan.SystemProbability),
            _ => throw NotUnderstood(plan.SystemProbability, batches.Count),
        };
    }

    private static double[] Blocks(IReadOnlyList<int> batches, string[] blocks, string rule)
    {
        var weights = new double[batches.Count];
        foreach (string block in blocks)
        {
            if (block.Split(':') is not [var begins, var ends, var share]
                || !int.TryParse(begins, NumberStyles.None, CultureInfo.InvariantCulture, out int begin)
                || !int.TryParse(ends, NumberStyles.None, CultureInfo.InvariantCulture, out int end)
                || !double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                || begin >= end || end > batches.Count || !(weight >= 0))
            {
                throw NotUnderstood(rule, batches.Count);
            }

            double sum = 0;
            for (int s = begin; s < end; s++)
                sum += batches[s];
            for (int s = begin; s < end; s++)
                weights[s] = sum > 0 ? weight * batches[s] / sum : 0;
        }

        return weights;
    }

    private static double[] Normalised(double[] weights, string rule)
    {
        double sum = weights.Sum();
        if (!(sum > 0) || !double.IsFinite(sum) || weights.Any(w => w < 0))
            throw IlmlffException.Usage($"'{Quote.Short(rule)}' gives no system a positive probability; expected numbers from 0 on, one "
                + "of them positive.");
        return Array.ConvertAll(weights, w => w / sum);
    }

    private static IlmlffException NotUnderstood(string rule, int systems) => IlmlffException.Usage(
        $"auto_prob is '{Quote.Short(rule)}'; expected prob_sys_size, prob_uniform, or prob_sys_size; begin:end:weight; … with blocks of "
            + $"the {systems} systems (0:{systems}:1 are all).");
}
