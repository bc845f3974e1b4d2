namespace IonicMlff.Tool.Md;

/// <summary>Numbers of a moment.</summary>
/// <param name="Temperature">K.</param>
/// <param name="Potential">eV.</param>
/// <param name="Kinetic">eV.</param>
/// <param name="Pressure">bar.</param>
/// <param name="Volume">Å³.</param>
internal readonly record struct MdObservables(double Temperature, double Potential, double Kinetic, double Pressure, double Volume)
{
    /// <summary>xx, yy, zz, xy, xz, yz of the pressure, bar; nan without a volume. Their fluctuations give the viscosity.</summary>
    public MdPressure Tensor { get; init; } = MdPressure.None;

    public double Total => Potential + Kinetic;

    public bool AreFinite => double.IsFinite(Temperature) && double.IsFinite(Potential) && double.IsFinite(Kinetic);
}

/// <summary>The pressure tensor, bar.</summary>
internal readonly record struct MdPressure(double Xx, double Yy, double Zz, double Xy, double Xz, double Yz)
{
    /// <summary>Not known.</summary>
    public static MdPressure None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
}

/// <summary>What a minimisation came to.</summary>
/// <param name="Energy">eV.</param>
/// <param name="LargestForce">eV/Å.</param>
internal readonly record struct MdMinimum(double Energy, double LargestForce);

/// <summary>
/// An engine that <c>ilmlff md</c> drives. The order of calls: <see cref="Start"/> or <see cref="Restore"/>, then for each stage
/// <see cref="Begin"/> and either <see cref="Minimise"/> or pieces of <see cref="Run"/>, with <see cref="Save"/> in between.
/// </summary>
/// <remarks>
/// A run that was restored from a file of <see cref="Save"/> goes on, bit for bit, as the one that wrote it: whatever an engine rebuilds
/// when it is restored (neighbour lists, random numbers), it rebuilds after <see cref="Save"/> too.
/// Failures are <see cref="Core.Errors.IlmlffException"/> with the engine's own text.
/// </remarks>
internal interface IMdEngine : IDisposable
{
    /// <summary>The engine and its version, for messages.</summary>
    string Description { get; }

    /// <summary>Loads the system as it is at step 0; draws velocities when it has none.</summary>
    void Start(MdSystem system, double firstTemperature);

    /// <summary>Loads the state of a file of <see cref="Save"/>.</summary>
    void Restore(MdSystem system, string file);

    /// <summary>Prepares a stage that covers the steps <paramref name="firstStep"/> to <paramref name="lastStep"/> of dynamics; the run may be in its midst.</summary>
    void Begin(MdStage stage, int index, long firstStep, long lastStep);

    /// <summary>Minimises the energy.</summary>
    MdMinimum Minimise(CancellationToken cancellation);

    /// <summary>Runs dynamics; a cancelled run has stopped between two steps.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    void Run(long steps, CancellationToken cancellation);

    /// <summary>Steps of dynamics so far.</summary>
    long Step { get; }

    /// <summary>Numbers of the last step.</summary>
    MdObservables Observe();

    /// <summary>Cell, unwrapped positions (Å) and, when wanted, velocities (Å/ps) and forces (eV/Å), in the order of the system's atoms.</summary>
    MdSnapshot Snapshot(bool velocities = false, bool forces = false);

    /// <summary>Writes the whole state to a file.</summary>
    void Save(string file);
}

/// <summary>Atoms at a moment; see <see cref="IMdEngine.Snapshot"/>.</summary>
internal sealed record MdSnapshot(Core.Geometry.Cell Cell, double[] Positions, double[]? Velocities, double[]? Forces);
