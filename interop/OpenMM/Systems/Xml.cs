using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace OpenMM;

/// <summary>Numbers and elements as OpenMM's XmlSerializer writes them.</summary>
internal static class Xml
{
    /// <summary>The shortest text that reads back as the same double.</summary>
    /// <exception cref="ArgumentException">Infinite or not a number.</exception>
    public static string Number(double value) => double.IsFinite(value)
        ? value.ToString("R", CultureInfo.InvariantCulture)
        : throw new ArgumentException($"A parameter has the value {value}; OpenMM's XML needs finite numbers.");

    public static XAttribute Attribute(string name, double value) => new(name, Number(value));

    public static XAttribute Attribute(string name, int value) => new(name, value.ToString(CultureInfo.InvariantCulture));

    public static XAttribute Attribute(string name, bool value) => new(name, value ? "1" : "0");

    public static XElement Vector(string name, Vec3 v) => new(name, Attribute("x", v.X), Attribute("y", v.Y), Attribute("z", v.Z));

    /// <summary>Parses XML text; an error names what it was meant to be.</summary>
    /// <exception cref="OpenMMException">It is not XML.</exception>
    public static XElement Parse(string xml, string what)
    {
        try
        {
            return XElement.Parse(xml);
        }
        catch (XmlException e)
        {
            throw new OpenMMException($"The XML of the {what} can't be read: {e.Message}", e);
        }
    }

    /// <summary>An attribute that has to be there.</summary>
    /// <exception cref="OpenMMException">It is not.</exception>
    public static string Need(this XElement element, string name) => element.Attribute(name)?.Value
        ?? throw new OpenMMException($"The XML element {Short(element)} has no attribute '{name}'.");

    public static double Double(this XElement element, string name) => Double(element, name, element.Need(name));

    public static double Double(this XElement element, string name, double otherwise) =>
        element.Attribute(name) is { } a ? Double(element, name, a.Value) : otherwise;

    public static int Integer(this XElement element, string name) =>
        int.TryParse(element.Need(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new OpenMMException($"The XML element {Short(element)} has {name}=\"{element.Need(name)}\", which is not an integer.");

    public static string ToText(this XElement element) =>
        "<?xml version=\"1.0\" ?>\n" + element.ToString(SaveOptions.None) + "\n";

    /// <summary>The start of an element, for error messages.</summary>
    public static string Short(XElement element)
    {
        string text = new XElement(element.Name, element.Attributes()).ToString();
        return text.Length > 160 ? text[..160] + "..." : text;
    }

    private static double Double(XElement element, string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new OpenMMException($"The XML element {Short(element)} has {name}=\"{text}\", which is not a number.");
}
