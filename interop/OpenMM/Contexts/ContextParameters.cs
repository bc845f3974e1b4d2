using OpenMM.Native;

namespace OpenMM;

/// <summary>What can be changed while it runs: parameters of forces, and numbers of the integrator.</summary>
public sealed unsafe partial class Context
{
    /// <summary>Names of the forces' global parameters, e.g. <c>MonteCarloPressure</c>.</summary>
    public IReadOnlyList<string> ParameterNames
    {
        get
        {
            using var lease = _context.Use();
            return OpenMMLibrary.Lines(OpenMMNative.openmm_context_parameter_names(lease.Pointer));
        }
    }

    public double GetParameter(string name)
    {
        using var lease = _context.Use();
        double value;
        OpenMMLibrary.Check(OpenMMNative.openmm_context_get_parameter(lease.Pointer, Known(name), &value));
        return value;
    }

    /// <summary>Sets a global parameter.</summary>
    /// <exception cref="OpenMMException">There is none of that name; the message lists what there is.</exception>
    public void SetParameter(string name, double value)
    {
        using var lease = _context.Use();
        OpenMMLibrary.Check(OpenMMNative.openmm_context_set_parameter(lease.Pointer, Known(name), value));
    }

    /// <summary>A number of the integrator: stepSize, constraintTolerance, temperature, friction, ..., or a CustomIntegrator's global variable.</summary>
    /// <exception cref="OpenMMException">It has none of that name; the message lists what it has.</exception>
    public double GetIntegratorValue(string name)
    {
        using var lease = _context.Use();
        double value;
        OpenMMLibrary.Check(OpenMMNative.openmm_context_get_integrator(lease.Pointer, name, &value));
        return value;
    }

    /// <summary>Changes a number of the integrator, by the names of <see cref="GetIntegratorValue"/>.</summary>
    /// <exception cref="OpenMMException">It has none of that name.</exception>
    public void SetIntegratorValue(string name, double value)
    {
        using var lease = _context.Use();
        OpenMMLibrary.Check(OpenMMNative.openmm_context_set_integrator(lease.Pointer, name, value));
    }

    /// <summary>Sets the temperature (K) of the integrator's bath, and of barostats and an Andersen thermostat when there are any.</summary>
    /// <exception cref="OpenMMException">Neither the integrator nor a force has a bath.</exception>
    public void SetTemperature(double temperature)
    {
        string[] ofForces = [.. ParameterNames.Where(n => n.EndsWith("MonteCarloTemperature", StringComparison.Ordinal)
            || n.EndsWith("AndersenTemperature", StringComparison.Ordinal))];
        foreach (string name in ofForces)
            SetParameter(name, temperature);
        if (ofForces.Length == 0 || Integrator is StochasticIntegrator or NoseHooverIntegrator)
            SetIntegratorValue("temperature", temperature);
    }

    private string Known(string name)
    {
        IReadOnlyList<string> names = ParameterNames;
        return names.Contains(name) ? name : throw new OpenMMException(
            $"The context has no parameter '{name}'{Nearest.Hint(name, names)}; it has {(names.Count == 0 ? "none" : string.Join(", ", names))}.");
    }
}
