using System.Diagnostics;
using System.Globalization;
using IonicMlff.Analysis.Density;
using IonicMlff.Analysis.Diffusion;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Structure;

namespace IonicMlff.Bench;

/// <summary>
/// CPU seconds of the analyses on one thread, reading included: <c>analysis TOPOLOGY TRAJECTORY [REPETITIONS]</c>, one line
/// <c>name seconds</c> each, the smallest of the repetitions. bench/analysis.sh makes the files and sets MDAnalysis beside it.
/// </summary>
internal static class AnalysisBench
{
    private static readonly (string Name, Func<IAnalysis> Make)[] Cases =
    [
        ("read", () => new DensityAnalysis()),
        ("rdf_N_B", () => Rdf("N-B")),
        ("rdf_C_F", () => Rdf("C-F")),
        ("rdf_H_F", () => Rdf("H-F")),
        ("msd_all_atoms", () => new MsdAnalysis(new MsdOptions { Schemes = [UnwrapScheme.Tor] })),
    ];

    /// <summary>Measures and prints.</summary>
    public static void Print(string[] args)
    {
        int repetitions = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5;
        foreach ((string name, Func<IAnalysis> make) in Cases)
        {
            var request = new AnalysisRequest(args[1])
            {
                TopologyFile = args[0],
                FrameInterval = 0.5,
                Threads = 1,
                Bonds = name.StartsWith("msd", StringComparison.Ordinal) ? BondChoice.None : BondChoice.Auto,
            };
            double best = double.PositiveInfinity;
            for (int k = 0; k < repetitions; k++)
            {
                TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
                AnalysisOutcome outcome = AnalysisRun.Execute(request, [make()]);
                if (outcome.ExitCode != 0)
                    throw new InvalidOperationException(outcome.Faults[0].ToString());
                best = Math.Min(best, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {best:F4}"));
        }
    }

    private static RdfAnalysis Rdf(string pair) => new(new RdfOptions { Pairs = [pair], Radius = 10, Bins = 200 });
}
