using System.Text.Json;
using IonicMlff.Core.Errors;
using IonicMlff.Training.Dpmd;
using Xunit;

namespace IonicMlff.Training.Tests.Dpmd;

public class EnergyBiasTests
{
    private static readonly JsonElement[] Cases = [.. TrainingGoldens.Read("energy_bias_lstsq.json").GetProperty("cases").EnumerateArray()];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Cases.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void EqualsUpstream(int number)
    {
        JsonElement golden = Cases[number];
        EnergyBias bias = Fit(golden);
        double[] expected = TrainingGoldens.Numbers(golden.GetProperty("bias"));
        for (int t = 0; t < expected.Length; t++)
            Assert.Equal(expected[t], bias.Values[t], 1e-10);
        Assert.Equal(golden.GetProperty("std")[0].GetDouble(), bias.ResidualDeviation, 1e-9);
    }

    [Fact]
    public void OneCompositionIsToldAndGivesEnergiesInItsProportions()
    {
        EnergyBias bias = Fit(Cases.First(c => c.GetProperty("name").GetString() == "single_composition_rank1"));
        Assert.Contains(bias.Notes, n => n.Contains("determine 1 of 5 energies per atom", StringComparison.Ordinal) && n.Contains("smallest norm", StringComparison.Ordinal));
        Assert.Equal(20 * bias.Values[1], bias.Values[0], 1e-12);
    }

    [Fact]
    public void AbsentTypeIsTold() => Assert.Contains(
        Fit(Cases.First(c => c.GetProperty("name").GetString() == "type_absent")).Notes, n => n.StartsWith("No frame has an atom of F", StringComparison.Ordinal));

    [Fact]
    public void FullRankNeedsNoNote() => Assert.Empty(Fit(Cases[0]).Notes);

    [Fact]
    public void NaNEnergyIsRefused()
    {
        var error = Assert.Throws<IlmlffException>(() => EnergyBias.Fit([[1], [2]], [1, double.NaN], ["H"]));
        Assert.Contains("frame 2 is NaN", error.Message, StringComparison.Ordinal);
    }

    private static EnergyBias Fit(JsonElement golden) => EnergyBias.Fit(
        [.. golden.GetProperty("natoms").EnumerateArray().Select(r => r.EnumerateArray().Select(x => x.GetInt32()).ToArray())],
        TrainingGoldens.Numbers(golden.GetProperty("energies")),
        ["H", "B", "C", "N", "F"],
        golden.GetProperty("assigned") is { ValueKind: JsonValueKind.Array } assigned
            ? [.. assigned.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.Null ? (double?)null : e.GetDouble())] : null,
        golden.GetProperty("rcond") is { ValueKind: JsonValueKind.Number } threshold ? threshold.GetDouble() : null);
}
