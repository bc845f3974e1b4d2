using IonicMlff.Core.Potentials;
using Xunit;

namespace IonicMlff.Testing;

/// <summary>
/// What every evaluator of every potential must do. A back end inherits this class once per model:
/// <code>public sealed class PaperModel : EvaluatorContract { protected override IPotential Potential => ...; }</code>
/// </summary>
public abstract class EvaluatorContract
{
    /// <summary>The potential under test.</summary>
    protected abstract IPotential Potential { get; }

    /// <summary>Back end, precision, head and so on.</summary>
    protected virtual EvaluatorOptions Options => new();

    /// <summary>How exactly the back end keeps the contract.</summary>
    protected virtual ContractTolerances Tolerances => ContractTolerances.Double;

    /// <summary>False for a potential that is cut sharply at its cutoff, as LAMMPS's <c>lj/cut</c>; the step is then accepted.</summary>
    protected virtual bool EndsSmoothly => true;

    private SymmetryChecks Symmetry => new(Potential, Options, Tolerances);

    private DerivativeChecks Derivatives => new(Potential, Options, Tolerances);

    private DecompositionChecks Decomposition => new(Potential, Options, Tolerances);

    private BookkeepingChecks Bookkeeping => new(Potential, Options, Tolerances);

    [ContractFact]
    public void Rotation_leaves_the_energy_and_turns_forces_and_virials() => Symmetry.Rotation();

    [ContractFact]
    public void Improper_rotation_leaves_the_energy_and_turns_forces_and_virials() => Symmetry.ImproperRotation();

    [ContractFact]
    public void The_order_of_atoms_does_not_matter() => Symmetry.Permutation();

    [ContractFact]
    public void A_translation_changes_nothing() => Symmetry.Translation();

    [ContractFact]
    public void Atoms_outside_the_cell_count_as_their_images() => Symmetry.Wrapping();

    [ContractFact]
    public void A_cell_smaller_than_the_cutoff_equals_its_replica() => Symmetry.CellSmallerThanCutoff();

    [ContractFact]
    public void No_atoms_have_no_energy() => Symmetry.NoAtoms();

    [ContractFact]
    public void Isolated_and_distant_atoms_feel_nothing() => Symmetry.IsolatedAtoms();

    [ContractFact]
    public void Energy_and_forces_are_continuous_at_the_cutoff()
    {
        if (EndsSmoothly)
            Symmetry.CutoffIsSmooth();
    }

    [ContractFact]
    public void Forces_are_the_gradient_of_the_energy() => Derivatives.Forces();

    [ContractFact]
    public void The_virial_is_the_strain_derivative_of_the_energy() => Derivatives.Virial();

    [ContractTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Ranks_with_ghosts_of_one_cutoff_give_the_same(int ranks) => Decomposition.Ranks(ranks);

    [ContractFact]
    public void Ranks_without_atoms_take_part() => Decomposition.EmptyRank();

    [ContractFact]
    public void Ghosts_without_an_exchange_are_refused() => Decomposition.MissingExchange();

    [ContractFact]
    public void Sums_over_atoms_are_the_totals() => Bookkeeping.SumRules();

    [ContractFact]
    public void Results_are_added_to_the_callers_arrays() => Bookkeeping.ResultsAreAdded();

    [ContractFact]
    public void Per_atom_energies_and_virials_are_optional() => Bookkeeping.OptionalResults();

    [ContractFact]
    public void Repeated_calls_give_the_same_bits() => Bookkeeping.RepeatedCalls();

    [ContractFact]
    public void A_used_evaluator_follows_moving_atoms() => Bookkeeping.MovedAtoms();

    [ContractFact]
    public void Atoms_the_potential_does_not_see_are_not_there() => Bookkeeping.UnseenAtoms();

    [ContractFact]
    public void A_position_that_is_not_a_number_is_refused() => Bookkeeping.RefusesNotANumber();

    [ContractFact]
    public void A_repeated_call_allocates_nothing()
    {
        if (Tolerances.NoAllocation)
            Bookkeeping.NoAllocation();
    }
}
