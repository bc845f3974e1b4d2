using IonicMlff.Core.Authoring;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Examples;
using Xunit;

namespace IonicMlff.Core.Tests.Authoring;

/// <summary>The words behind a user's potential: what they mean, and how wrong ones are refused.</summary>
public sealed class PotentialArgumentsTests
{
    [Fact]
    public void Names_and_values()
    {
        var words = new PotentialArguments(["epsilon", "1e-2", "rule", "geometric"]);
        Assert.Equal(0.01, words.Number("epsilon"));
        Assert.Equal("geometric", words.Text("rule"));
        Assert.Equal(3, words.Positive("sigma", 3));
        words.RefuseUnknown();
    }

    [Fact]
    public void A_word_nobody_asked_for_is_refused_with_the_nearest()
    {
        var words = new PotentialArguments(["epsilom", "1"]);
        words.Number("epsilon", 1);
        words.Number("sigma", 1);
        Assert.Equal("'epsilom' is unknown to the potential; did you mean 'epsilon'? It knows: epsilon, sigma.", Refused(words.RefuseUnknown));
        Assert.Equal("'a': the potential takes no words of its own.", Refused(new PotentialArguments(["a", "b"]).RefuseUnknown));
    }

    [Fact]
    public void Wrong_words_are_named()
    {
        Assert.StartsWith("'sigma' has no value", Refused(() => new PotentialArguments(["epsilon", "1", "sigma"])), StringComparison.Ordinal);
        Assert.StartsWith("'a' is given twice", Refused(() => new PotentialArguments(["a", "1", "a", "2"])), StringComparison.Ordinal);
        Assert.Equal("'a 1,5': a number is expected.", Refused(() => new PotentialArguments(["a", "1,5"]).Number("a")));
        Assert.Equal("'a NaN': a number is expected.", Refused(() => new PotentialArguments(["a", "NaN"]).Number("a")));
        Assert.Equal("'a 0': a number above 0 is expected.", Refused(() => new PotentialArguments(["a", "0"]).Positive("a")));
        Assert.StartsWith("The potential needs 'q', a number; write 'q VALUE'", Refused(() => PotentialArguments.None.Number("q")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_class_refuses_what_its_potential_can_not_do()
    {
        Assert.Contains("'Xx' is not an element symbol", Refused(() => new Pairs(["Xx"], 5)), StringComparison.Ordinal);
        Assert.Contains("the element Ar is declared twice", Refused(() => new Pairs(["Ar", "Ar"], 5)), StringComparison.Ordinal);
        Assert.Contains("no elements are declared", Refused(() => new Pairs([], 5)), StringComparison.Ordinal);
        Assert.Contains("the cutoff is -1 Å", Refused(() => new Pairs(["Ar"], -1)), StringComparison.Ordinal);
        var pairs = new Pairs(["Ar"], 5);
        Assert.Contains("computes in double", Refused(() => pairs.CreateEvaluator(new() { Precision = Precision.Mixed })), StringComparison.Ordinal);
        Assert.Contains("no back end 'torch'", Refused(() => pairs.CreateEvaluator(new() { Backend = "torch" })), StringComparison.Ordinal);
        Assert.Contains("threads 0", Refused(() => pairs.CreateEvaluator(new() { Threads = 0 })), StringComparison.Ordinal);
        Assert.Contains("neither a total charge", Refused(() => pairs.CreateEvaluator(new() { TotalCharge = 1 })), StringComparison.Ordinal);
    }

    private static string Refused(Action action) => Assert.Throws<IlmlffException>(action).Message;

    private sealed class Pairs(string[] elements, double cutoff) : PairPotential<LennardJones.Term>(elements, cutoff)
    {
        protected override LennardJones.Term Between(string i, string j) => new(1, 1);
    }
}
