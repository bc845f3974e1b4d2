using System.Xml.Linq;

namespace OpenMM;

/// <summary>A particle without mass whose position follows from others.</summary>
public abstract record VirtualSite
{
    /// <summary>Particles that it follows.</summary>
    public abstract IReadOnlyList<int> Particles { get; }

    internal abstract XElement ToXml();

    internal static VirtualSite FromXml(XElement e) => e.Name.LocalName switch
    {
        nameof(TwoParticleAverageSite) => new TwoParticleAverageSite(e.Integer("p1"), e.Integer("p2"), e.Double("w1"), e.Double("w2")),
        nameof(ThreeParticleAverageSite) => new ThreeParticleAverageSite(
            e.Integer("p1"), e.Integer("p2"), e.Integer("p3"), e.Double("w1"), e.Double("w2"), e.Double("w3")),
        nameof(OutOfPlaneSite) => new OutOfPlaneSite(
            e.Integer("p1"), e.Integer("p2"), e.Integer("p3"), e.Double("w12"), e.Double("w13"), e.Double("wc")),
        nameof(LocalCoordinatesSite) => LocalCoordinatesSite.Read(e),
        string other => throw new OpenMMException($"The System's XML has a virtual site of the kind '{other}', which OpenMM.NET does not know."),
    };

    private protected static XElement Element(string name, IEnumerable<int> particles, params ReadOnlySpan<(string Name, double Value)> numbers)
    {
        var element = new XElement(name, particles.Select((p, i) => Xml.Attribute($"p{i + 1}", p)));
        foreach ((string n, double value) in numbers)
            element.Add(Xml.Attribute(n, value));
        return element;
    }
}

/// <summary>w1 r1 + w2 r2.</summary>
public sealed record TwoParticleAverageSite(int P1, int P2, double W1, double W2) : VirtualSite
{
    public override IReadOnlyList<int> Particles => [P1, P2];

    internal override XElement ToXml() => Element(nameof(TwoParticleAverageSite), Particles, ("w1", W1), ("w2", W2));
}

/// <summary>w1 r1 + w2 r2 + w3 r3.</summary>
public sealed record ThreeParticleAverageSite(int P1, int P2, int P3, double W1, double W2, double W3) : VirtualSite
{
    public override IReadOnlyList<int> Particles => [P1, P2, P3];

    internal override XElement ToXml() => Element(nameof(ThreeParticleAverageSite), Particles, ("w1", W1), ("w2", W2), ("w3", W3));
}

/// <summary>r1 + w12 r12 + w13 r13 + wc (r12 × r13).</summary>
public sealed record OutOfPlaneSite(int P1, int P2, int P3, double W12, double W13, double WCross) : VirtualSite
{
    public override IReadOnlyList<int> Particles => [P1, P2, P3];

    internal override XElement ToXml() => Element(nameof(OutOfPlaneSite), Particles, ("w12", W12), ("w13", W13), ("wc", WCross));
}

/// <summary>A fixed place in a local coordinate system made of weighted particles.</summary>
public sealed record LocalCoordinatesSite(
    IReadOnlyList<int> Of, IReadOnlyList<double> OriginWeights, IReadOnlyList<double> XWeights, IReadOnlyList<double> YWeights, Vec3 Position)
    : VirtualSite
{
    public override IReadOnlyList<int> Particles => Of;

    internal override XElement ToXml()
    {
        XElement e = Element(nameof(LocalCoordinatesSite), Of, ("pos1", Position.X), ("pos2", Position.Y), ("pos3", Position.Z));
        for (int i = 0; i < Of.Count; i++)
            e.Add(Xml.Attribute($"wo{i + 1}", OriginWeights[i]), Xml.Attribute($"wx{i + 1}", XWeights[i]), Xml.Attribute($"wy{i + 1}", YWeights[i]));
        return e;
    }

    internal static LocalCoordinatesSite Read(XElement e)
    {
        int[] which = [.. Enumerable.Range(1, 1000).TakeWhile(i => e.Attribute($"p{i}") is not null)];
        return new LocalCoordinatesSite([.. which.Select(i => e.Integer($"p{i}"))], [.. which.Select(i => e.Double($"wo{i}"))],
            [.. which.Select(i => e.Double($"wx{i}"))], [.. which.Select(i => e.Double($"wy{i}"))],
            new Vec3(e.Double("pos1"), e.Double("pos2"), e.Double("pos3")));
    }
}
