using IonicMlff.Core.Frames;
using Xunit;

namespace IonicMlff.Core.Tests.Frames;

/// <summary>Energy, forces, stress and virial under their usual names.</summary>
public sealed class FrameLabelsTests
{
    [Fact]
    public void REF_names_come_first()
    {
        FrameLabels l = FrameLabels.From(ReadTexts.One(
            "1\nProperties=species:S:1:pos:R:3:forces:R:3:REF_forces:R:3 energy=1 REF_energy=2\nH 0 0 0 1 2 3 4 5 6\n"));
        Assert.Equal(2.0, l.Energy);
        Assert.Equal([4, 5, 6], l.Forces!);
        Assert.Equal(["REF_energy", "REF_forces"], l.Keys);
        Assert.Null(l.Stress);
        Assert.Null(l.Virial);
    }

    [Fact]
    public void Six_numbers_are_voigt_and_virial_is_minus_volume_times_stress()
    {
        FrameLabels l = FrameLabels.From(ReadTexts.Comment("Lattice=\"2 0 0 0 2 0 0 0 2\" stress=\"1 2 3 4 5 6\""));
        Assert.Equal([1, 6, 5, 6, 2, 4, 5, 4, 3], l.Stress!);
        Assert.Equal(Array.ConvertAll(l.Stress!, s => -8 * s), l.Virial!);
    }

    [Theory]
    [InlineData("virial")]
    [InlineData("virials")]
    [InlineData("REF_virials")]
    public void Stress_from_virial(string key)
    {
        Frame frame = ReadTexts.Comment($"Lattice=\"2 0 0 0 2 0 0 0 2\" {key}=[[8, 0, 0], [0, 16, 0], [0, 0, 24]]");
        FrameLabels l = FrameLabels.From(frame);
        Assert.Equal([-1, 0, 0, 0, -2, 0, 0, 0, -3], l.Stress!);
    }

    [Fact]
    public void Without_a_full_period_there_is_no_stress() =>
        Assert.Null(FrameLabels.From(ReadTexts.Comment(
            "Lattice=\"2 0 0 0 2 0 0 0 2\" pbc=\"T T F\" virial=\"1 2 3 4 5 6\"")).Stress);
}
