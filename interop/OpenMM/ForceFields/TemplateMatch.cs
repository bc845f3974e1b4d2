namespace OpenMM;

/// <summary>Finds which atom of a template each atom of a residue is: same elements, same bonds, whatever the names.</summary>
internal static class TemplateMatch
{
    /// <summary>Template atom of every atom of the residue; null when it does not match.</summary>
    /// <param name="residue">Residue of a topology.</param>
    /// <param name="template">Candidate.</param>
    /// <param name="bonded">Atoms that each atom of the topology is bonded to.</param>
    public static int[]? Find(Residue residue, ResidueTemplate template, IReadOnlyList<SortedSet<int>> bonded)
    {
        IReadOnlyList<Atom> atoms = residue.Atoms;
        if (atoms.Count != template.Atoms.Count)
            return null;
        Dictionary<int, int> local = atoms.Select((a, i) => (a.Index, i)).ToDictionary(p => p.Index, p => p.i);
        int[][] inside = [.. atoms.Select(a => bonded[a.Index].Where(local.ContainsKey).Select(b => local[b]).ToArray())];
        int[] outside = [.. atoms.Select((a, i) => bonded[a.Index].Count - inside[i].Length)];
        var match = new int[atoms.Count];
        Array.Fill(match, -1);
        var used = new bool[atoms.Count];
        return Extend(0) ? match : null;

        bool Fits(int i, int t)
        {
            TemplateAtom target = template.Atoms[t];
            bool same = atoms[i].Element is { } element ? element == target.Type.Element : target.Type.Element is null && atoms[i].Name == target.Name;
            return same && inside[i].Length == target.Bonded.Count && outside[i] == target.ExternalBonds
                && Array.TrueForAll(inside[i], b => match[b] < 0 || target.Bonded.Contains(match[b]));
        }

        // An atom of the same name is tried first: it nearly always is the one.
        bool Extend(int i)
        {
            if (i == atoms.Count)
                return true;
            int named = template.Atoms.FindIndex(t => t.Name == atoms[i].Name);
            foreach (int t in Enumerable.Range(0, atoms.Count).OrderByDescending(t => t == named))
            {
                if (used[t] || !Fits(i, t))
                    continue;
                (match[i], used[t]) = (t, true);
                if (Extend(i + 1))
                    return true;
                (match[i], used[t]) = (-1, false);
            }

            return false;
        }
    }
}
