using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IonicMlff.Documentation;

/// <summary>The XML documentation file beside an assembly, as Markdown.</summary>
internal sealed partial class XmlDocumentation
{
    private readonly Dictionary<string, XElement> members;

    public XmlDocumentation(string assembly) => members = XDocument.Load(Path.ChangeExtension(assembly, ".xml")).Descendants("member")
        .ToDictionary(m => m.Attribute("name")!.Value);

    /// <summary>Text of an element, e.g. <c>summary</c>, of a member; empty when it has none.</summary>
    public string Text(string member, string element) =>
        members.TryGetValue(member, out XElement? e) && e.Element(element) is { } found ? Markdown(found) : "";

    /// <summary>Names and texts of the elements of a kind: <c>param</c> by name, <c>exception</c> by type.</summary>
    public IEnumerable<(string Name, string Text)> All(string member, string element, string attribute) =>
        members.TryGetValue(member, out XElement? e)
            ? e.Elements(element).Select(x => (ShortName(x.Attribute(attribute)!.Value), Markdown(x)))
            : [];

    private static string Markdown(XElement element)
    {
        var text = new StringBuilder();
        Append(element, text);
        return Blanks().Replace(text.ToString(), " ").Trim();
    }

    private static void Append(XElement element, StringBuilder text)
    {
        foreach (XNode node in element.Nodes())
        {
            switch (node)
            {
                case XText plain:
                    text.Append(plain.Value.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal));
                    break;
                case XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } link:
                    text.Append('`').Append(ShortName((link.Attribute("cref") ?? link.Attribute("name") ?? link.Attribute("langword") ?? link.Attribute("href"))!.Value)).Append('`');
                    break;
                case XElement { Name.LocalName: "c" or "code" } code:
                    text.Append('`').Append(code.Value.Trim()).Append('`');
                    break;
                case XElement { Name.LocalName: "b" } bold:
                    text.Append("**").Append(bold.Value).Append("**");
                    break;
                case XElement { Name.LocalName: "item" } item:
                    text.Append(" • ");
                    Append(item, text);
                    break;
                case XElement other:
                    Append(other, text);
                    break;
                default:
                    break;
            }
        }
    }

    // M:OpenMM.Context.Step(System.Int32) → Context.Step
    private static string ShortName(string reference)
    {
        string name = reference.Length > 2 && reference[1] == ':' ? reference[2..] : reference;
        int bracket = name.IndexOf('(', StringComparison.Ordinal);
        string[] parts = (bracket < 0 ? name : name[..bracket]).Split('.');
        bool isMember = reference.Length > 2 && reference[1] == ':' && reference[0] != 'T' && parts.Length > 1;
        return Arity().Replace(isMember ? $"{parts[^2]}.{parts[^1]}" : parts[^1], "").Replace(".#ctor", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("`+\\d+")]
    private static partial Regex Arity();
}
