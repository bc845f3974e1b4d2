using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Tool.Md;
using IonicMlff.Tool.Output;
using Xunit;

namespace IonicMlff.Tool.Tests.Md;

/// <summary>The driver with an engine that does as it is told.</summary>
public sealed class MdRunChecksTests
{
    private sealed class ToldEngine(long badStep) : IMdEngine
    {
        public List<string> Calls { get; } = [];

        public string Description => "told";

        public long Step { get; private set; }

        public void Start(MdSystem system, double firstTemperature) => Calls.Add($"start {firstTemperature}");

        public void Restore(MdSystem system, string file) => Step = long.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture);

        public void Begin(MdStage stage, int index, long firstStep, long lastStep) => Calls.Add($"begin {index} {firstStep} {lastStep}");

        public MdMinimum Minimise(CancellationToken cancellation) => new(1, 0.01);

        public void Run(long steps, CancellationToken cancellation)
        {
            Step += steps;
            Calls.Add($"run {steps}");
        }

        public MdObservables Observe() => new(60, Step >= badStep ? double.NaN : 0, 1, 0, 1728);

        public MdSnapshot Snapshot(bool velocities = false, bool forces = false)
        {
            double[] f = new double[324];
            f[5] = Step >= badStep ? double.NaN : 0;
            return new MdSnapshot(Cell.Orthogonal(12, 12, 12), new double[324], velocities ? new double[324] : null, forces ? f : null);
        }

        public void Save(string file) => File.WriteAllText(file, $"{Step}");

        public void Dispose()
        {
        }
    }

    private static (MdOutcome? Outcome, string Error, ToldEngine Engine, string Folder) Drive(long badStep, MdCheckpoint? from = null, string? folder = null)
    {
        folder ??= Crystal.Folder(Crystal.Config());
        MdConfig config = MdConfigReader.Read(Path.Combine(folder, "md.yaml"));
        Directory.CreateDirectory(config.Output.Folder);
        var engine = new ToldEngine(badStep);
        var terminal = new Terminal { Out = TextWriter.Null, Error = TextWriter.Null };
        using var run = new MdRun(config, MdSystem.Load(config), engine, terminal, from);
        try
        {
            return (run.Go(), "", engine, folder);
        }
        catch (IlmlffException e)
        {
            return (null, e.Message, engine, folder);
        }
    }

    [Fact]
    public void Stages_are_cut_where_something_is_written()
    {
        var (outcome, error, engine, _) = Drive(long.MaxValue);
        Assert.Equal("", error);
        Assert.Equal((true, 1300L), (outcome!.Finished, outcome.Step));
        Assert.Equal(["start 10", "begin 0 0 1000", "begin 1 0 300", "run 0", "run 20"], engine.Calls.Take(5)); // a minimisation has no steps of dynamics
        Assert.Equal(["begin 2 300 1300", "run 0", "run 20", "run 20", "run 10", "run 10"], engine.Calls.SkipWhile(c => c != "begin 2 300 1300").Take(6));
    }

    [Fact]
    public void What_is_not_a_number_is_traced_to_its_atom()
    {
        var (_, error, _, folder) = Drive(730);
        Assert.StartsWith("stage 3 (produce), after step 740: temperature or energy is not a number. The force of atom 2 (Ar) is not finite. The checkpoint in ", error, StringComparison.Ordinal);
        Assert.EndsWith("is of step 700; what was written after it is cut off by --resume.", error, StringComparison.Ordinal);

        // Continued by an engine in better health: the same files as without the incident.
        MdCheckpoint from = MdCheckpoint.Read(Path.Combine(folder, "md"))!;
        Assert.Equal((700L, 2), (from.Step, from.Stage));
        Assert.True(Drive(long.MaxValue, from, folder).Outcome!.Finished);
        string whole = Drive(long.MaxValue).Folder;
        foreach (string file in (string[])["trajectory.extxyz", "thermo.csv"])
            Assert.Equal(File.ReadAllText(Path.Combine(whole, "md", file)), File.ReadAllText(Path.Combine(folder, "md", file)));
    }

    [Fact]
    public void Files_that_were_changed_after_a_checkpoint_are_refused()
    {
        string folder = Drive(730).Folder, thermo = Path.Combine(folder, "md", "thermo.csv");
        File.WriteAllText(thermo, "step\n");
        MdCheckpoint from = MdCheckpoint.Read(Path.Combine(folder, "md"))!;
        var e = Assert.Throws<IlmlffException>(() => Drive(long.MaxValue, from, folder));
        Assert.Contains("thermo.csv has 5 bytes, but had", e.Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "md", MdCheckpoint.FileName), "{");
        Assert.Contains("is damaged", Assert.Throws<IlmlffException>(() => MdCheckpoint.Read(Path.Combine(folder, "md"))).Message, StringComparison.Ordinal);
    }
}
