using IonicMlff.Core.Committees;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Tests.Dpmd;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Committees;

/// <summary>A committee gives each member's results, whatever else its members are.</summary>
public sealed class CommitteeTests
{
    private const int K = 3;

    // The same cutoff is not needed, nor the same order of elements, nor the same architecture.
    private static readonly IPotential[] Members =
        [new DpmdPotential(DpmdCase.Read("s_tanh_twoside")), Reversed(DpmdCase.Read("s_tanh_oneside")), new DpmdPotential(DpmdCase.Read("s_exclude_oneside"))];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_member_gives_what_it_gives_alone(int threads)
    {
        using var committee = new CommitteeEvaluator(Members, new EvaluatorOptions { Threads = threads });
        AtomSystem system = AtomSystem.Periodic(committee.Info, 14, 7, seed: 3);
        Evaluation driven = Evaluation.Of(committee, system);
        (double[] energies, double[] virials, double[] forces, Evaluation first) = EvaluateMembers(committee, system);
        for (int k = 0; k < K; k++)
        {
            Evaluation alone = Alone(Members[k], committee.Info, system);
            Assert.Equal(alone.Energy, energies[k], 1e-9);
            Agreement.AssertClose(alone.Virial, virials.AsSpan(9 * k, 9), 1e-9, $"virial of member {k}");
            Agreement.AssertClose(alone.Forces, forces.AsSpan(3 * system.Count * k, 3 * system.Count), 1e-9, $"forces of member {k}");
        }

        Agreement.AssertEqual(driven, first, ContractTolerances.Double, "the driving member");
        Agreement.AssertEqual(driven, Alone(Members[0], committee.Info, system), ContractTolerances.Double, "the driving member alone");
    }

    [Fact]
    public void One_list_serves_all()
    {
        using var committee = new CommitteeEvaluator(Members, new EvaluatorOptions());
        AtomSystem system = AtomSystem.Periodic(committee.Info, 14, 7, seed: 3);
        EvaluateMembers(committee, system);
        AtomSystem moved = system.Moved(k => 2 * Math.Sin(k)); // far beyond the skin
        double[] forces = EvaluateMembers(committee, moved).Forces;
        Agreement.AssertClose(
            Alone(Members[2], committee.Info, moved).Forces, forces.AsSpan(6 * system.Count), 1e-9, "forces after all have moved");
    }

    [Fact]
    public void Elements_are_those_all_members_know()
    {
        using var committee = new CommitteeEvaluator([Members[1], Members[0]], new EvaluatorOptions());
        Assert.Equal([9, 7, 6, 5, 1], committee.Info.AtomicNumbers);
        IPotential other = new DpmdPotential(DpmdCase.Read("s_tanh_oneside") with { TypeMap = ["O", "S", "Li", "Cl", "Na"] });
        Assert.Contains(
            "no element in common",
            Assert.Throws<IlmlffException>(() => new CommitteeEvaluator([Members[0], other], new EvaluatorOptions())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Members_take_the_same_parameters()
    {
        DpmdModel plain = DpmdCase.Read("s_tanh_oneside");
        var other = new DpmdPotential(plain with { FrameParameters = new ParameterStatistics { Average = [0], InverseDeviation = [1] } });
        Assert.Contains(
            "the first model takes 0 frame parameters (fparam) and 0 atom parameters (aparam), model 2 takes 1 and 0.",
            Assert.Throws<IlmlffException>(() => new CommitteeEvaluator([Members[1], other], new EvaluatorOptions())).Message,
            StringComparison.Ordinal);
    }

    private static (double[] Energies, double[] Virials, double[] Forces, Evaluation First) EvaluateMembers(CommitteeEvaluator committee, AtomSystem system)
    {
        int n = system.Count, members = committee.MemberCount;
        double[] energies = new double[members], virials = new double[9 * members], forces = new double[3 * n * members];
        var first = new Evaluation(0, new double[3 * n], new double[9], new double[n], new double[9 * n]);
        var atoms = new AtomsView { LocalCount = n, Positions = system.Positions, Species = system.Species, Cell = system.Cell };
        var results = new ResultsView { Virial = first.Virial, Forces = first.Forces, SiteEnergies = first.SiteEnergies, AtomVirials = first.AtomVirials };
        committee.ComputeMembers(atoms, ref results, new MembersView { Energies = energies, Virials = virials, Forces = forces });
        return (energies, virials, forces, first with { Energy = results.Energy });
    }

    private static Evaluation Alone(IPotential potential, PotentialInfo committee, AtomSystem system)
    {
        List<int> own = [.. potential.Info.AtomicNumbers];
        using IEvaluator evaluator = potential.CreateEvaluator(new EvaluatorOptions());
        return Evaluation.Of(evaluator, system with { Species = [.. system.Species.Select(s => own.IndexOf(committee.AtomicNumbers[s]))] });
    }

    /// <summary>The same one-sided model with its types named in the opposite order: another potential, with other species indices.</summary>
    private static DpmdPotential Reversed(DpmdModel model) => new(model with { TypeMap = [.. model.TypeMap.Reverse()] });
}
