using IonicMlff.Core.Potentials;

namespace IonicMlff.Testing;

/// <summary>Ghost exchange between ranks that are threads of this process; a rank that stays away is an error, no hang.</summary>
public sealed class RankExchange(GhostDomain[] domains) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Barrier barrier = new(domains.Length);
    private readonly double[][] published = new double[domains.Length][];
    private readonly string[] call = new string[domains.Length];
    private readonly (int Rank, int Row)[] owner = Owners(domains);
    private readonly CancellationTokenSource failed = new();
    private volatile bool someoneLeft;

    public IHaloExchange Halo(int rank) => new RankHalo(this, rank);

    /// <summary>The rank makes no more calls; ranks that wait for it, or will, fail at once.</summary>
    public void Leave()
    {
        someoneLeft = true;
        if (barrier.ParticipantsRemaining < barrier.ParticipantCount)
            failed.Cancel();
    }

    /// <summary>Ranks are about to compute again.</summary>
    public void Begin() => someoneLeft = false;

    public void Dispose()
    {
        barrier.Dispose();
        failed.Dispose();
    }

    /// <summary>All ranks' rows, once everyone has come with the same call.</summary>
    private void Publish(int rank, Span<double> rows, int width, string name)
    {
        int expected = (domains[rank].Locals.Length + domains[rank].Ghosts.Length) * width;
        if (rows.Length != expected)
            throw new InvalidOperationException($"Rank {rank}: {name} of {rows.Length} numbers instead of {expected}.");
        published[rank] = rows.ToArray();
        call[rank] = $"{name}, width {width}";
        if (someoneLeft)
            throw new InvalidOperationException($"Rank {rank} calls {name}, but another rank has finished.");
        Meet(rank);
        if (call.Distinct().Count() > 1)
            throw new InvalidOperationException($"Ranks disagree: {string.Join("; ", call)}.");
    }

    private void Meet(int rank)
    {
        if (!barrier.SignalAndWait((int)Patience.TotalMilliseconds, failed.Token))
            throw new TimeoutException($"Rank {rank} waited {Patience.TotalSeconds} s for another rank to join an exchange.");
    }

    private static (int, int)[] Owners(GhostDomain[] domains)
    {
        var owner = new (int, int)[domains.Sum(d => d.Locals.Length)];
        foreach (GhostDomain d in domains)
            for (int row = 0; row < d.Locals.Length; row++)
                owner[d.Locals[row]] = (d.Rank, row);
        return owner;
    }

    private sealed class RankHalo(RankExchange all, int rank) : IHaloExchange
    {
        private readonly GhostDomain domain = all.Domain(rank);

        public void Forward(Span<double> rows, int width)
        {
            all.Publish(rank, rows, width, "forward");
            for (int g = 0; g < domain.Ghosts.Length; g++)
            {
                (int from, int row) = all.owner[domain.Ghosts[g].Atom];
                all.published[from].AsSpan(row * width, width).CopyTo(rows[((domain.Locals.Length + g) * width)..]);
            }

            all.Meet(rank);
        }

        public void Reverse(Span<double> rows, int width)
        {
            all.Publish(rank, rows, width, "reverse");
            for (int from = 0; from < all.published.Length; from++)
            {
                GhostDomain other = all.Domain(from);
                for (int g = 0; g < other.Ghosts.Length; g++)
                {
                    (int to, int row) = all.owner[other.Ghosts[g].Atom];
                    for (int k = 0; to == rank && k < width; k++)
                        rows[row * width + k] += all.published[from][(other.Locals.Length + g) * width + k];
                }
            }

            rows[(domain.Locals.Length * width)..].Fill(double.NaN); // undefined by contract: nobody may read them
            all.Meet(rank);
        }
    }

    private GhostDomain Domain(int rank) => domains[rank];
}
