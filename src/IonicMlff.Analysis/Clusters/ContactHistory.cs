namespace IonicMlff.Analysis.Clusters;

/// <summary>When which pairs were in contact, and how long contacts last.</summary>
public sealed class ContactHistory
{
    // Per pair: frame of coming, frame of leaving, frame of coming, …; the last leaving may be missing.
    private readonly Dictionary<int, List<int>> _edges = [];
    private readonly List<long> _bound = []; // contacts per frame
    private int[] _last = [];

    /// <summary>Adds a frame: pairs in contact, ascending.</summary>
    public void Add(int[] pairs)
    {
        int frame = _bound.Count;
        foreach (int p in pairs.Except(_last))
        {
            if (!_edges.TryGetValue(p, out List<int>? edges))
                _edges[p] = edges = [];
            edges.Add(frame);
            Joined += frame > 0 ? 1 : 0;
        }

        foreach (int p in _last.Except(pairs))
        {
            _edges[p].Add(frame);
            Left++;
        }

        _bound.Add(pairs.Length);
        _last = pairs;
    }

    /// <summary>Contacts that came about between neighbouring frames.</summary>
    public long Joined { get; private set; }

    /// <summary>Contacts that ended between neighbouring frames.</summary>
    public long Left { get; private set; }

    /// <summary>Contacts times frames.</summary>
    public long Total => _bound.Sum();

    /// <summary>Stretches of contact, those cut by the ends of the run among them.</summary>
    public long Stretches => _edges.Values.Sum(e => (e.Count + 1) / 2);

    /// <summary>Σ h(t), t = 0..T−1−k, for lags k = 0..lags−1, over all pairs.</summary>
    public long[] Bound(int lags)
    {
        var sums = new long[_bound.Count + 1];
        for (int t = 0; t < _bound.Count; t++)
            sums[t + 1] = sums[t] + _bound[t];
        return [.. Enumerable.Range(0, lags).Select(k => sums[_bound.Count - k])];
    }

    /// <summary>
    /// Intermittent: g(k) = Σ h(t) h(t+k). As h changes at its edges only, so does the slope of g at distances of edges:
    /// 2g(k) − g(k−1) − g(k+1) = Σ s s' over edges k apart, s = +1 for coming and −1 for leaving; g is even.
    /// </summary>
    public long[] Intermittent(int lags)
    {
        var bends = new long[lags];
        foreach (List<int> edges in Closed())
        {
            for (int i = 0; i < edges.Count; i++)
            {
                for (int j = i; j < edges.Count && edges[j] - edges[i] < lags; j++)
                    bends[edges[j] - edges[i]] += (j - i) % 2 == 0 ? 1 : -1;
            }
        }

        var g = new long[lags];
        for (int k = 0; k < lags; k++)
            g[k] = k == 0 ? Total : k == 1 ? g[0] - bends[0] / 2 : 2 * g[k - 1] - g[k - 2] - bends[k - 1];
        return g;
    }

    /// <summary>Continuous: Σ h(t) h(t+1) … h(t+k); a stretch of L frames gives L − k.</summary>
    public long[] Continuous(int lags)
    {
        var sums = new long[lags];
        foreach (List<int> edges in Closed())
        {
            for (int i = 0; i < edges.Count; i += 2)
            {
                int length = edges[i + 1] - edges[i];
                for (int k = 0; k < Math.Min(lags, length); k++)
                    sums[k] += length - k;
            }
        }

        return sums;
    }

    private IEnumerable<List<int>> Closed() => _edges.Values.Select(e => e.Count % 2 == 0 ? e : [.. e, _bound.Count]);
}
