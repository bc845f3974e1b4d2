using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Authoring;

/// <summary>Every test of the contract fails on a potential with the defect it looks for, and says what is wrong.</summary>
public sealed class BrokenPotentialTests
{
    private const double Little = 1e-3; // eV, eV/Å

    [Fact]
    public void The_sound_potential_passes() => Checks((BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) => e.Sound(a, ref r)).Symmetry.Rotation();

    [Fact]
    public void Energy_that_knows_the_laboratory() => Fails(
        c => c.Symmetry.Rotation(), "rotated system: energy",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.Energy += Little * a.Cell.Ax;
        });

    [Fact]
    public void Energy_that_tells_left_from_right() => Fails(
        c => c.Symmetry.ImproperRotation(), "reflected system: energy",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            Core.Geometry.Cell c = a.Cell;
            r.Energy += Little * Math.Sign(c.Ax * (c.By * c.Cz - c.Bz * c.Cy) - c.Ay * (c.Bx * c.Cz - c.Bz * c.Cx) + c.Az * (c.Bx * c.Cy - c.By * c.Cx));
        });

    [Fact]
    public void Energy_that_prefers_the_first_atom() => Fails(
        c => c.Symmetry.Permutation(), "atoms in another order: energy",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.Energy += Little * a.Species[1];
        });

    [Fact]
    public void Energy_that_knows_where_it_is() => Fails(
        c => c.Symmetry.Translation(), "all atoms shifted: energy",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.Energy += Little * a.Positions[0];
        });

    [Fact]
    public void Energy_of_unwrapped_coordinates() => Fails(
        c => c.Symmetry.Wrapping(), "energy",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.Energy += Little * (a.Positions[0] - a.Positions[9]);
        });

    [Fact]
    public void Energy_that_is_not_extensive() => Fails(
        c => c.Symmetry.CellSmallerThanCutoff(), "energy",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.Energy += Little;
        });

    [Fact]
    public void Nothing_that_weighs_something() => Fails(
        c => c.Symmetry.NoAtoms(), "energy of no atoms",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.Energy += a.LocalCount == 0 ? Little : 0;
        });

    [Fact]
    public void Lonely_atoms_that_are_pulled() => Fails(
        c => c.Symmetry.IsolatedAtoms(), "force on an isolated atom",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.Forces[0] += Little;
        });

    [Fact]
    public void A_step_at_the_cutoff() => Fails(
        c => c.Symmetry.CutoffIsSmooth(), "across the cutoff",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            double x = a.Positions[6] - a.Positions[3];
            r.Energy += Math.Abs(x) < e.Info.Cutoff ? Little : 0;
        });

    [Fact]
    public void Forces_that_are_not_the_gradient() => Fails(
        c => c.Derivatives.Forces(), "from forces, against differences",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            foreach (ref double f in r.Forces)
                f *= 1.001;
        });

    [Fact]
    public void A_virial_with_the_wrong_factor() => Fails(
        c => c.Derivatives.Virial(), "from the virial, against differences",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            foreach (ref double w in r.Virial)
                w *= 1.001;
        });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Forces_on_ghosts_forgotten(int ranks) => Fails(
        c => c.Decomposition.Ranks(ranks), $"{ranks} ranks, first step: forces",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.Forces[(3 * a.LocalCount)..].Clear();
        });

    [Fact]
    public void A_rank_without_atoms_that_fails() => Fails(
        c => c.Decomposition.EmptyRank(), "a rank failed",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.Energy += 0 * a.Positions[0];
        });

    [Fact]
    public void Layers_that_need_no_exchange() => Fails(
        c => c.Decomposition.MissingExchange(), "IlmlffException",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) => e.Sound(a, ref r),
        layers: 2);

    [Fact]
    public void Site_energies_that_do_not_add_up() => Fails(
        c => c.Bookkeeping.SumRules(), "sum of the site energies",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.SiteEnergies[0] += Little;
        });

    [Fact]
    public void Forces_that_overwrite() => Fails(
        c => c.Bookkeeping.ResultsAreAdded(), "results in arrays already in use: forces",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            r.Forces.Clear();
            e.Sound(a, ref r);
        });

    [Fact]
    public void Site_energies_written_unasked() => Fails(
        c => c.Bookkeeping.OptionalResults(), "IndexOutOfRange",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.SiteEnergies[0] += 0;
        });

    [Fact]
    public void Energy_that_drifts() => Fails(
        c => c.Bookkeeping.RepeatedCalls(), "second call: energy",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.Energy += Little * e.Calls;
        });

    [Fact]
    public void Energy_of_where_the_atoms_were() => Fails(
        c => c.Bookkeeping.MovedAtoms(), "step 1: energy",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            e.Memory = e.Calls == 1 ? r.Energy : e.Memory;
            r.Energy = e.Memory;
        });

    [Fact]
    public void Atoms_seen_that_are_not_there() => Fails(
        c => c.Bookkeeping.UnseenAtoms(), "system with unseen atoms: energy",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            r.Energy += Little * a.LocalCount;
        });

    [Fact]
    public void Not_a_number_taken_for_one() => Fails(
        c => c.Bookkeeping.RefusesNotANumber(), "IlmlffException",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            try
            {
                e.Sound(a, ref r);
            }
            catch (IlmlffException)
            {
                r.Energy = double.NaN;
            }
        });

    [Fact]
    public void Garbage_at_every_step() => Fails(
        c => c.Bookkeeping.NoAllocation(), "a repeated call allocated",
        (BrokenPotential.Evaluator e, in AtomsView a, ref ResultsView r, IHaloExchange? h) =>
        {
            e.Sound(a, ref r);
            e.Garbage = new double[100];
        });

    /// <summary>The check fails with a message that holds <paramref name="words"/>.</summary>
    private static void Fails(Action<Suite> check, string words, Spoil spoil, int layers = 1)
    {
        Exception? failure = Record.Exception(() => check(Checks(spoil, layers)));
        Assert.True(failure is not null, "the defect went unnoticed");
        Assert.Contains(words, failure.ToString().Split("\n   at ")[0], StringComparison.Ordinal);
    }

    private static Suite Checks(Spoil spoil, int layers = 1)
    {
        var potential = new BrokenPotential(spoil, layers);
        EvaluatorOptions options = new();
        ContractTolerances tolerances = ContractTolerances.Double;
        return new Suite(
            new SymmetryChecks(potential, options, tolerances), new DerivativeChecks(potential, options, tolerances),
            new DecompositionChecks(potential, options, tolerances), new BookkeepingChecks(potential, options, tolerances));
    }

    private sealed record Suite(
        SymmetryChecks Symmetry, DerivativeChecks Derivatives, DecompositionChecks Decomposition, BookkeepingChecks Bookkeeping);
}
