using IonicMlff.Core.Potentials;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Reference;

/// <summary>Every check of the evaluator contract finds the defect it is there for.</summary>
public class ContractCanFailTests
{
    // a small model, since each check is run on it twice
    private static readonly IPotential Sound = GoldenCase.Potential("var_soft_tanh_c3");

    private static readonly Dictionary<string, Action<Checks>> All = new()
    {
        ["rotation"] = c => c.Symmetry.Rotation(),
        ["improper rotation"] = c => c.Symmetry.ImproperRotation(),
        ["permutation"] = c => c.Symmetry.Permutation(),
        ["translation"] = c => c.Symmetry.Translation(),
        ["wrapping"] = c => c.Symmetry.Wrapping(),
        ["small cell"] = c => c.Symmetry.CellSmallerThanCutoff(),
        ["no atoms"] = c => c.Symmetry.NoAtoms(),
        ["isolated atoms"] = c => c.Symmetry.IsolatedAtoms(),
        ["cutoff"] = c => c.Symmetry.CutoffIsSmooth(),
        ["forces"] = c => c.Derivatives.Forces(),
        ["virial"] = c => c.Derivatives.Virial(),
        ["two ranks"] = c => c.Decomposition.Ranks(2),
        ["empty rank"] = c => c.Decomposition.EmptyRank(),
        ["missing exchange"] = c => c.Decomposition.MissingExchange(),
        ["sums"] = c => c.Bookkeeping.SumRules(),
        ["added"] = c => c.Bookkeeping.ResultsAreAdded(),
        ["optional"] = c => c.Bookkeeping.OptionalResults(),
        ["repeated"] = c => c.Bookkeeping.RepeatedCalls(),
        ["moved"] = c => c.Bookkeeping.MovedAtoms(),
        ["unseen"] = c => c.Bookkeeping.UnseenAtoms(),
        ["not a number"] = c => c.Bookkeeping.RefusesNotANumber(),
        ["allocation"] = c => c.Bookkeeping.NoAllocation(),
    };

    [Theory]
    [InlineData("rotation", Defect.Anisotropic)]
    [InlineData("improper rotation", Defect.Anisotropic)]
    [InlineData("permutation", Defect.DependsOnOrder)]
    [InlineData("translation", Defect.DependsOnOrigin)]
    [InlineData("wrapping", Defect.DependsOnOrigin)]
    [InlineData("small cell", Defect.OneImageOnly)]
    [InlineData("no atoms", Defect.RefusesNoAtoms)]
    [InlineData("isolated atoms", Defect.DependsOnOrder)]
    [InlineData("cutoff", Defect.StepAtCutoff)]
    [InlineData("forces", Defect.WrongForce)]
    [InlineData("virial", Defect.WrongVirial)]
    [InlineData("two ranks", Defect.ForgetsExchange)]
    [InlineData("empty rank", Defect.SkipsEmptyRank)]
    [InlineData("missing exchange", Defect.InventsExchange)]
    [InlineData("sums", Defect.LosesSiteEnergy)]
    [InlineData("sums", Defect.LosesAtomVirial)]
    [InlineData("added", Defect.Overwrites)]
    [InlineData("optional", Defect.NeedsAllResults)]
    [InlineData("repeated", Defect.Unrepeatable)]
    [InlineData("moved", Defect.KeepsOldResult)]
    [InlineData("unseen", Defect.SeesUnseenAtoms)]
    [InlineData("not a number", Defect.AcceptsNotANumber)]
    [InlineData("allocation", Defect.Allocates)]
    public void A_check_passes_on_a_sound_evaluator_and_finds_the_defect(string check, Defect defect)
    {
        All[check](new Checks(new BrokenPotential(Sound, Defect.None)));

        Exception? found = Record.Exception(() => All[check](new Checks(new BrokenPotential(Sound, defect))));
        Assert.True(found is not null, $"the check '{check}' did not find {defect}");
    }

    [Fact]
    public void Every_check_of_the_contract_is_here()
    {
        int facts = typeof(EvaluatorContract).GetMethods().Count(m => m.IsDefined(typeof(FactAttribute), true));
        Assert.Equal(facts, All.Count);
    }

    private sealed record Checks(IPotential Potential)
    {
        private static readonly EvaluatorOptions Options = new() { Backend = "reference" };

        public SymmetryChecks Symmetry => new(Potential, Options, ContractTolerances.Double);

        public DerivativeChecks Derivatives => new(Potential, Options, ContractTolerances.Double);

        public DecompositionChecks Decomposition => new(Potential, Options, ContractTolerances.Double);

        public BookkeepingChecks Bookkeeping => new(Potential, Options, ContractTolerances.Double);
    }
}
