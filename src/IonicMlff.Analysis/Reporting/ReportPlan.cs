using IonicMlff.Analysis.Clusters;
using IonicMlff.Analysis.Density;
using IonicMlff.Analysis.Diffusion;
using IonicMlff.Analysis.Markov;
using IonicMlff.Analysis.Molecules;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Shapes;
using IonicMlff.Analysis.Structure;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Reporting;

/// <summary>Settings of the analyses of a report.</summary>
public sealed record ReportSettings
{
    /// <summary>Diffusion.</summary>
    public MsdOptions Msd { get; init; } = new();

    /// <summary>Site pairs; empty: those of the paper for its systems, else the centres of all kinds.</summary>
    public IReadOnlyList<string> Pairs { get; init; } = [];

    /// <summary>Largest distance of radial distribution functions, Å; null: just below half of the cell.</summary>
    public double? Radius { get; init; }

    /// <summary>Li clusters.</summary>
    public LiClustersOptions Clusters { get; init; } = new();

    /// <summary>Markov models.</summary>
    public MarkovOptions Markov { get; init; } = new();

    /// <summary>Names of the classes of TFSI; null: those of the paper.</summary>
    public string[]? TfsiNames { get; init; }

    /// <summary>Shapes of PYR14.</summary>
    public Pyr14Options Pyr14 { get; init; } = new();
}

/// <summary>Which analyses a system allows: all of them are tried on the first frame, and those that refuse are named with their reason.</summary>
/// <param name="Analyses">Those to run, in the order of the report.</param>
/// <param name="LeftOut">Those that can't be, and why.</param>
public sealed record ReportPlan(IReadOnlyList<IAnalysis> Analyses, IReadOnlyList<(string Name, string Reason)> LeftOut)
{
    /// <summary>Reads topology and first frame, and chooses.</summary>
    /// <exception cref="IlmlffException">The trajectory has no frame that can be read.</exception>
    public static ReportPlan For(AnalysisRequest request, ReportSettings settings)
    {
        var probe = new Probe();
        AnalysisOutcome outcome = AnalysisRun.Execute(request with { Frames = new(request.Frames.First, request.Frames.First + 1, 1), Threads = 1 }, [probe]);
        if (probe.System is not { } system || probe.First is not { } first)
            throw IlmlffException.BadData(outcome.Faults.Count > 0 ? outcome.Faults[0].ToString() : $"{request.Trajectory} has no frame {request.Frames.First}.");
        var analyses = new List<IAnalysis>();
        var leftOut = new List<(string, string)>();
        foreach (Func<IAnalysis> make in Candidates(system.Molecules, settings))
        {
            IAnalysis tried = make();
            try
            {
                if (tried.Needs.HasFlag(AnalysisNeeds.Volume) && !first.Cell.IsFullyPeriodic)
                    throw IlmlffException.BadData("the cell is not periodic in all directions, so that there is no volume.");
                tried.Begin(system, first);
                analyses.Add(make());
            }
            catch (IlmlffException e)
            {
                leftOut.Add((tried.Name, e.Message));
            }
            finally
            {
                (tried as IDisposable)?.Dispose();
            }
        }

        return new(analyses, leftOut);
    }

    private static IEnumerable<Func<IAnalysis>> Candidates(MoleculeSet molecules, ReportSettings settings)
    {
        bool Has(string kind) => molecules.Of(kind).Count > 0;
        yield return () => new MoleculesAnalysis();
        yield return () => new DensityAnalysis();
        yield return () => new MsdAnalysis(settings.Msd);
        yield return () => new RdfAnalysis(new RdfOptions { Pairs = settings.Pairs.Count > 0 ? settings.Pairs : PaperPairs(molecules), Radius = settings.Radius });
        if (Has("Li") && Has("TFSI"))
        {
            yield return () => new LiClustersAnalysis(settings.Clusters);
            yield return () => new MsmAnalysis(settings.Markov);
        }

        if (Has("TFSI"))
            yield return () => new TfsiAnalysis(settings.TfsiNames);
        if (Has("PYR14"))
            yield return () => new Pyr14Analysis(settings.Pyr14);
    }

    // The pairs of the paper's figures: N of the cation, B or N of the anion, Li and O.
    private static string[] PaperPairs(MoleculeSet molecules)
    {
        bool Has(string kind) => molecules.Of(kind).Count > 0;
        if (!Has("PYR14") || (!Has("BF4") && !Has("TFSI")))
            return [];
        string anion = Has("BF4") ? "B" : "N(TFSI)";
        string[] lithium = Has("Li") ? ["Li-O", $"Li-{anion}"] : [];
        return [$"{anion}-{anion}", $"{anion}-N(PYR14)", "N(PYR14)-N(PYR14)", .. lithium];
    }

    /// <summary>Looks at system and first frame, no more.</summary>
    private sealed class Probe : FrameAnalysis<int>
    {
        public AnalysisSystem? System { get; private set; }

        public AnalysisFrame? First { get; private set; }

        public override string Name => "probe";

        public override void Begin(AnalysisSystem system, AnalysisFrame first) => (System, First) = (system, first);

        protected override int Measure(AnalysisFrame frame) => 0;

        protected override void Accept(AnalysisFrame frame, int measured)
        {
        }

        public override AnalysisResult Finish(RunSummary run) => new(Name, []) { Quantity = Name };
    }
}
