using System.Diagnostics;
using System.Runtime.InteropServices;
using OpenMM.Native;

namespace OpenMM;

/// <summary>
/// A simulation: a copy of a <see cref="MolecularSystem"/> with its integrator, positions, velocities and box on a <see cref="Platform"/>.
/// One context must not be used by two threads at the same time; different contexts may.
/// </summary>
public sealed unsafe partial class Context : IDisposable
{
    private readonly ContextObject _context;

    /// <summary>Makes a context on the fastest platform that can, or on a given one with its properties.</summary>
    /// <exception cref="OpenMMException">OpenMM refuses the system, the platform or a property; the text is OpenMM's.</exception>
    public Context(MolecularSystem system, Integrator integrator, Platform? platform = null, IReadOnlyDictionary<string, string>? properties = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(integrator);
        (System, Integrator) = (system, integrator);
        using SystemObject nativeSystem = system.Create();
        using IntegratorObject nativeIntegrator = integrator.Create();
        ParticleCount = system.ParticleCount;
        _context = Create(nativeSystem, nativeIntegrator, platform, properties ?? new Dictionary<string, string>());
        using var lease = _context.Use();
        string name = OpenMMLibrary.Text(OpenMMNative.openmm_context_platform(lease.Pointer));
        Platform = platform ?? Platform.ByName(name);
    }

    /// <summary>The description this context was made from.</summary>
    public MolecularSystem System { get; }

    /// <summary>The description of the integrator.</summary>
    public Integrator Integrator { get; }

    public Platform Platform { get; }

    public int ParticleCount { get; }

    /// <summary>Steps made so far.</summary>
    public long StepCount
    {
        get
        {
            using var lease = _context.Use();
            long count;
            OpenMMLibrary.Check(OpenMMNative.openmm_context_step_count(lease.Pointer, &count));
            return count;
        }

        set
        {
            using var lease = _context.Use();
            OpenMMLibrary.Check(OpenMMNative.openmm_context_set_step_count(lease.Pointer, value));
        }
    }

    /// <summary>ps.</summary>
    public double Time
    {
        get
        {
            using State state = GetState(StateTypes.None);
            return state.Time;
        }

        set
        {
            using var lease = _context.Use();
            OpenMMLibrary.Check(OpenMMNative.openmm_context_set_time(lease.Pointer, value));
        }
    }

    /// <summary>Molecules (particles joined by bonds and constraints); barostats scale them as a whole.</summary>
    public int MoleculeCount
    {
        get
        {
            using var lease = _context.Use();
            int count;
            OpenMMLibrary.Check(OpenMMNative.openmm_context_molecule_count(lease.Pointer, &count));
            return count;
        }
    }

    /// <summary>Calls with the address of OpenMM's own Context, which lives as long as the call.</summary>
    internal T WithAddress<T>(Func<long, T> call)
    {
        using var lease = _context.Use();
        long address;
        OpenMMLibrary.Check(OpenMMNative.openmm_context_address(lease.Pointer, &address));
        return call(address);
    }

    /// <summary>Value of one of the platform's properties, e.g. <c>Threads</c>.</summary>
    public string GetProperty(string name)
    {
        using var lease = _context.Use();
        return OpenMMLibrary.Text(OpenMMNative.openmm_context_property(lease.Pointer, name));
    }

    /// <summary>Positions of all particles, nm.</summary>
    /// <exception cref="OpenMMException">Not one for each particle.</exception>
    public void SetPositions(ReadOnlySpan<Vec3> positions)
    {
        using var lease = _context.Use();
        fixed (Vec3* p = positions)
        {
            OpenMMLibrary.Check(OpenMMNative.openmm_context_set_positions(lease.Pointer, (double*)p, positions.Length));
        }
    }

    /// <summary>Velocities of all particles, nm/ps.</summary>
    /// <exception cref="OpenMMException">Not one for each particle.</exception>
    public void SetVelocities(ReadOnlySpan<Vec3> velocities)
    {
        using var lease = _context.Use();
        fixed (Vec3* p = velocities)
        {
            OpenMMLibrary.Check(OpenMMNative.openmm_context_set_velocities(lease.Pointer, (double*)p, velocities.Length));
        }
    }

    /// <summary>Maxwell–Boltzmann velocities (K); constraints are respected. Seed 0: a new one each time.</summary>
    public void SetVelocitiesToTemperature(double temperature, int seed = 0)
    {
        using var lease = _context.Use();
        OpenMMLibrary.Check(OpenMMNative.openmm_context_set_velocities_to_temperature(
            lease.Pointer, temperature, seed == 0 ? Random.Shared.Next(1, int.MaxValue) : seed));
    }

    public void SetBox(Box box)
    {
        using var lease = _context.Use();
        OpenMMLibrary.Check(OpenMMNative.openmm_context_set_box(lease.Pointer, (double*)&box));
    }

    public void ApplyConstraints(double tolerance)
    {
        using var lease = _context.Use();
        OpenMMLibrary.Check(OpenMMNative.openmm_context_apply_constraints(lease.Pointer, tolerance));
    }

    /// <summary>Moves virtual sites to where they belong; needed after <see cref="SetPositions"/> when theirs were not right.</summary>
    public void ComputeVirtualSites()
    {
        using var lease = _context.Use();
        OpenMMLibrary.Check(OpenMMNative.openmm_context_compute_virtual_sites(lease.Pointer));
    }

    /// <summary>A snapshot. Groups: a bit for each force group (energy and forces of these only).</summary>
    public State GetState(StateTypes types, bool enforcePeriodicBox = false, int groups = -1)
    {
        using var lease = _context.Use();
        openmm_state* state;
        OpenMMLibrary.Check(OpenMMNative.openmm_context_get_state(lease.Pointer, (int)types, enforcePeriodicBox ? 1 : 0, groups, &state));
        var owner = new StateObject(state);
        owner.Weigh(200 + 24L * ParticleCount * int.PopCount((int)types & 7));
        return new State(owner);
    }

    /// <summary>Takes over positions, velocities, parameters, box and time from a state.</summary>
    public void SetState(State state)
    {
        using var lease = _context.Use();
        using var source = state.Object.Use();
        OpenMMLibrary.Check(OpenMMNative.openmm_context_set_state(lease.Pointer, source.Pointer));
    }

    /// <summary>
    /// Makes steps. A cancelled token stops between two steps, at the latest about 50 ms (or one step) later; the context stays usable
    /// and <see cref="StepCount"/> says how far it came.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Step(long steps, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        using var lease = _context.Use();
        int chunk = cancellation.CanBeCanceled ? 1 : int.MaxValue;
        while (steps > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            int now = (int)Math.Min(steps, chunk);
            long started = Stopwatch.GetTimestamp();
            OpenMMLibrary.Check(OpenMMNative.openmm_context_step(lease.Pointer, now));
            steps -= now;
            double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (milliseconds < 20 && chunk < 1 << 20)
                chunk *= 2;
            else if (milliseconds > 50 && chunk is > 1 and < int.MaxValue)
                chunk /= 2;
        }
    }

    /// <summary>
    /// Takes the particles to a local minimum of the energy. Tolerance: root-mean-square force, kJ/mol/nm. Iterations 0: until it converges.
    /// </summary>
    public void MinimizeEnergy(double tolerance = 10, int maxIterations = 0)
    {
        using var lease = _context.Use();
        OpenMMLibrary.Check(OpenMMNative.openmm_context_minimize(lease.Pointer, tolerance, maxIterations));
    }

    /// <summary>Begins anew, as after a change of defaults; keeps positions and velocities when asked.</summary>
    public void Reinitialize(bool preserveState = false)
    {
        using var lease = _context.Use();
        OpenMMLibrary.Check(OpenMMNative.openmm_context_reinitialize(lease.Pointer, preserveState ? 1 : 0));
    }

    /// <summary>Everything needed to continue bit by bit, on the same platform of the same machine with the same system.</summary>
    public byte[] CreateCheckpoint()
    {
        using var lease = _context.Use();
        return OpenMMLibrary.Bytes(OpenMMNative.openmm_context_checkpoint(lease.Pointer));
    }

    /// <summary>Continues from a checkpoint.</summary>
    /// <exception cref="OpenMMException">It is damaged, or of another platform or system.</exception>
    public void LoadCheckpoint(ReadOnlySpan<byte> checkpoint)
    {
        using var lease = _context.Use();
        fixed (byte* p = checkpoint)
        {
            OpenMMLibrary.Check(OpenMMNative.openmm_context_load_checkpoint(lease.Pointer, p, checkpoint.Length));
        }
    }

    /// <summary>Ends the simulation and gives its memory back; also done by the finaliser.</summary>
    public void Dispose() => _context.Dispose();

    private static ContextObject Create(
        SystemObject system, IntegratorObject integrator, Platform? platform, IReadOnlyDictionary<string, string> properties)
    {
        if (platform is not null && properties.Keys.FirstOrDefault(k => !platform.Properties.ContainsKey(k)) is { } unknown)
        {
            throw new OpenMMException($"The platform {platform.Name} has no property '{unknown}'{Nearest.Hint(unknown, platform.Properties.Keys)}; "
                + (platform.Properties.Count == 0 ? "it has none." : $"it has {string.Join(", ", platform.Properties.Keys)}."));
        }

        using var systemLease = system.Use();
        using var integratorLease = integrator.Use();
        byte** texts = stackalloc byte*[2 * properties.Count + 1];
        int n = 0;
        try
        {
            foreach (string text in properties.Keys.Concat(properties.Values))
                texts[n++] = (byte*)Marshal.StringToCoTaskMemUTF8(text);
            openmm_context* context;
            OpenMMLibrary.Check(OpenMMNative.openmm_context_create(systemLease.Pointer, integratorLease.Pointer, platform?.Name,
                texts, texts + properties.Count, properties.Count, &context));
            Interlocked.Increment(ref ContextObject.Alive);
            var owner = new ContextObject(context);
            int particles;
            OpenMMLibrary.Check(OpenMMNative.openmm_system_particle_count(systemLease.Pointer, &particles));
            owner.Weigh(100_000 + 500L * particles);
            return owner;
        }
        finally
        {
            for (int i = 0; i < n; i++)
                Marshal.FreeCoTaskMem((nint)texts[i]);
        }
    }
}
