using System.Xml.Linq;

namespace OpenMM;

/// <summary>Removes the motion of the centre of mass.</summary>
public sealed class CMMotionRemover : Force
{
    public override string TypeName => nameof(CMMotionRemover);

    /// <summary>Steps between two removals.</summary>
    public int Frequency { get; set; } = 1;

    private protected override void Write(XElement force) => force.Add(Xml.Attribute("frequency", Frequency));
}

/// <summary>Random collisions with a bath. Temperature in K, collision frequency in 1/ps.</summary>
public sealed class AndersenThermostat(double temperature, double collisionFrequency) : Force
{
    public override string TypeName => nameof(AndersenThermostat);

    /// <summary>0: a new one for every context.</summary>
    public int RandomSeed { get; set; }

    private protected override void Write(XElement force) => force.Add(
        Xml.Attribute("temperature", temperature), Xml.Attribute("frequency", collisionFrequency), Xml.Attribute("randomSeed", RandomSeed));
}

/// <summary>Random changes of the volume, accepted by Metropolis: constant pressure (bar) and temperature (K).</summary>
public sealed class MonteCarloBarostat(double pressure, double temperature) : Force
{
    public override string TypeName => nameof(MonteCarloBarostat);

    /// <summary>Steps between two attempts; 0: never.</summary>
    public int Frequency { get; set; } = 25;

    public int RandomSeed { get; set; }

    private protected override void Write(XElement force) => force.Add(Xml.Attribute("pressure", pressure),
        Xml.Attribute("temperature", temperature), Xml.Attribute("frequency", Frequency), Xml.Attribute("randomSeed", RandomSeed));
}

/// <summary>As <see cref="MonteCarloBarostat"/>, with a pressure (bar) of its own for each axis.</summary>
public sealed class MonteCarloAnisotropicBarostat(Vec3 pressure, double temperature) : Force
{
    public override string TypeName => nameof(MonteCarloAnisotropicBarostat);

    /// <summary>Which axes may change.</summary>
    public (bool X, bool Y, bool Z) Scale { get; set; } = (true, true, true);

    public int Frequency { get; set; } = 25;

    public int RandomSeed { get; set; }

    private protected override void Write(XElement force) => force.Add(
        Xml.Attribute("pressurex", pressure.X), Xml.Attribute("pressurey", pressure.Y), Xml.Attribute("pressurez", pressure.Z),
        Xml.Attribute("scalex", Scale.X), Xml.Attribute("scaley", Scale.Y), Xml.Attribute("scalez", Scale.Z),
        Xml.Attribute("temperature", temperature), Xml.Attribute("frequency", Frequency), Xml.Attribute("randomSeed", RandomSeed));
}

/// <summary>What a membrane barostat does in the plane; OpenMM's numbers.</summary>
public enum MembraneXYMode
{
    Isotropic = 0,
    Anisotropic = 1,
}

/// <summary>What a membrane barostat does along z; OpenMM's numbers.</summary>
public enum MembraneZMode
{
    Free = 0,
    Fixed = 1,
    ConstantVolume = 2,
}

/// <summary>Constant pressure (bar) with a surface tension (bar·nm) in the xy plane.</summary>
public sealed class MonteCarloMembraneBarostat(
    double pressure, double surfaceTension, double temperature, MembraneXYMode xyMode, MembraneZMode zMode) : Force
{
    public override string TypeName => nameof(MonteCarloMembraneBarostat);

    public int Frequency { get; set; } = 25;

    public int RandomSeed { get; set; }

    private protected override void Write(XElement force) => force.Add(Xml.Attribute("pressure", pressure),
        Xml.Attribute("surfaceTension", surfaceTension), Xml.Attribute("temperature", temperature), Xml.Attribute("xymode", (int)xyMode),
        Xml.Attribute("zmode", (int)zMode), Xml.Attribute("frequency", Frequency), Xml.Attribute("randomSeed", RandomSeed));
}
