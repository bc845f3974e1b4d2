using IonicMlff.Analysis.Density;
using IonicMlff.Analysis.Diffusion;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Structure;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Analysis.Tests.Runs;

/// <summary>One pass for several analyses: ranges, threads, faults, interrupts.</summary>
public class AnalysisRunTests
{
    [Fact]
    public void Several_analyses_in_one_pass_say_what_each_says_alone()
    {
        AnalysisRequest request = Golden.Request("bf4_tri_423");
        Func<IAnalysis>[] make = [() => new DensityAnalysis(), () => new MsdAnalysis(new MsdOptions()), () => new RdfAnalysis(new RdfOptions())];
        AnalysisOutcome together = AnalysisRun.Execute(request with { Threads = 3 }, [.. make.Select(m => m())]);
        for (int k = 0; k < make.Length; k++)
        {
            AnalysisOutcome alone = AnalysisRun.Execute(request with { Threads = 1 }, [make[k]()]);
            Assert.Equal(Text(alone.Reports[0]), Text(together.Reports[k]));
        }
    }

    [Fact]
    public void Ranges_of_frames()
    {
        AnalysisRequest request = Golden.Request("bf4_tri_423") with { FrameInterval = null, TimeStep = 2, Frames = FrameRange.Parse("10:50:4") };
        RunSummary summary = AnalysisRun.Execute(request, [new DensityAnalysis()]).Summary;
        Assert.Equal((10, 2.0, 1000L), (summary.Frames, summary.FrameInterval, summary.FrameSteps));
        Assert.Contains("are none of", Assert.Throws<IlmlffException>(() => AnalysisRun.Execute(request with { Frames = FrameRange.Parse("100:") }, [new DensityAnalysis()])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_frame_ends_what_needs_lag_times_only()
    {
        var request = new AnalysisRequest(TestData.Path("analysis", "corrupt", "uneven_steps.dump")) { TimeStep = 1 };
        AnalysisOutcome outcome = AnalysisRun.Execute(request, [new DensityAnalysis(), new MsdAnalysis(new MsdOptions())]);
        Assert.Equal([9, 5], outcome.Reports.Select(r => r.Summary.Frames));
        Assert.Equal([null, FaultKind.UnevenFrames], outcome.Reports.Select(r => r.Summary.Fault?.Kind));
        Assert.Equal(65, outcome.ExitCode);
        Assert.Equal(0, AnalysisRun.Execute(request, [new DensityAnalysis()]).ExitCode);
    }

    [Fact]
    public void Displacements_that_could_be_any_are_refused()
    {
        var request = new AnalysisRequest(TestData.Path("analysis", "corrupt", "sparse_frames.dump")) { TimeStep = 1 };
        AnalysisOutcome outcome = AnalysisRun.Execute(request, [new MsdAnalysis(new MsdOptions()), new RdfAnalysis(new RdfOptions())]);
        Assert.Equal([FaultKind.FramesTooSparse], outcome.Faults.Select(f => f.Kind));
        Assert.Equal(65, outcome.ExitCode);
        Assert.Equal([10, 10], outcome.Reports.Select(r => r.Summary.Frames));
        Assert.Null(outcome.Reports[1].Result.Refusal);
    }

    [Fact]
    public void A_topology_of_another_system_is_refused_before_the_first_frame()
    {
        AnalysisOutcome outcome = AnalysisRun.Execute(
            new AnalysisRequest(TestData.Path("analysis", "corrupt", "good.dump")) { TopologyFile = TestData.Path("analysis", "corrupt", "topology_wrong_atoms.data") }, [new DensityAnalysis()]);
        Assert.Equal((FaultKind.TopologyMismatch, 0, 65), (outcome.Summary.Fault!.Kind, outcome.Summary.Frames, outcome.ExitCode));
        Assert.Contains("23 atoms", outcome.Summary.Fault.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_interrupt_leaves_what_is_there(int threads)
    {
        using var stop = new CancellationTokenSource();
        AnalysisOutcome outcome = AnalysisRun.Execute(
            Golden.Request("bf4_npt_423") with { Threads = threads }, [new DensityAnalysis()], new StopAt(stop), stop.Token);
        Assert.Equal(130, outcome.ExitCode);
        Assert.InRange(outcome.Reports[0].Summary.Frames, 1, 400);
        Assert.False(outcome.Reports[0].Summary.IsComplete);
    }

    [Fact]
    public void What_an_analysis_lacks_is_named()
    {
        var request = new AnalysisRequest(TestData.Path("analysis", "corrupt", "good.dump"));
        Refused(request, new RdfOptions { Pairs = ["Li-O"] }, "needs the elements of the atoms");
        AnalysisRequest known = request with { Elements = ["Li", "O", "N"] };
        Refused(known, new RdfOptions { Pairs = ["Li-X"] }, "'X' is not understood");
        Refused(known, new RdfOptions { Pairs = ["Li"] }, "is not a pair");
        Refused(known, new RdfOptions { Pairs = ["N(TFSI)-Li"] }, "there are no molecules 'TFSI'");
        Refused(known, new RdfOptions { Radius = 7.5 }, "more than half of the smallest width");
        Assert.Contains("neither image counts", Assert.Throws<IlmlffException>(() => AnalysisRun.Execute(request, [new MsdAnalysis(new MsdOptions { Schemes = [UnwrapScheme.Images] })])).Message, StringComparison.Ordinal);
    }

    private static void Refused(AnalysisRequest request, RdfOptions options, string text)
    {
        IlmlffException refusal = Assert.Throws<IlmlffException>(() => AnalysisRun.Execute(request, [new RdfAnalysis(options)]));
        Assert.Equal(ErrorKind.Usage, refusal.Kind);
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
    }

    private static string Text(AnalysisReport report) => ResultHead.Document(report.Result, report.Summary).ToJsonString();

    private sealed class StopAt(CancellationTokenSource stop) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => stop.Cancel();
    }
}
