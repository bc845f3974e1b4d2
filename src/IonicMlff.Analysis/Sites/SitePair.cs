using IonicMlff.Analysis.Runs;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Sites;

/// <summary>Two selections, <c>A-B</c>: B around A.</summary>
public sealed record SitePair(SiteSelection A, SiteSelection B)
{
    /// <summary>As in the reference files: <c>Li - O</c>.</summary>
    public string Name => $"{A.Name} - {B.Name}";

    /// <summary>Both are the same points.</summary>
    public bool IsSame => A.Overlap(B) == A.Count && A.Count == B.Count;

    /// <summary>Reads <c>Li-O</c>, <c>N(TFSI)-N(TFSI)</c>; blanks around the hyphen do not matter.</summary>
    /// <exception cref="IlmlffException">Not two selections.</exception>
    public static SitePair Parse(string text, AnalysisSystem system)
    {
        int depth = 0, at = -1;
        for (int k = 0; k < text.Length && at < 0; k++)
        {
            depth += text[k] == '(' ? 1 : text[k] == ')' ? -1 : 0;
            at = text[k] == '-' && depth == 0 ? k : -1;
        }

        return at > 0 && at < text.Length - 1
            ? new(SiteSelection.Parse(text[..at], system), SiteSelection.Parse(text[(at + 1)..], system))
            : throw IlmlffException.Usage($"'{text}' is not a pair; expected two selections with a hyphen between them, e.g. Li-O or N(TFSI)-N(TFSI).");
    }

    /// <summary>What one looks at first: the centres of all kinds with each other, and O around Li.</summary>
    public static IReadOnlyList<SitePair> Usual(AnalysisSystem system)
    {
        if (system.Topology.Elements is null)
            return [Parse("*-*", system)];
        string[] centers = [.. system.Molecules.Kinds.Select(SiteSelection.CenterOf)];
        var names = new List<string>();
        if (centers.Contains("Li") && system.Topology.Elements.Contains(8))
            names.Add("Li-O");
        for (int i = 0; i < centers.Length; i++)
        {
            for (int j = i; j < centers.Length; j++)
            {
                MoleculeKind kind = system.Molecules.Kinds[i];
                if (i != j || system.Molecules.Of(kind).Count > 1)
                    names.Add($"{centers[i]}-{centers[j]}");
            }
        }

        return [.. names.Select(n => Parse(n, system))];
    }
}
