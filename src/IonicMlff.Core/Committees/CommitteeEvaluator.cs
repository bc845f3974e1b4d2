using IonicMlff.Core.Errors;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Core.Threads;

namespace IonicMlff.Core.Committees;

/// <summary>
/// Several potentials for the same atoms: the first drives (<see cref="Compute"/>), the spread of all tells where the drive can't be
/// trusted (<see cref="ComputeMembers"/>). They share one neighbour list. Their elements may be in different orders; an element counts
/// when all members know it.
/// </summary>
public sealed class CommitteeEvaluator : IEvaluator
{
    private readonly IEvaluator[] members;
    private readonly int[]?[] speciesOfMember; // by species of the committee; null: the same
    private readonly NeighborList neighbors;
    private readonly WorkerTeam workers;
    private int[] species = [];

    /// <summary>Creates the evaluators of all members.</summary>
    /// <param name="potentials">The members, the driving one first.</param>
    /// <param name="options">For every member.</param>
    /// <exception cref="IlmlffException">A member refuses the options, or the members have no element in common or take other parameters.</exception>
    public CommitteeEvaluator(IReadOnlyList<IPotential> potentials, EvaluatorOptions options)
    {
        Info = Describe(potentials);
        neighbors = NeighborList.For(Info.Cutoff, options);
        workers = new WorkerTeam(Math.Max(1, options.Threads), isShared: true); // a team each would keep spinning beside the next one's work
        speciesOfMember = [.. potentials.Select(p => MapSpecies(Info, p.Info))];
        members = new IEvaluator[potentials.Count];
        try
        {
            for (int k = 0; k < members.Length; k++)
                members[k] = potentials[k].CreateEvaluator(options with { Neighbors = neighbors, Workers = workers });
        }
        catch (IlmlffException e) when (potentials.Count > 1)
        {
            int failed = Array.IndexOf(members, null);
            Dispose();
            throw new IlmlffException(e.Kind, $"Model {failed + 1} of {potentials.Count}: {e.Message}", e);
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What a committee of these potentials declares: the first one's facts, the elements that all know, the largest cutoff.</summary>
    /// <exception cref="IlmlffException">The members have no element in common or take other parameters.</exception>
    public static PotentialInfo Describe(IReadOnlyList<IPotential> potentials)
    {
        if (potentials.Count == 0)
            throw new ArgumentException("A committee needs at least one potential.", nameof(potentials));

        PotentialInfo first = potentials[0].Info;
        int[] common = [.. first.AtomicNumbers.Where(z => potentials.All(p => p.Info.AtomicNumbers.Contains(z)))];
        if (common.Length == 0)
            throw IlmlffException.BadData($"The {potentials.Count} models of the committee have no element in common.");
        for (int k = 1; k < potentials.Count; k++)
            RequireSameParameters(first, potentials[k].Info, k + 1);
        return first with
        {
            HasDefaultFrameParameters = potentials.All(p => p.Info.HasDefaultFrameParameters),
            AtomicNumbers = common,
            Cutoff = potentials.Max(p => p.Info.Cutoff),
            MessagePassingLayers = potentials.Max(p => p.Info.MessagePassingLayers),
            Summary = potentials.Count == 1 ? first.Summary : $"committee of {potentials.Count}: {first.Summary}",
        };
    }

    /// <inheritdoc/>
    public PotentialInfo Info { get; }

    /// <inheritdoc/>
    public string Backend => members[0].Backend;

    /// <summary>K, the number of members.</summary>
    public int MemberCount => members.Length;

    /// <summary>What the members declare.</summary>
    public IEnumerable<PotentialInfo> Members => members.Select(m => m.Info);

    /// <summary>Evaluates the first member only.</summary>
    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null)
    {
        neighbors.Update(atoms);
        neighbors.Held = true;
        try
        {
            AtomsView seen = SeenBy(0, atoms);
            members[0].Compute(seen, ref results, halo);
        }
        finally
        {
            neighbors.Held = false;
        }
    }

    /// <summary>Evaluates all members; the first one's results go to <paramref name="results"/> as <see cref="Compute"/> puts them there.</summary>
    public void ComputeMembers(in AtomsView atoms, ref ResultsView results, in MembersView of, IHaloExchange? halo = null)
    {
        int all = atoms.LocalCount + atoms.GhostCount, width = 3 * all;
        RequireRoom(of, width);
        neighbors.Update(atoms);
        neighbors.Held = true;
        try
        {
            for (int k = 0; k < members.Length; k++)
            {
                AtomsView seen = SeenBy(k, atoms);
                var own = new ResultsView
                {
                    Virial = of.Virials.Slice(9 * k, 9),
                    Forces = of.Forces.Slice(k * width, width),
                    SiteEnergies = k == 0 ? results.SiteEnergies : default,
                    AtomVirials = k == 0 ? results.AtomVirials : default,
                };
                own.Forces.Clear();
                members[k].Compute(seen, ref own, halo);
                of.Energies[k] = own.Energy;
            }
        }
        finally
        {
            neighbors.Held = false;
        }

        results.Energy = of.Energies[0];
        of.Virials[..9].CopyTo(results.Virial);
        for (int x = 0; x < width; x++)
            results.Forces[x] += of.Forces[x];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IEvaluator? member in members)
            member?.Dispose();
        workers.Dispose();
    }

    private void RequireRoom(in MembersView of, int width)
    {
        if (of.Energies.Length < members.Length || of.Virials.Length < 9 * members.Length || of.Forces.Length < (long)width * members.Length)
            throw new ArgumentException($"The arrays are too short for {members.Length} members with {width} force components each.", nameof(of));
    }

    /// <summary>The atoms with the species indices of member k.</summary>
    private AtomsView SeenBy(int k, scoped in AtomsView atoms)
    {
        if (speciesOfMember[k] is not { } map)
            return atoms;

        int all = atoms.LocalCount + atoms.GhostCount;
        if (species.Length < all)
            species = new int[all + all / 8];
        for (int i = 0; i < all; i++)
            species[i] = atoms.Species[i] < 0 ? -1 : map[atoms.Species[i]];
        return new AtomsView
        {
            LocalCount = atoms.LocalCount,
            GhostCount = atoms.GhostCount,
            Positions = atoms.Positions,
            Species = species.AsSpan(0, all),
            Cell = atoms.Cell,
            GhostMode = atoms.GhostMode,
            NeighborsChanged = atoms.NeighborsChanged,
            HostSkin = atoms.HostSkin,
            FrameParameters = atoms.FrameParameters,
            AtomParameters = atoms.AtomParameters,
        };
    }

    private static void RequireSameParameters(PotentialInfo first, PotentialInfo other, int number)
    {
        if ((other.FrameParameterCount, other.AtomParameterCount) == (first.FrameParameterCount, first.AtomParameterCount))
            return;
        throw IlmlffException.BadData(
            $"The members of a committee take the same parameters, but the first model takes {first.FrameParameterCount} frame parameters (fparam) and "
            + $"{first.AtomParameterCount} atom parameters (aparam), model {number} takes {other.FrameParameterCount} and {other.AtomParameterCount}.");
    }

    private static int[]? MapSpecies(PotentialInfo committee, PotentialInfo member)
    {
        int[] map = [.. committee.AtomicNumbers.Select(z => member.AtomicNumbers.ToList().IndexOf(z))];
        return map.SequenceEqual(Enumerable.Range(0, member.AtomicNumbers.Count)) ? null : map;
    }
}
