using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Md;

/// <summary>What a run came to.</summary>
/// <param name="Finished">All stages are done; otherwise it was interrupted and saved.</param>
/// <param name="Step">Steps of dynamics done, in all starts together.</param>
/// <param name="NewSteps">Those of this start.</param>
/// <param name="Seconds">Time of this start's dynamics.</param>
/// <param name="Last">Numbers of the last step; null when nothing ran.</param>
internal sealed record MdOutcome(bool Finished, long Step, long NewSteps, double Seconds, MdObservables? Last);

/// <summary>
/// Drives an engine through the stages: pieces of dynamics up to the next step at which something is written, checks after every piece,
/// checkpoints. Steps count the dynamics of all stages from 0.
/// </summary>
internal sealed class MdRun : IDisposable
{
    private readonly MdConfig config;
    private readonly MdSystem system;
    private readonly IMdEngine engine;
    private readonly Terminal terminal;
    private readonly MdCheckpoint? from;
    private readonly MdTrajectory trajectory;
    private readonly DeviationFile? deviations;
    private long lastFrame, lastLine, saved = -1;

    /// <summary>Prepares a run that starts anew (<paramref name="from"/> null) or goes on.</summary>
    public MdRun(MdConfig config, MdSystem system, IMdEngine engine, Terminal terminal, MdCheckpoint? from)
    {
        (this.config, this.system, this.engine, this.terminal, this.from) = (config, system, engine, terminal, from);
        (lastFrame, lastLine) = (from?.LastFrame ?? -1, from?.LastLine ?? -1);
        trajectory = new MdTrajectory(config, system, from?.FramesLength ?? 0, from?.TableLength ?? 0);
        if (config.Models.Count > 1)
            deviations = new DeviationFile(config.Output.Folder, from?.DeviationLength ?? 0, from?.LastDeviation ?? -1);
    }

    /// <summary>Runs to the end, or until the terminal is interrupted.</summary>
    /// <exception cref="IlmlffException">The engine failed or the physics did; the message says in which stage and after which step.</exception>
    public MdOutcome Go()
    {
        CancellationToken interrupted = terminal.Interrupted;
        if (from is null)
            engine.Start(system, config.Stages.FirstOrDefault(s => s.IsDynamics)?.FromTemperature ?? 0);
        else
            engine.Restore(system, Path.Combine(config.Output.Folder, from.State));
        long start = engine.Step;
        using var progress = new MdProgress(terminal, config, start);
        for (int i = from?.Stage ?? 0; i < config.Stages.Count; i++)
        {
            MdStage stage = config.Stages[i];
            long first = config.Stages.Take(i).Where(s => s.IsDynamics).Sum(s => s.Steps);
            try
            {
                engine.Begin(stage, i, first, first + stage.Steps);
                if (stage.IsDynamics)
                    Dynamics(stage, i, first + stage.Steps, progress, interrupted);
                else
                    Minimise(stage, progress, interrupted);
            }
            catch (OperationCanceledException)
            {
                return Interrupt(i, start, progress);
            }
            catch (IlmlffException e)
            {
                trajectory.Flush(); // for those who look for the cause
                deviations?.Sync();
                throw new IlmlffException(e.Kind, $"stage {stage.Name}, after step {engine.Step}: {e.Message}{Rescue()}", e);
            }

            Save(i + 1);
        }

        return new MdOutcome(true, engine.Step, engine.Step - start, progress.Seconds, progress.Last);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        trajectory.Dispose();
        deviations?.Dispose();
    }

    private void Minimise(MdStage stage, MdProgress progress, CancellationToken interrupted)
    {
        MdMinimum minimum = engine.Minimise(interrupted);
        if (!double.IsFinite(minimum.Energy))
            throw new IlmlffException(ErrorKind.Failed, "the energy is not a number after the minimisation." + WhereNotFinite());
        progress.Clear();
        terminal.Say(string.Create(CultureInfo.InvariantCulture, $"stage {stage.Name}: energy {minimum.Energy:0.######} eV, largest force component {minimum.LargestForce:0.####} eV/Å"));
    }

    private void Dynamics(MdStage stage, int index, long end, MdProgress progress, CancellationToken interrupted)
    {
        MdOutput o = config.Output;
        if (engine.Step == end - stage.Steps)
        {
            engine.Run(0, interrupted); // the numbers at the beginning of the stage
            Record(engine.Step, stage, index, engine.Observe());
        }

        for (long step = engine.Step; step < end;)
        {
            long next = Math.Min(Math.Min(end, Next(step, o.ThermoEvery)), Next(step, o.CheckpointEvery));
            if (stage.KeepsTrajectory)
                next = Math.Min(next, Next(step, o.TrajectoryEvery));
            engine.Run(next - step, interrupted);
            step = next;
            MdObservables now = engine.Observe();
            Check(now);
            Record(step, stage, index, now);
            if (step % o.CheckpointEvery == 0 && step < end)
                Save(index);
            progress.Report(step, stage, now);
        }
    }

    private void Record(long step, MdStage stage, int index, in MdObservables now)
    {
        if (step % config.Output.ThermoEvery == 0 && step != lastLine)
        {
            trajectory.Line(step, index, now);
            lastLine = step;
        }

        if (stage.KeepsTrajectory && step % config.Output.TrajectoryEvery == 0 && step != lastFrame)
        {
            trajectory.Frame(step, index, engine.Snapshot(), now);
            lastFrame = step;
        }
    }

    private static long Next(long step, long every) => (step / every + 1) * every;

    private void Check(in MdObservables now)
    {
        if (!now.AreFinite)
            throw new IlmlffException(ErrorKind.Failed, $"temperature or energy is not a number.{WhereNotFinite()}");
        if (now.Temperature > config.StopTemperature)
            throw new IlmlffException(ErrorKind.Failed, string.Create(CultureInfo.InvariantCulture, $"the temperature is {now.Temperature:0} K, above stop.temperature, {config.StopTemperature:0} K."));
    }

    // The first atom that is lost to NaN, and what it is.
    private string WhereNotFinite()
    {
        MdSnapshot atoms = engine.Snapshot(velocities: true, forces: true);
        foreach ((string what, double[] values) in ((string, double[])[])[("position", atoms.Positions), ("force", atoms.Forces!), ("velocity", atoms.Velocities!)])
        {
            int i = Array.FindIndex(values, v => !double.IsFinite(v));
            if (i >= 0)
                return $" The {what} of atom {i / 3 + 1} ({PeriodicTable.Symbol(system.AtomicNumbers[i / 3])}) is not finite.";
        }

        return "";
    }

    private string Rescue() => saved < 0 && from is null ? " Nothing was saved before."
        : string.Create(CultureInfo.InvariantCulture, $" The checkpoint in {config.Output.Folder} is of step {Math.Max(saved, from?.Step ?? 0)}; what was written after it is cut off by --resume.");

    private MdOutcome Interrupt(int stage, long start, MdProgress progress)
    {
        // A minimisation has no state worth keeping; its stage begins again.
        if (config.Stages[stage].IsDynamics)
            Save(stage);
        trajectory.Sync();
        return new MdOutcome(false, engine.Step, engine.Step - start, progress.Seconds, progress.Last);
    }

    private void Save(int stage)
    {
        string folder = config.Output.Folder, state = string.Create(CultureInfo.InvariantCulture, $"{MdCheckpoint.StatePrefix}{stage + 1}.{engine.Step}");
        engine.Save(Path.Combine(folder, state));
        trajectory.Sync();
        deviations?.Sync();
        new MdCheckpoint
        {
            Stage = stage,
            Step = engine.Step,
            State = state,
            FramesLength = trajectory.FramesLength,
            TableLength = trajectory.TableLength,
            DeviationLength = deviations?.Length ?? 0,
            LastFrame = lastFrame,
            LastLine = lastLine,
            LastDeviation = deviations?.LastStep ?? -1,
            Identity = config.Identity,
        }.Write(folder);
        saved = engine.Step;
    }
}
