using System.Xml.Linq;
using OpenMM.Native;

namespace OpenMM;

/// <summary>
/// How a <see cref="Context"/> moves its particles. A description: every context makes its own integrator from it, so one object can
/// serve several; what changes during a run (temperature, step size) is set on the context.
/// </summary>
public abstract class Integrator
{
    /// <summary>OpenMM's name of the class.</summary>
    public abstract string TypeName { get; }

    /// <summary>Time step, ps (variable integrators: the first one).</summary>
    public double StepSize { get; init; }

    /// <summary>Relative error of constrained distances.</summary>
    public double ConstraintTolerance { get; init; } = 1e-5;

    /// <summary>The integrator's XML, as <c>XmlSerializer</c> reads it.</summary>
    public virtual XElement ToXml()
    {
        var element = new XElement("Integrator", new XAttribute("type", TypeName), Xml.Attribute("version", Version),
            Xml.Attribute("stepSize", StepSize), Xml.Attribute("constraintTolerance", ConstraintTolerance));
        Write(element);
        return element;
    }

    /// <summary>Reads an integrator's XML, from OpenMM (any language) or <see cref="ToXml"/>.</summary>
    /// <exception cref="OpenMMException">It is not the XML of an integrator.</exception>
    public static Integrator FromXml(string xml)
    {
        XElement root = Xml.Parse(xml, "Integrator");
        return root.Attribute("type")?.Value is { } type && type.EndsWith("Integrator", StringComparison.Ordinal)
            ? new XmlIntegrator(root)
            : throw new OpenMMException($"This XML describes a {root.Attribute("type")?.Value ?? root.Name.LocalName}, not an Integrator.");
    }

    private protected virtual int Version => 1;

    private protected virtual void Write(XElement integrator)
    {
    }

    internal unsafe IntegratorObject Create()
    {
        Platform.LoadDefaultPlugins();
        openmm_integrator* integrator;
        OpenMMLibrary.Check(OpenMMNative.openmm_integrator_from_xml(ToXml().ToText(), &integrator));
        return new IntegratorObject(integrator);
    }
}

/// <summary>Any integrator as XML (CustomIntegrator, CompoundIntegrator, those of plugins).</summary>
internal sealed class XmlIntegrator(XElement element) : Integrator
{
    private readonly XElement _element = new(element);

    public override string TypeName => _element.Need("type");

    public override XElement ToXml() => new(_element);
}
