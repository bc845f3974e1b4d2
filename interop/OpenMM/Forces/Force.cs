using System.Xml.Linq;

namespace OpenMM;

/// <summary>A force of a <see cref="MolecularSystem"/>; what it is in OpenMM follows from the XML it writes.</summary>
public abstract class Force
{
    private int _group;

    /// <summary>OpenMM's name of the class, e.g. <c>NonbondedForce</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>Name of this force; OpenMM's default is the class.</summary>
    public string? Name { get; set; }

    /// <summary>0 to 31; energies can be asked for by group.</summary>
    public int ForceGroup
    {
        get => _group;
        set => _group = value is >= 0 and < 32 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Force groups are 0 to 31.");
    }

    /// <summary>The force's XML, as <c>XmlSerializer</c> reads it.</summary>
    public virtual XElement ToXml()
    {
        var element = new XElement("Force", new XAttribute("type", TypeName), Xml.Attribute("version", Version),
            Xml.Attribute("forceGroup", ForceGroup), new XAttribute("name", Name ?? TypeName));
        Write(element);
        return element;
    }

    /// <summary>Version of the XML.</summary>
    private protected virtual int Version => 1;

    private protected virtual void Write(XElement force)
    {
    }

    /// <summary>Called before the force is handed to OpenMM.</summary>
    internal virtual void Prepare()
    {
    }
}

/// <summary>Any force as XML: what OpenMM or a plugin can read and has no class here.</summary>
public sealed class XmlForce : Force
{
    private readonly XElement _element;

    /// <summary>From XML text.</summary>
    /// <exception cref="OpenMMException">It is not XML, or does not say which force it is.</exception>
    public XmlForce(string xml)
        : this(Xml.Parse(xml, "Force"))
    {
    }

    internal XmlForce(XElement element)
    {
        TypeName = element.Need("type");
        _element = new XElement(element);
        ForceGroup = element.Attribute("forceGroup") is null ? 0 : element.Integer("forceGroup");
        Name = element.Attribute("name")?.Value;
    }

    public override string TypeName { get; }

    public override XElement ToXml()
    {
        var element = new XElement(_element) { Name = "Force" };
        element.SetAttributeValue("forceGroup", ForceGroup);
        if (Name is not null)
            element.SetAttributeValue("name", Name);
        return element;
    }

    internal override void Prepare()
    {
        if (TypeName == nameof(IlmlffForce))
            IlmlffForce.LoadPlugin();
    }
}
