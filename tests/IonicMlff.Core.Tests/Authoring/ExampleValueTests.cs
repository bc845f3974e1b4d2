using IonicMlff.Core.Authoring;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;
using IonicMlff.Examples;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Authoring;

/// <summary>The examples against their formulas.</summary>
public sealed class ExampleValueTests
{
    [Theory]
    [InlineData(3.2)]
    [InlineData(3.9)]
    [InlineData(7.7)]
    public void Lennard_Jones_of_a_dimer(double r)
    {
        const double Epsilon = 0.0103, Sigma = 3.405;
        (double energy, double force) = Dimer(new LennardJones(PotentialArguments.None), 0, 0, r);
        Assert.Equal(4 * Epsilon * (Math.Pow(Sigma / r, 12) - Math.Pow(Sigma / r, 6)), energy, 1e-15);
        Assert.Equal(-24 * Epsilon / r * (2 * Math.Pow(Sigma / r, 12) - Math.Pow(Sigma / r, 6)), force, 1e-14); // on the left atom
    }

    [Fact]
    public void Ions_of_sodium_chloride_bind_near_the_sum_of_their_radii()
    {
        var salt = new MoltenSalt(PotentialArguments.None);
        (double energy, double force) = Dimer(salt, 0, 1, 2.5);
        Assert.Equal(0.338e-19 / 1.602176634e-19 * Math.Exp((1.170 + 1.585 - 2.5) / 0.317) - 11.2e-19 / 1.602176634e-19 / Math.Pow(2.5, 6)
            - 13.9e-19 / 1.602176634e-19 / Math.Pow(2.5, 8) - 14.3996454784255 * Shifted(2.5), energy, 1e-9);
        Assert.True(force > 0, "unlike ions attract at 2.5 Å");
        Assert.True(Dimer(salt, 0, 1, 1.5).Force < 0, "and repel at 1.5 Å");
        Assert.True(Dimer(salt, 0, 0, 3).Force < 0, "like ions repel");
    }

    [Theory]
    [InlineData(0.5, 0.4795001221869535)]
    [InlineData(1.9, 0.007209570764740795)]
    [InlineData(2.0, 0.004677734981047266)]
    [InlineData(3.0, 2.209049699858544e-05)]
    public void The_error_function_is_right_where_its_two_forms_meet(double x, double expected) =>
        Assert.Equal(1, ErrorFunction.Complement(x) / expected, 2e-13);

    // erfc(αr)/r, shifted and tilted to end at R without a step or a kink; α = 0.2/Å, R = 10 Å
    private static double Shifted(double r)
    {
        const double Alpha = 0.2, R = 10;
        static double V(double r) => ErrorFunction.Complement(Alpha * r) / r;
        double slope = -V(R) / R - 2 * Alpha / Math.Sqrt(Math.PI) * Math.Exp(-Alpha * Alpha * R * R) / R;
        return V(r) - V(R) - slope * (r - R);
    }

    private static (double Energy, double Force) Dimer(IPotential potential, int first, int second, double r)
    {
        using IEvaluator evaluator = potential.CreateEvaluator(new EvaluatorOptions());
        Evaluation e = Evaluation.Of(evaluator, new AtomSystem([first, second], [0, 0, 0, r, 0, 0], Cell.None));
        return (e.Energy, e.Forces[0]);
    }

    /// <summary>The page on writing a potential shows the example that is tested here, word for word.</summary>
    [Fact]
    public void The_documented_potential_is_the_example()
    {
        static string Plain(string text) => string.Join('\n', text.Split('\n').Select(l => l.TrimEnd())).TrimEnd();
        string page = File.ReadAllText(Path.Combine(TestData.Root, "docs", "own-potentials.md"));
        string block = page.Split("```csharp\n").Skip(1).Select(b => b.Split("```")[0]).First(b => b.Contains("class LennardJones", StringComparison.Ordinal));
        string example = File.ReadAllText(Path.Combine(TestData.Root, "examples", "custom-potential", "LennardJones", "LennardJones.cs"));
        Assert.EndsWith(Plain(block), Plain(example), StringComparison.Ordinal);
    }
}
