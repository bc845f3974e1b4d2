namespace IonicMlff.Torch;

/// <summary>
/// Every pair of atoms (with one image of the second) is two edges, i ← j with translation T and j ← i with −T. Quantities that depend
/// on the distance alone are the same on both.
/// </summary>
internal static class ReverseEdges
{
    /// <summary>The other edge of each edge's pair; −1 where there is none (an edge to a ghost atom).</summary>
    public static int[] Find(int[] rowStart, int[] receivers, int[] senders, double[] shifts)
    {
        var reverse = new int[receivers.Length];
        Array.Fill(reverse, -1);
        for (int e = 0; e < reverse.Length; e++)
        {
            if (reverse[e] >= 0 || senders[e] + 1 >= rowStart.Length)
                continue;

            // Rows are sorted by sender: look through the images of i among the neighbours of j.
            int i = receivers[e], j = senders[e];
            int first = Array.BinarySearch(senders, rowStart[j], rowStart[j + 1] - rowStart[j], i);
            if (first < 0)
                continue;
            while (first > rowStart[j] && senders[first - 1] == i)
                first--;
            for (int k = first; k < rowStart[j + 1] && senders[k] == i; k++)
            {
                if (Opposite(shifts, e, k))
                {
                    (reverse[e], reverse[k]) = (k, e);
                    break;
                }
            }
        }

        return reverse;
    }

    private static bool Opposite(double[] shifts, int e, int k)
    {
        for (int a = 0; a < 3; a++)
        {
            if (Math.Abs(shifts[3 * e + a] + shifts[3 * k + a]) > 1e-6)
                return false;
        }

        return true;
    }
}
