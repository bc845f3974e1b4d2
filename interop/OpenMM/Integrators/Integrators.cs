using System.Xml.Linq;

namespace OpenMM;

/// <summary>Leapfrog Verlet: constant energy, or a bath by <see cref="AndersenThermostat"/>. Step in ps.</summary>
public sealed class VerletIntegrator : Integrator
{
    public VerletIntegrator(double stepSize) => StepSize = stepSize;

    public override string TypeName => nameof(VerletIntegrator);
}

/// <summary>An integrator with friction and noise: temperature in K, friction in 1/ps.</summary>
public abstract class StochasticIntegrator : Integrator
{
    private protected StochasticIntegrator(double temperature, double friction, double stepSize)
    {
        (Temperature, Friction, StepSize) = (temperature, friction, stepSize);
    }

    public double Temperature { get; }

    public double Friction { get; }

    /// <summary>0: a new one for every context.</summary>
    public int RandomSeed { get; init; }

    private protected override void Write(XElement integrator) => integrator.Add(
        Xml.Attribute("temperature", Temperature), Xml.Attribute("friction", Friction), Xml.Attribute("randomSeed", RandomSeed));
}

/// <summary>Langevin dynamics, leapfrog.</summary>
public sealed class LangevinIntegrator(double temperature, double friction, double stepSize) : StochasticIntegrator(temperature, friction, stepSize)
{
    public override string TypeName => nameof(LangevinIntegrator);
}

/// <summary>Langevin dynamics, LFMiddle: the most accurate configurations at a given step.</summary>
public sealed class LangevinMiddleIntegrator(double temperature, double friction, double stepSize) : StochasticIntegrator(temperature, friction, stepSize)
{
    public override string TypeName => nameof(LangevinMiddleIntegrator);
}

/// <summary>Brownian dynamics.</summary>
public sealed class BrownianIntegrator(double temperature, double friction, double stepSize) : StochasticIntegrator(temperature, friction, stepSize)
{
    public override string TypeName => nameof(BrownianIntegrator);
}

/// <summary>Langevin dynamics whose step follows from an error tolerance.</summary>
public sealed class VariableLangevinIntegrator(double temperature, double friction, double errorTolerance)
    : StochasticIntegrator(temperature, friction, 0)
{
    public override string TypeName => nameof(VariableLangevinIntegrator);

    public double ErrorTolerance => errorTolerance;

    /// <summary>ps; 0: no limit.</summary>
    public double MaximumStepSize { get; init; }

    private protected override int Version => 2;

    private protected override void Write(XElement integrator)
    {
        base.Write(integrator);
        integrator.Add(Xml.Attribute("errorTol", ErrorTolerance), Xml.Attribute("maxStepSize", MaximumStepSize));
    }
}

/// <summary>Verlet whose step follows from an error tolerance.</summary>
public sealed class VariableVerletIntegrator(double errorTolerance) : Integrator
{
    public override string TypeName => nameof(VariableVerletIntegrator);

    public double ErrorTolerance => errorTolerance;

    /// <summary>ps; 0: no limit.</summary>
    public double MaximumStepSize { get; init; }

    private protected override int Version => 2;

    private protected override void Write(XElement integrator) =>
        integrator.Add(Xml.Attribute("errorTol", ErrorTolerance), Xml.Attribute("maxStepSize", MaximumStepSize));
}

/// <summary>Nosé–Hoover chains on all particles: temperature in K, collision frequency in 1/ps.</summary>
public sealed class NoseHooverIntegrator : Integrator
{
    public NoseHooverIntegrator(double temperature, double collisionFrequency, double stepSize)
    {
        (Temperature, CollisionFrequency, StepSize) = (temperature, collisionFrequency, stepSize);
    }

    public override string TypeName => nameof(NoseHooverIntegrator);

    public double Temperature { get; }

    public double CollisionFrequency { get; }

    public int ChainLength { get; init; } = 3;

    public int MultipleTimeSteps { get; init; } = 3;

    /// <summary>Terms of the Yoshida–Suzuki decomposition: 1, 3, 5 or 7.</summary>
    public int YoshidaSuzukiTerms { get; init; } = 7;

    private protected override void Write(XElement integrator) => integrator.Add(
        Xml.Attribute("temperature", Temperature), Xml.Attribute("collisionFrequency", CollisionFrequency),
        Xml.Attribute("chainLength", ChainLength), Xml.Attribute("numMTS", MultipleTimeSteps), Xml.Attribute("numYS", YoshidaSuzukiTerms),
        Xml.Attribute("maximumPairDistance", 0), Xml.Attribute("hasSubsystemThermostats", 0));
}
