using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using Xunit;

namespace IonicMlff.Core.Tests.Elements;

public sealed class PeriodicTableTests
{
    [Fact]
    public void Symbols_and_numbers_are_each_other_s_inverse()
    {
        for (int z = 1; z <= 118; z++)
        {
            Assert.Equal(z, PeriodicTable.AtomicNumber(PeriodicTable.Symbol(z)));
            Assert.Equal(z, PeriodicTable.AtomicNumber(PeriodicTable.Symbol(z).ToUpperInvariant()));
        }
    }

    [Theory]
    [InlineData("H", 1, 1.0080, 0.31)]
    [InlineData("Li", 3, 6.94, 1.28)]
    [InlineData("B", 5, 10.81, 0.84)]
    [InlineData("C", 6, 12.011, 0.76)]
    [InlineData("N", 7, 14.007, 0.71)]
    [InlineData("O", 8, 15.999, 0.66)]
    [InlineData("F", 9, 18.998, 0.57)]
    [InlineData("S", 16, 32.06, 1.05)]
    [InlineData("Ca", 20, 40.078, 1.76)]
    [InlineData("I", 53, 126.90, 1.39)]
    [InlineData("Cs", 55, 132.91, 2.44)]
    [InlineData("Lu", 71, 174.97, 1.87)]
    [InlineData("Au", 79, 196.97, 1.36)]
    [InlineData("Bi", 83, 208.98, 1.48)]
    [InlineData("U", 92, 238.03, 1.96)]
    [InlineData("Cm", 96, 247, 1.69)]
    [InlineData("Og", 118, 294, double.NaN)]
    public void Values(string symbol, int z, double weight, double radius)
    {
        Assert.Equal(z, PeriodicTable.AtomicNumber(symbol));
        Assert.Equal(weight, PeriodicTable.Weight(z));
        Assert.Equal(radius, PeriodicTable.CovalentRadius(z));
    }

    [Fact]
    public void Weights_grow_but_for_the_known_inversions()
    {
        // Ar/K, Co/Ni, Te/I, Th/Pa, U/Np, Pu/Am and radioactive elements listed by their longest-lived isotope.
        int[] inversions = [.. Enumerable.Range(1, 100).Where(z => PeriodicTable.Weight(z + 1) < PeriodicTable.Weight(z))];
        Assert.Equal([18, 27, 52, 90, 92, 94], inversions);
    }

    [Theory]
    [InlineData("Ni2+", "did you mean 'Ni'")]
    [InlineData("Cx", "did you mean 'C")]
    [InlineData("", "is not an element symbol")]
    [InlineData("Ä", "is not an element symbol")]
    [InlineData("17", "as an atomic number it would be Cl")]
    public void Unknown_symbols_are_refused(string symbol, string text) =>
        Assert.Contains(
            text, Assert.Throws<IlmlffException>(() => PeriodicTable.AtomicNumber(symbol)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(119)]
    [InlineData(-1)]
    public void Unknown_numbers_are_refused(int z) => Assert.Throws<IlmlffException>(() => PeriodicTable.Symbol(z));
}
