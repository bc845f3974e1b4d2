using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.Potentials;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Diagnosis;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Benchmark;

/// <summary>All members of a committee timed beside its first member alone, in turns on one box; smallest times in seconds.</summary>
/// <param name="Box">Box.</param>
/// <param name="Backend">Back end of the first member.</param>
/// <param name="One">A step of the first member.</param>
/// <param name="All">A step of all members.</param>
/// <param name="OneWithList">A step of the first member that builds the neighbour list.</param>
/// <param name="AllWithList">A step of all members that builds the neighbour list.</param>
/// <param name="AllocatedPerStep">Bytes allocated per step of all members.</param>
internal sealed record CommitteeCost(
    TestBox Box, string Backend, double One, double All, double OneWithList, double AllWithList, long AllocatedPerStep)
{
    private const int TurnsPerList = 8;

    /// <summary>How many steps of one model a step of the committee costs.</summary>
    public double Ratio => All / One;

    /// <summary>Measures all boxes and reports.</summary>
    public static int Run(Terminal terminal, OpenedModels models, EvaluatorOptions options, TestBox[] boxes, double seconds, bool json)
    {
        var results = new List<CommitteeCost>();
        foreach (TestBox box in boxes)
        {
            terminal.Say(Text($"measuring {box.Atoms} atoms for about {seconds:0.#} s ..."));
            results.Add(Measure(models, options, box, seconds, terminal.Interrupted));
        }

        string precision = options.Precision == Precision.Mixed ? "mixed" : "double";
        if (json)
        {
            JsonOutput.Write(terminal, new JsonObject
            {
                ["models"] = JsonOutput.Words(models.Files),
                ["summary"] = models.Info.Summary,
                ["machine"] = Machine.This.ToJson(),
                ["version"] = Application.Version,
                ["precision"] = precision,
                ["threads"] = options.Threads,
                ["results"] = new JsonArray([.. results.Select(r => (JsonNode)r.ToJson())]),
            });
            return 0;
        }

        terminal.Out.WriteLine($"{string.Join(' ', models.Files)}: {models.Info.Summary}");
        terminal.Out.WriteLine(Machine.This.ToString());
        terminal.Out.WriteLine(Text($"{options.Threads} thread{(options.Threads == 1 ? "" : "s")}, precision {precision}; µs/atom/step, smallest of the run"));
        terminal.Out.WriteLine();
        var table = new Table("atoms", "back end", "one model", "committee", "ratio", "one with list", "committee with list", "ratio", "B/step");
        table.RightAlign(0, 2, 3, 4, 5, 6, 7, 8);
        foreach (CommitteeCost r in results)
        {
            table.Row(Text($"{r.Box.Atoms}"), r.Backend, r.PerAtom(r.One), r.PerAtom(r.All), Text($"{r.Ratio:0.00}"), r.PerAtom(r.OneWithList),
                r.PerAtom(r.AllWithList), Text($"{r.AllWithList / r.OneWithList:0.00}"), Text($"{r.AllocatedPerStep}"));
        }

        table.Write(terminal);
        return 0;
    }

    private static CommitteeCost Measure(OpenedModels models, EvaluatorOptions options, TestBox box, double seconds, CancellationToken interrupted)
    {
        using var all = new TimedEvaluator(models.Create(options), options.Threads, box);
        using var one = new TimedEvaluator(models.Potentials[0], options, box.For(models.Potentials[0].Info, models.Info));
        one.WarmUp();
        all.WarmUp();
        long start = TimeProvider.System.GetTimestamp();
        do
        {
            // As many steps of one model as of the committee: the smallest of many times is smaller.
            for (int turn = 0; turn < TurnsPerList; turn++)
            {
                interrupted.ThrowIfCancellationRequested();
                all.Step();
                one.Step();
            }

            all.StepWithNewList();
            one.StepWithNewList();
        }
        while (TimeProvider.System.GetElapsedTime(start).TotalSeconds < seconds);

        return new CommitteeCost(
            box, one.Backend, one.Times.Min(), all.Times.Min(), one.TimesWithList.Min(), all.TimesWithList.Min(), all.AllocatedPerStep);
    }

    private string PerAtom(double seconds) => Text($"{1e6 * seconds / Math.Max(Box.Atoms, 1):0.0}");

    private JsonObject ToJson() => new()
    {
        ["box"] = Box.Name,
        ["atoms"] = Box.Atoms,
        ["backend"] = Backend,
        ["us_per_atom_step_one"] = 1e6 * One / Math.Max(Box.Atoms, 1),
        ["us_per_atom_step_committee"] = 1e6 * All / Math.Max(Box.Atoms, 1),
        ["ratio"] = Ratio,
        ["us_per_atom_step_one_with_list"] = 1e6 * OneWithList / Math.Max(Box.Atoms, 1),
        ["us_per_atom_step_committee_with_list"] = 1e6 * AllWithList / Math.Max(Box.Atoms, 1),
        ["ratio_with_list"] = AllWithList / OneWithList,
        ["bytes_allocated_per_step"] = AllocatedPerStep,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
