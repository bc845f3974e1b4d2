using System.Xml.Linq;

namespace OpenMM;

/// <summary>Terms on four atoms. <typeparamref name="T"/>: the parameters of one term.</summary>
internal abstract class TorsionTerms<T> : ForceTerms
{
    private readonly List<Term> _propers = [];
    private readonly List<Term> _impropers = [];

    private sealed record Term(HashSet<string>[] Types, bool HasWildcard, string Ordering, T Parameters, string File);

    public override void Read(XElement force, AtomTypes types, string file)
    {
        string ordering = force.Attribute("ordering")?.Value ?? DefaultOrdering;
        foreach (XElement e in force.Elements().Where(e => e.Name.LocalName is "Proper" or "Improper"))
        {
            if (types.Of(e, 4) is { } sets)
                (e.Name.LocalName == "Proper" ? _propers : _impropers).Add(new(sets, sets.Contains(types.Any), ordering, Parameters(e), file));
        }
    }

    private protected abstract string DefaultOrdering { get; }

    private protected abstract T Parameters(XElement term);

    /// <summary>Every torsion of the topology that has a term.</summary>
    private protected IEnumerable<(int A, int B, int C, int D, T Parameters)> Torsions(Parameterization p)
    {
        foreach ((int a, int b, int c, int d) in p.Propers)
        {
            if (Proper(p.TypeOf(a), p.TypeOf(b), p.TypeOf(c), p.TypeOf(d)) is { } term)
                yield return (a, b, c, d, term.Parameters);
        }

        foreach ((int center, int a, int b, int c) in _impropers.Count == 0 ? [] : p.Impropers)
        {
            foreach ((int A, int B, int C, int D, T) torsion in Improper(p, center, [a, b, c]))
                yield return torsion;
        }
    }

    // The first term without wildcards, else the first with.
    private Term? Proper(string a, string b, string c, string d)
    {
        Term? match = null;
        foreach (Term t in _propers)
        {
            bool fits = t.Types[0].Contains(a) && t.Types[1].Contains(b) && t.Types[2].Contains(c) && t.Types[3].Contains(d)
                || t.Types[0].Contains(d) && t.Types[1].Contains(c) && t.Types[2].Contains(b) && t.Types[3].Contains(a);
            if (!fits || match is not null && t.HasWildcard)
                continue;
            match = t;
            if (!t.HasWildcard)
                break;
        }

        return match;
    }

    // The center is the first atom of a term; its three neighbours may come in any order.
    private IEnumerable<(int A, int B, int C, int D, T)> Improper(Parameterization p, int center, int[] around)
    {
        (Term Term, int X, int Y, int Z)? match = null;
        foreach (Term t in _impropers)
        {
            if (match is not null && t.HasWildcard || !t.Types[0].Contains(p.TypeOf(center)))
                continue;
            foreach ((int i, int j, int k) in ((int, int, int)[])[(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
            {
                (int x, int y, int z) = (around[i], around[j], around[k]);
                if (t.Types[1].Contains(p.TypeOf(x)) && t.Types[2].Contains(p.TypeOf(y)) && t.Types[3].Contains(p.TypeOf(z)))
                {
                    match = (t, x, y, z);
                    break;
                }
            }
        }

        if (match is not { } m)
            yield break;
        (int first, int second, T parameters) = (m.X, m.Y, m.Term.Parameters);
        switch (m.Term.Ordering)
        {
            case "smirnoff": // all three ways round
                yield return (center, m.X, m.Y, m.Z, parameters);
                yield return (center, m.Y, m.Z, m.X, parameters);
                yield return (center, m.Z, m.X, m.Y, parameters);
                break;
            case "charmm" when !m.Term.HasWildcard:
                yield return (center, m.X, m.Y, m.Z, parameters);
                break;
            case "default" or "charmm":
                if (ComesLater(p, first, second))
                    (first, second) = (second, first);
                yield return (first, second, center, m.Z, parameters);
                break;
            default:
                throw new OpenMMException($"{m.Term.File}: impropers with ordering '{m.Term.Ordering}' are not supported (default, charmm and smirnoff are): "
                    + "build this System with OpenMM's Python package, and load its XML with MolecularSystem.FromXml.");
        }
    }

    // AMBER's rule where wildcards leave the order open: carbon first, then the lighter element's later, then by number.
    private static bool ComesLater(Parameterization p, int first, int second)
    {
        (string? e1, string? e2) = (p.Topology.Atoms[first].Element, p.Topology.Atoms[second].Element);
        if (e1 == e2 && first > second)
            return true;
        return e1 != "C" && (e2 == "C" || ChemicalElements.Number(e1) < ChemicalElements.Number(e2));
    }
}

/// <summary>Σ k (1 + cos(n φ − phase)).</summary>
internal sealed class PeriodicTorsionTerms : TorsionTerms<IReadOnlyList<(int Periodicity, double Phase, double K)>>
{
    private protected override string DefaultOrdering => "default";

    private protected override IReadOnlyList<(int Periodicity, double Phase, double K)> Parameters(XElement term) =>
        [.. Enumerable.Range(1, 100).TakeWhile(i => term.Attribute($"phase{i}") is not null)
            .Select(i => (term.Integer($"periodicity{i}"), term.Double($"phase{i}"), term.Double($"k{i}")))];

    public override void Apply(Parameterization p, ForceFieldOptions options)
    {
        PeriodicTorsionForce force = p.System.AddForce(new PeriodicTorsionForce());
        foreach ((int a, int b, int c, int d, IReadOnlyList<(int Periodicity, double Phase, double K)> series) in Torsions(p))
        {
            foreach ((int periodicity, double phase, double k) in series.Where(s => s.K != 0))
                force.AddTorsion(a, b, c, d, periodicity, phase, k);
        }
    }
}

/// <summary>Σ c_i cos^i(φ − 180°).</summary>
internal sealed class RyckaertBellemansTerms : TorsionTerms<double[]>
{
    private protected override string DefaultOrdering => "charmm";

    private protected override double[] Parameters(XElement term) => [.. Enumerable.Range(0, 6).Select(i => term.Double($"c{i}"))];

    public override void Apply(Parameterization p, ForceFieldOptions options)
    {
        RBTorsionForce force = p.System.AddForce(new RBTorsionForce());
        foreach ((int a, int b, int c, int d, double[] k) in Torsions(p))
            force.Torsions.Add(new(a, b, c, d, k[0], k[1], k[2], k[3], k[4], k[5]));
    }
}
