using OpenMM.Native;

namespace OpenMM;

/// <summary>What a <see cref="State"/> holds; OpenMM's numbers.</summary>
[Flags]
public enum StateTypes
{
    None = 0,
    Positions = 1,
    Velocities = 2,
    Forces = 4,
    Energy = 8,
    Parameters = 16,
    ParameterDerivatives = 32,
    IntegratorParameters = 64,
}

/// <summary>Reads vectors that are lent for the time of the call.</summary>
public delegate void VectorReader(ReadOnlySpan<Vec3> vectors);

/// <summary>
/// A snapshot of a <see cref="Context"/>. <see cref="Positions"/>, <see cref="Velocities"/> and <see cref="Forces"/> are copied once, when
/// first asked for, and outlive the state; <see cref="Read"/> lends OpenMM's own memory without a copy.
/// </summary>
public sealed unsafe class State : IDisposable
{
    private readonly StateObject _state;
    private readonly openmm_state_info _info;
    private Vec3[]? _positions;
    private Vec3[]? _velocities;
    private Vec3[]? _forces;

    internal State(StateObject state)
    {
        _state = state;
        using var lease = state.Use();
        openmm_state_info info;
        OpenMMLibrary.Check(OpenMMNative.openmm_state_read(lease.Pointer, &info));
        _info = info;
    }

    /// <summary>What it holds.</summary>
    public StateTypes Types => (StateTypes)_info.types;

    /// <summary>ps.</summary>
    public double Time => _info.time;

    public long StepCount => _info.step_count;

    /// <summary>kJ/mol.</summary>
    public double PotentialEnergy => Has(StateTypes.Energy, _info.potential_energy);

    /// <summary>kJ/mol.</summary>
    public double KineticEnergy => Has(StateTypes.Energy, _info.kinetic_energy);

    public Box Box
    {
        get
        {
            openmm_state_info i = _info;
            return new Box(new(i.box[0], i.box[1], i.box[2]), new(i.box[3], i.box[4], i.box[5]), new(i.box[6], i.box[7], i.box[8]));
        }
    }

    /// <summary>nm.</summary>
    public ReadOnlySpan<Vec3> Positions => _positions ??= Copy(StateTypes.Positions);

    /// <summary>nm/ps.</summary>
    public ReadOnlySpan<Vec3> Velocities => _velocities ??= Copy(StateTypes.Velocities);

    /// <summary>kJ/mol/nm.</summary>
    public ReadOnlySpan<Vec3> Forces => _forces ??= Copy(StateTypes.Forces);

    /// <summary>Global parameters of the forces.</summary>
    public IReadOnlyDictionary<string, double> Parameters => Numbers(StateTypes.Parameters);

    /// <summary>Derivatives of the energy with respect to parameters that asked for it.</summary>
    public IReadOnlyDictionary<string, double> ParameterDerivatives => Numbers(StateTypes.ParameterDerivatives);

    /// <summary>The state as OpenMM's XML.</summary>
    public string ToXml()
    {
        using var lease = _state.Use();
        return OpenMMLibrary.Text(OpenMMNative.openmm_state_to_xml(lease.Pointer));
    }

    /// <summary>Reads a state's XML.</summary>
    /// <exception cref="OpenMMException">It is not the XML of a State.</exception>
    public static State FromXml(string xml)
    {
        OpenMMLibrary.Load();
        openmm_state* state;
        OpenMMLibrary.Check(OpenMMNative.openmm_state_from_xml(Xml.Parse(xml, "State").ToText(), &state));
        return new State(new StateObject(state));
    }

    public void Dispose() => _state.Dispose();

    internal StateObject Object => _state;

    /// <summary>
    /// Lends OpenMM's own vectors (Positions, Velocities or Forces) to <paramref name="reader"/>; the span must not be used after it returns.
    /// </summary>
    /// <exception cref="OpenMMException">The state does not hold them.</exception>
    public void Read(StateTypes kind, VectorReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        using var lease = _state.Use();
        openmm_vec3* vectors;
        long count;
        OpenMMLibrary.Check(OpenMMNative.openmm_state_vectors(lease.Pointer, (int)kind, &vectors, &count));
        reader(new ReadOnlySpan<Vec3>(vectors, checked((int)count)));
    }

    private Vec3[] Copy(StateTypes kind)
    {
        Vec3[] copy = [];
        Read(kind, vectors => copy = vectors.ToArray());
        return copy;
    }

    private Dictionary<string, double> Numbers(StateTypes kind)
    {
        using var lease = _state.Use();
        _ = Has(kind, 0);
        return OpenMMLibrary.Lines(OpenMMNative.openmm_state_parameters(lease.Pointer, (int)kind)).Select(l => l.Split('=', 2))
            .ToDictionary(p => p[0], p => double.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private double Has(StateTypes kind, double value)
    {
        ObjectDisposedException.ThrowIf(_state.IsClosed, this);
        return (Types & kind) != 0 ? value : throw new OpenMMException($"The State holds {Types}, not {kind}: ask for it in GetState.");
    }
}
