using System.Globalization;
using IonicMlff.Core.Elements;

namespace IonicMlff.Core.Topologies;

/// <summary>Reads the part of SMILES that skeletons need: atoms, branches, ring closures of one digit.</summary>
internal static class SkeletonText
{
    /// <summary>Elements and neighbours of the atoms.</summary>
    public static (int[] Elements, int[][] Neighbors) Parse(string text)
    {
        var elements = new List<int>();
        var bonds = new List<(int I, int J)>();
        var branches = new Stack<int>();
        var rings = new Dictionary<char, int>();
        int last = -1;
        for (int k = 0; k < text.Length; k++)
        {
            switch (text[k])
            {
                case '(':
                    branches.Push(last);
                    break;
                case ')':
                    last = branches.Pop();
                    break;
                case >= '0' and <= '9':
                    if (rings.Remove(text[k], out int opened))
                        bonds.Add((opened, last));
                    else
                        rings[text[k]] = last;
                    break;
                default:
                    int end = text[k] == '[' ? text.IndexOf(']', k) : k;
                    string symbol = text[k] == '[' ? text[(k + 1)..end] : text[k].ToString(CultureInfo.InvariantCulture);
                    elements.Add(PeriodicTable.AtomicNumber(symbol));
                    if (last >= 0)
                        bonds.Add((last, elements.Count - 1));
                    last = elements.Count - 1;
                    k = end;
                    break;
            }
        }

        int[][] neighbors = [.. elements.Select((_, i) => bonds.Where(b => b.I == i || b.J == i).Select(b => b.I == i ? b.J : b.I).ToArray())];
        return ([.. elements], neighbors);
    }
}
