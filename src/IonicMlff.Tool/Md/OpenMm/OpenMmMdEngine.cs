using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Units;
using OpenMM;

namespace IonicMlff.Tool.Md.OpenMm;

/// <summary>
/// OpenMM as the engine of <c>ilmlff md</c>, in this process. Every stage has a context of its own, and another one after every
/// checkpoint: what OpenMM does not save (step and scale of its barostat, random numbers, neighbour lists of the model) begins anew in a
/// run that goes on and in one that was killed alike.
/// </summary>
internal sealed class OpenMmMdEngine : IMdEngine
{
    /// <summary>A rising temperature does so at the steps that are multiples of this.</summary>
    public const long RampEvery = 10;
    private const double Nm = 0.1; // Å in nm
    private const double ForceUnit = Unit.KilojoulePerMole * Nm; // kJ/mol/nm in eV/Å

    private readonly MdConfig config;
    private readonly Platform platform;
    private MdSystem? system;
    private OpenMmBox? box;
    private Molecules? molecules;
    private OpenMmState? state;
    private CommitteeLines? committee;
    private MdStage? stage;
    private int stageIndex;
    private long firstStep, lastStep;
    private Context? context;
    private ImageCount? images;

    /// <summary>Finds the platform; <see cref="OpenMmLimits.Check"/> has seen to it that it is there.</summary>
    public OpenMmMdEngine(MdConfig config) => (this.config, platform) = (config, Ask(() => Platform.ByName(config.Platform)));

    /// <inheritdoc/>
    public string Description => $"OpenMM {OpenMMLibrary.Version}, platform {platform.Name}";

    /// <inheritdoc/>
    public long Step => context?.StepCount ?? state?.Step ?? 0;

    /// <inheritdoc/>
    public void Start(MdSystem atoms, double firstTemperature)
    {
        Take(atoms);
        Vec3[] positions = InNanometres(atoms.Positions);
        Group(positions);
        state = new OpenMmState
        {
            Step = 0,
            Vectors = box?.Initial,
            Positions = positions,
            Velocities = atoms.Velocities is { } v ? InNanometres(v)
                : firstTemperature > 0 ? InitialVelocities.Draw(atoms, firstTemperature, InitialVelocities.Seed(config, -1)) : new Vec3[positions.Length],
            Images = new int[3 * molecules!.Count],
        };
    }

    /// <inheritdoc/>
    public void Restore(MdSystem atoms, string file)
    {
        Take(atoms);
        Group(InNanometres(atoms.Positions)); // molecules are those of the first frame: bonds must not depend on the moment
        state = OpenMmState.Read(file, atoms.AtomicNumbers.Length);
        if (state.Images.Length != 3 * molecules!.Count)
            throw IlmlffException.BadData($"{file} knows of {state.Images.Length / 3} molecules, {config.System} has {molecules.Count}; the file was changed since. Put it back, or start anew with --overwrite.");
    }

    /// <inheritdoc/>
    public void Begin(MdStage next, int index, long first, long last)
    {
        if (context is not null)
            Pause(Capture());
        (stage, stageIndex, firstStep, lastStep) = (next, index, first, last);
    }

    /// <inheritdoc/>
    public MdMinimum Minimise(CancellationToken cancellation) => Ask(() =>
        Descent.Run(Ready(), stage!, cancellation, ForceUnit));

    /// <inheritdoc/>
    public void Run(long steps, CancellationToken cancellation) => Ask(() =>
    {
        Context now = Ready();
        long end = now.StepCount + steps;
        while (now.StepCount < end)
        {
            long step = now.StepCount, next = end;
            if (stage!.FromTemperature != stage.ToTemperature && stage.Ensemble != Ensemble.Nve)
            {
                next = Math.Min(end, (step / RampEvery + 1) * RampEvery);
                now.SetTemperature(Temperature(step / RampEvery * RampEvery));
            }

            now.Step(next - step, cancellation);
        }

        images?.Follow(now);
        if (committee is not null && end % config.Output.ThermoEvery == 0)
            committee.Report(now, end, () => (Snapshot(forces: true), Observe().Potential));
        return 0;
    });

    /// <inheritdoc/>
    public MdObservables Observe() => Ask(() =>
    {
        Context now = Ready();
        using State energies = now.GetState(StateTypes.Energy | StateTypes.Velocities);
        double kinetic = energies.KineticEnergy * Unit.KilojoulePerMole, potential = energies.PotentialEnergy * Unit.KilojoulePerMole;
        double temperature = 2 * kinetic / (Math.Max(1, InitialVelocities.Freedom(now.ParticleCount)) * Unit.Boltzmann);
        if (box is null)
            return new MdObservables(temperature, potential, kinetic, double.NaN, double.NaN);
        double[] w = IlmlffResults.Virial(now);
        double volume = energies.Box.Volume / (Nm * Nm * Nm);
        double pressure = (2 * kinetic + (w[0] + w[4] + w[8]) * Unit.KilojoulePerMole) / (3 * volume * Unit.Bar);
        return new MdObservables(temperature, potential, kinetic, pressure, volume) { Tensor = Tensor(energies.Velocities.ToArray(), kinetic, w, volume) };
    });

    // (Σ m v v + W)/V. OpenMM's kinetic energy is that of the positions' time, its velocities may be half a step earlier: their tensor is scaled to it.
    private MdPressure Tensor(Vec3[] velocities, double kinetic, double[] w, double volume)
    {
        var mvv = new double[9];
        Span<double> c = stackalloc double[3];
        for (int i = 0; i < velocities.Length; i++)
        {
            double mass = system!.Mass(i);
            (c[0], c[1], c[2]) = (velocities[i].X, velocities[i].Y, velocities[i].Z);
            for (int k = 0; k < 9; k++)
                mvv[k] += mass * c[k / 3] * c[k % 3];
        }

        double trace = mvv[0] + mvv[4] + mvv[8], scale = trace > 0 ? 2 * kinetic / trace : 0;
        double Of(int a, int b) => (scale * mvv[3 * a + b] + 0.5 * (w[3 * a + b] + w[3 * b + a]) * Unit.KilojoulePerMole) / (volume * Unit.Bar);
        return new(Of(0, 0), Of(1, 1), Of(2, 2), Of(0, 1), Of(0, 2), Of(1, 2));
    }

    /// <inheritdoc/>
    public MdSnapshot Snapshot(bool velocities = false, bool forces = false) => Ask(() =>
    {
        Context now = Ready();
        using State moment = now.GetState(StateTypes.Positions | (velocities ? StateTypes.Velocities : 0));
        Vec3[] positions = moment.Positions.ToArray();
        Vec3[]? v = velocities ? moment.Velocities.ToArray() : null, f = null;
        if (forces || (velocities && Leaps))
        {
            // At positions that are no numbers there are no forces.
            f = Array.TrueForAll(positions, r => r.IsFinite) ? Forces(now) : [.. positions.Select(_ => new Vec3(double.NaN, double.NaN, double.NaN))];
            if (velocities && Leaps)
                v = Shifted(f, v!, 0.5);
        }

        images?.Unwrap(positions, moment.Box);
        return new MdSnapshot(box?.Cell(moment.Box) ?? Cell.None, Numbers(positions, 1 / Nm), v is null ? null : Numbers(v, 1 / Nm), forces ? Numbers(f!, ForceUnit) : null);
    });

    /// <inheritdoc/>
    public void Save(string file)
    {
        OpenMmState now = context is null ? state! : Ask(Capture);
        now.Write(file);
        Pause(now);
    }

    /// <inheritdoc/>
    public void Dispose() => context?.Dispose();

    private string PlatformWithVersion => $"{platform.Name} {OpenMMLibrary.Version}";

    // OpenMM's Verlet is a leapfrog: its velocities are half a step behind the positions.
    private bool Leaps => stage is { IsDynamics: true, Ensemble: Ensemble.Nve };

    private bool HoldsPressure => stage is { IsDynamics: true, Ensemble: Ensemble.Npt };

    private void Take(MdSystem atoms)
    {
        (system, box) = (atoms, atoms.Cell.IsFullyPeriodic ? new OpenMmBox(atoms.Cell) : null);
        committee = config.Models.Count > 1 ? new CommitteeLines(config, atoms) : null;
    }

    private void Group(Vec3[] positions) => molecules = OpenMmLimits.HoldsPressure(config)
        ? Molecules.Guess(system!, positions, box!.Initial)
        : Molecules.None(positions.Length);

    // The context of the stage, made from the state when there is none.
    private Context Ready()
    {
        if (context is not null)
            return context;
        OpenMmState from = state!;
        int seed = InitialVelocities.Seed(config, from.Step);
        context = new Context(OpenMmStage.Particles(config, system!, stage!, molecules!, box?.Initial, seed), OpenMmStage.Integrator(config, stage!, seed), platform, Properties());
        try
        {
            if (from.Vectors is { } vectors)
                context.SetBox(vectors);
            context.SetPositions(from.Positions);
            context.SetVelocities(from.Velocities);
            if (from.Stage == stageIndex && from.Platform == PlatformWithVersion)
                context.LoadCheckpoint(from.Checkpoint);
            else if (Leaps)
                context.SetVelocities(Shifted(Forces(context), from.Velocities, -0.5));
            context.StepCount = from.Step;
            if (stage!.IsDynamics && stage.Ensemble != Ensemble.Nve)
                context.SetTemperature(Temperature(from.Step / RampEvery * RampEvery));
            images = HoldsPressure ? new ImageCount(molecules!, from.Images, context) : null;
            return context;
        }
        catch
        {
            context.Dispose();
            context = null;
            throw;
        }
    }

    private OpenMmState Capture()
    {
        Context now = context!;
        images?.Follow(now);
        using State moment = now.GetState(StateTypes.Positions | StateTypes.Velocities);
        Vec3[] velocities = moment.Velocities.ToArray();
        return new OpenMmState
        {
            Step = now.StepCount,
            Vectors = box is null ? null : moment.Box,
            Positions = moment.Positions.ToArray(),
            Velocities = Leaps ? Shifted(Forces(now), velocities, 0.5) : velocities,
            Images = images?.Counts.ToArray() ?? state!.Images,
            Stage = stageIndex,
            Platform = PlatformWithVersion,
            Checkpoint = now.CreateCheckpoint(),
        };
    }

    // The next context begins with this.
    private void Pause(OpenMmState now)
    {
        state = now;
        context?.Dispose();
        context = null;
    }

    private double Temperature(long step) => stage!.FromTemperature == stage.ToTemperature ? stage.ToTemperature
        : stage.FromTemperature + (stage.ToTemperature - stage.FromTemperature) * (Math.Max(step, firstStep) - firstStep) / Math.Max(1, lastStep - firstStep);

    // Velocities that many steps later, with the forces of the moment.
    private Vec3[] Shifted(Vec3[] forces, Vec3[] velocities, double steps) =>
        [.. velocities.Select((v, i) => v + forces[i] * (steps * config.TimeStep * 1e-3 / system!.Mass(i)))];

    private static Vec3[] Forces(Context now)
    {
        using State forces = now.GetState(StateTypes.Forces);
        return forces.Forces.ToArray();
    }

    // On devices the precision of the model, and sums that come out the same every time.
    private Dictionary<string, string> Properties()
    {
        var wanted = new Dictionary<string, string> { ["Precision"] = OpenMmLimits.Option(config, "precision") == "mixed" ? "mixed" : "double", ["DeterministicForces"] = "true" };
        return wanted.Where(p => platform.Properties.ContainsKey(p.Key)).ToDictionary();
    }

    internal static Vec3[] InNanometres(double[] numbers) =>
        [.. Enumerable.Range(0, numbers.Length / 3).Select(i => new Vec3(Nm * numbers[3 * i], Nm * numbers[3 * i + 1], Nm * numbers[3 * i + 2]))];

    private static double[] Numbers(ReadOnlySpan<Vec3> vectors, double unit)
    {
        var numbers = new double[3 * vectors.Length];
        for (int i = 0; i < vectors.Length; i++)
            (numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]) = (unit * vectors[i].X, unit * vectors[i].Y, unit * vectors[i].Z);
        return numbers;
    }

    private T Ask<T>(Func<T> request)
    {
        try
        {
            return request();
        }
        catch (OpenMMException e)
        {
            throw new IlmlffException(ErrorKind.Failed, LostAtom() ?? $"OpenMM: {e.Message}", e);
        }
    }

    // The first atom whose position is no number, counted from 1 as everywhere here.
    private string? LostAtom()
    {
        if (context is null)
            return null;
        using State moment = context.GetState(StateTypes.Positions);
        int i = 0;
        foreach (Vec3 r in moment.Positions)
        {
            if (!r.IsFinite)
                return $"the position of atom {i + 1} ({PeriodicTable.Symbol(system!.AtomicNumbers[i])}) is not finite: the run has blown up. Minimise first, or take a smaller time step.";
            i++;
        }

        return null;
    }
}
