using System.CommandLine;
using IonicMlff.Analysis.Markov;
using IonicMlff.Analysis.Runs;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary><c>ilmlff analyze msm</c>.</summary>
internal static class MsmCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var lags = new Option<int[]>("--lag")
        {
            HelpName = "N [N ...]",
            AllowMultipleArgumentsPerToken = true,
            Description = "Lags in frames [default: 1, 2, 3, 5, 10, ... up to a tenth of the run].",
        };
        Option<string> states = Options.Word("--states", "A: number of TFSI around Li by N; B: number of TFSI by O, bidentate ones, number of O.", "both", "A", "B", "both");
        Option<bool> sequences = Options.Flag("--sequences", "TRAJ is a text file of states: one sequence per line, whole numbers or one digit per step.");
        Option<double?> oxygen = Options.Number("--o-cutoff", "Å", "Largest Li-O distance of direct coordination [default: 2.8].", positive: true);
        Option<double?> center = Options.Number("--center-cutoff", "Å", "Largest distance of Li and N of TFSI [default: 6].", positive: true);
        Option<int?> samples = Options.Whole("--bootstrap", "N", "Resamples for errors; 0: none [default: 200].", 0, 100_000);
        var command = new ToolCommand("msm", "Markov model of the surroundings of Li: transition matrix, timescales, lifetimes.")
        {
            Notes =
            [
                "Counts by sliding window; row-normalised and reversible maximum-likelihood estimates on the largest strongly connected set; errors by "
                + "bootstrap over pieces of the run; test of Chapman and Kolmogorov. The figure is the network of transitions.",
            ],
            Examples =
            [
                ("ilmlff analyze msm traj.xtc --topology system.data --lag 1 2 5 10 20 --states A --svg msm.svg", ""),
                ("ilmlff analyze msm states.txt --sequences --interval 0.5", ""),
            ],
        };
        var options = new AnalyzeOptions();
        foreach (Option option in new Option[] { lags, states, sequences, oxygen, center, samples })
            command.Options.Add(option);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var usual = new MarkovOptions();
            var settings = new MarkovOptions
            {
                Lags = parsed.GetValue(lags) ?? [],
                Samples = parsed.GetValue(samples) ?? usual.Samples,
                States = Enum.Parse<MarkovStates>(parsed.GetRequiredValue(states), ignoreCase: true),
                OxygenCutoff = parsed.GetValue(oxygen) ?? usual.OxygenCutoff,
                CenterCutoff = parsed.GetValue(center) ?? usual.CenterCutoff,
            };
            AnalysisRequest request = options.Request(parsed);
            return parsed.GetValue(sequences)
                ? OfSequences(terminal, request, options.Outputs(parsed), settings)
                : AnalyzeRun.Execute(terminal, request, options.Outputs(parsed), new MsmAnalysis(settings));
        });
        return command;
    }

    private static int OfSequences(Terminal terminal, AnalysisRequest request, AnalyzeOutputs outputs, MarkovOptions settings)
    {
        if (request.TopologyFile is not null)
            throw IlmlffException.Usage("--sequences reads states, not atoms: leave out --topology.");
        outputs.Refuse(request);
        IReadOnlyList<long[]> sequences = StateSequences.Read(request.Trajectory);
        var none = MoleculeSet.From(new Topology(0));
        var summary = new RunSummary
        {
            System = new AnalysisSystem { Trajectory = request.Trajectory, Topology = none.Topology, Molecules = none, BondSource = "none" },
            Frames = sequences.Sum(s => s.Length),
            FrameInterval = request.FrameInterval,
        };
        return AnalyzeRun.Present(terminal, outputs, MsmAnalysis.OfSequences(sequences, settings, request.FrameInterval), summary);
    }
}
