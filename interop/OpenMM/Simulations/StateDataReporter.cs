using System.Diagnostics;
using System.Globalization;

namespace OpenMM;

/// <summary>Columns of a <see cref="StateDataReporter"/>.</summary>
[Flags]
public enum StateData
{
    Step = 1,
    Time = 2,
    PotentialEnergy = 4,
    KineticEnergy = 8,
    TotalEnergy = 16,
    Temperature = 32,
    Volume = 64,
    Density = 128,
    Speed = 256,

    /// <summary>All but the speed: the same numbers on every run.</summary>
    All = 255,
}

/// <summary>Writes numbers of a simulation as comma-separated values, with the column names of OpenMM's Python application layer.</summary>
public sealed class StateDataReporter : IReporter, IDisposable
{
    private const double GasConstant = 8.31446261815324e-3;   // kJ/mol/K
    private const double GramsPerDalton = 1.66053906892e-24;  // CODATA 2022
    private const double MillilitersPerCubicNanometer = 1e-21;
    private readonly TextWriter? _given;
    private readonly string? _path;
    private readonly bool _append;
    private readonly StateData _columns;
    private readonly long _started = Stopwatch.GetTimestamp();
    private TextWriter? _output;
    private double _firstTime = double.NaN;
    private int _degreesOfFreedom;
    private double _mass;

    /// <summary>Writes to a file; with append, rows of steps that are made again are cut off and it is continued.</summary>
    public StateDataReporter(string path, int interval, StateData columns = StateData.All, bool append = false)
    {
        (_path, Interval, _columns, _append) = (path, interval, columns, append);
    }

    /// <summary>Writes to a writer, which stays open.</summary>
    public StateDataReporter(TextWriter output, int interval, StateData columns = StateData.All)
    {
        (_given, Interval, _columns) = (output, interval, columns);
    }

    public int Interval { get; }

    public StateTypes Needs => (_columns & ~(StateData.Step | StateData.Time | StateData.Volume | StateData.Density | StateData.Speed)) != 0
        ? StateTypes.Energy
        : StateTypes.None;

    public void Report(Simulation simulation, State state)
    {
        if (_output is null)
            Begin(simulation.Context.System, state.StepCount);
        if (double.IsNaN(_firstTime))
            _firstTime = state.Time;
        _output!.WriteLine(string.Join(',', Columns().Where(c => (_columns & c.Column) != 0)
            .Select(c => c.Value(state).ToString("R", CultureInfo.InvariantCulture))));
        _output.Flush();
    }

    public void Dispose()
    {
        if (_given is null)
            _output?.Dispose();
    }

    /// <summary>Temperature (K) of a kinetic energy (kJ/mol) in a system: 2 E / (degrees of freedom · R).</summary>
    public static double Temperature(MolecularSystem system, double kineticEnergy) => 2 * kineticEnergy / (DegreesOfFreedom(system) * GasConstant);

    /// <summary>Three for each particle with mass, minus constraints, minus three when a force keeps the centre of mass at rest.</summary>
    public static int DegreesOfFreedom(MolecularSystem system) =>
        3 * system.Masses.Count(m => m > 0)
        - system.Constraints.Count(c => system.Masses[c.Particle1] > 0 || system.Masses[c.Particle2] > 0)
        - (system.Forces.Any(f => f.TypeName == nameof(CMMotionRemover)) ? 3 : 0);

    private IEnumerable<(StateData Column, string Title, Func<State, double> Value)> Columns() =>
    [
        (StateData.Step, "Step", s => s.StepCount),
        (StateData.Time, "Time (ps)", s => s.Time),
        (StateData.PotentialEnergy, "Potential Energy (kJ/mole)", s => s.PotentialEnergy),
        (StateData.KineticEnergy, "Kinetic Energy (kJ/mole)", s => s.KineticEnergy),
        (StateData.TotalEnergy, "Total Energy (kJ/mole)", s => s.PotentialEnergy + s.KineticEnergy),
        (StateData.Temperature, "Temperature (K)", s => 2 * s.KineticEnergy / (_degreesOfFreedom * GasConstant)),
        (StateData.Volume, "Box Volume (nm^3)", s => s.Box.Volume),
        (StateData.Density, "Density (g/mL)", s => _mass * GramsPerDalton / (s.Box.Volume * MillilitersPerCubicNanometer)),
        (StateData.Speed, "Speed (ns/day)", s => (s.Time - _firstTime) / 1000 / (Stopwatch.GetElapsedTime(_started).TotalDays + 1e-12)),
    ];

    private void Begin(MolecularSystem system, long step)
    {
        _degreesOfFreedom = DegreesOfFreedom(system);
        _mass = system.Masses.Sum();
        bool continued = _append && File.Exists(_path);
        if (continued)
            KeepRowsBefore(step);
        _output = _given ?? new StreamWriter(_path!, continued);
        if (!continued)
            _output.WriteLine("#" + string.Join(',', Columns().Where(c => (_columns & c.Column) != 0).Select(c => $"\"{c.Title}\"")));
    }

    // Without a step column nothing is known to be double. A last row without line end was not finished.
    private void KeepRowsBefore(long step)
    {
        if ((_columns & StateData.Step) == 0)
            return;
        string text = File.ReadAllText(_path!);
        string[] rows = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        File.WriteAllLines(_path!, rows.Where(r => r[0] == '#' || long.TryParse(r.Split(',')[0], CultureInfo.InvariantCulture, out long s) && s < step));
    }
}
