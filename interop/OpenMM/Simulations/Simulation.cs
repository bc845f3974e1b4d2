namespace OpenMM;

/// <summary>A <see cref="Context"/> with reporters.</summary>
public sealed class Simulation : IDisposable
{
    public Simulation(MolecularSystem system, Integrator integrator, Platform? platform = null, IReadOnlyDictionary<string, string>? properties = null) =>
        Context = new Context(system, integrator, platform, properties);

    public Context Context { get; }

    public IList<IReporter> Reporters { get; } = [];

    /// <summary>
    /// Makes steps and calls every reporter whose turn it is; two with the same wishes share one state. A cancelled token stops between two
    /// steps.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="OpenMMException">OpenMM failed, or the simulation has blown up; the message says at which step.</exception>
    public void Step(long steps, CancellationToken cancellation = default)
    {
        if (Reporters.FirstOrDefault(r => r.Interval <= 0) is { } wrong)
            throw new ArgumentException($"{wrong.GetType().Name} has the interval {wrong.Interval}; it must be at least 1.");
        long now = Context.StepCount;
        long end = now + steps;
        while (now < end)
        {
            long next = Reporters.Select(r => (now / r.Interval + 1) * r.Interval).Append(end).Min();
            Context.Step(next - now, cancellation);
            now = next;
            foreach (var group in Reporters.Where(r => now % r.Interval == 0).GroupBy(r => r.EnforcePeriodicBox))
            {
                StateTypes needs = group.Aggregate(StateTypes.None, (all, r) => all | r.Needs);
                using State state = Context.GetState(needs, group.Key);
                Check(state, now);
                foreach (IReporter reporter in group)
                    reporter.Report(this, state);
            }
        }
    }

    /// <summary>Writes a checkpoint; the file is either the old or the new one, never half of it.</summary>
    public void SaveCheckpoint(string path)
    {
        string next = path + ".new";
        File.WriteAllBytes(next, Context.CreateCheckpoint());
        File.Move(next, path, overwrite: true);
    }

    /// <summary>Continues from a checkpoint file.</summary>
    /// <exception cref="OpenMMException">There is none, or it does not fit.</exception>
    public void LoadCheckpoint(string path)
    {
        if (!File.Exists(path))
            throw new OpenMMException($"The checkpoint '{path}' does not exist.");
        Context.LoadCheckpoint(File.ReadAllBytes(path));
    }

    public void Dispose() => Context.Dispose();

    private static void Check(State state, long step)
    {
        if ((state.Types & StateTypes.Energy) != 0 && !double.IsFinite(state.PotentialEnergy))
        {
            throw new OpenMMException($"The energy is {state.PotentialEnergy} at step {step}: the simulation has blown up. "
                + "Minimise the energy first, or take a smaller step.");
        }

        if ((state.Types & StateTypes.Positions) == 0)
            return;
        int wrong = -1;
        state.Read(StateTypes.Positions, positions =>
        {
            for (int i = 0; i < positions.Length && wrong < 0; i++)
                wrong = positions[i].IsFinite ? -1 : i;
        });
        if (wrong >= 0)
        {
            throw new OpenMMException($"The position of particle {wrong} is not finite at step {step}: the simulation has blown up. "
                + "Minimise the energy first, or take a smaller step.");
        }
    }
}
