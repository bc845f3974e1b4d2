using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Data.Census;
using IonicMlff.Tool.Output;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.DataSets;

namespace IonicMlff.Tool.Training;

/// <summary>Shows what is in the labelled frames before the first step, and ends a run whose labels can't be learnt.</summary>
internal static class CensusReport
{
    /// <exception cref="Core.Errors.IlmlffException">The census has errors.</exception>
    public static void Show(Terminal terminal, TrainingPlan plan, TrainingFrames frames)
    {
        LabelCensus census = CensusOfPlan.Take(plan, frames);
        foreach (CensusCount c in census.Counts)
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{c.Set}{(c.ConfigType.Length > 0 ? " " + c.ConfigType : "")}: {c.Frames} frames, {c.Atoms} atoms; with energy {c.Energies}, forces {c.Forces}, stress {c.Stresses}"));
        }

        terminal.Say("elements of the training frames: " + string.Join(", ", census.AtomsByElement.Select(e => string.Create(CultureInfo.InvariantCulture, $"{PeriodicTable.Symbol(e.Key)} {e.Value}"))));
        foreach (Finding finding in census.Findings.Where(f => !f.IsError))
            terminal.Say(finding.ToString());
        census.ThrowOnErrors();
    }
}
