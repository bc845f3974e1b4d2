using System.Text.Json;
using IonicMlff.Data.Census;
using IonicMlff.Data.Sets;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Data.Tests.Census;

/// <summary>Sets with exactly one planted fault each, and clean ones: the census finds the fault, and nothing in the clean.</summary>
public sealed class PlantedFaultTests
{
    private static readonly string Folder = TestData.Path("training", "linter");

    // Neutral atoms, GFN1-xTB (xtb 6.5.1), eV.
    internal static readonly Dictionary<int, double> AtomicEnergies = new()
    {
        [1] = -10.923452,
        [3] = -7.270105,
        [5] = -32.600915,
        [6] = -47.280321,
        [7] = -78.784311,
        [8] = -118.343302,
        [9] = -135.924596,
        [16] = -96.118903,
    };

    private static FrameSet Set(string id, string role) =>
        File.Exists(Path.Combine(Folder, id, role + ".extxyz.gz")) ? FrameSet.Open([new(Path.Combine(Folder, id, role + ".extxyz.gz"))]) : FrameSet.Empty;

    internal static LabelCensus Census(string id, params string[] accepted)
    {
        FrameSet set = Set(id, "set");
        return LabelCensus.Of(set.Count > 0 ? set : Set(id, "train"), Set(id, "valid"), new() { NeedsStress = true, AtomicEnergies = AtomicEnergies, Cutoff = 4.5, Accepted = accepted });
    }

    [Theory]
    [InlineData("stress_sign", "stress-sign")]
    [InlineData("stress_sign_series", "stress-sign")]
    [InlineData("stress_unit", "stress-unit")]
    [InlineData("kinetic_in_stress", "kinetic-in-stress")]
    [InlineData("zero_stress", "zero-label")]
    [InlineData("mixed_level", "mixed-level")]
    [InlineData("free_energy", "free-energy")]
    [InlineData("energy_unit", "energy-unit")]
    [InlineData("forces_permuted", "forces-permuted")]
    [InlineData("force_sign", "force-sign")]
    [InlineData("net_force", "net-force")]
    [InlineData("nan_label", "nan-label")]
    [InlineData("missing_label", "missing-label")]
    [InlineData("duplicate_leak", "leak")]
    [InlineData("duplicate_shifted", "leak")]
    [InlineData("overlap", "overlap energy-outlier force-outlier")]
    [InlineData("unconverged_tag", "unconverged")]
    [InlineData("unseen_element", "unseen-element")]
    [InlineData("unconverged_real", "energy-outlier")]
    [InlineData("species_order", "forces-permuted")]
    [InlineData("stress_sign_some", "stress-sign")]
    [InlineData("force_noise", "force-noise")]
    [InlineData("broken_molecule", "broken-molecule")]
    [InlineData("box_too_small", "box-too-small")]
    public void The_planted_fault_is_found_and_no_other(string id, string code)
    {
        LabelCensus census = Census(id);
        Assert.Equal(code, string.Join(' ', census.Findings.Select(f => f.Code)));
    }

    [Theory]
    [InlineData("stress_sign_some", "2, 6, 8, 10, 12")]
    [InlineData("force_noise", "7")]
    [InlineData("broken_molecule", "6")]
    [InlineData("box_too_small", "2, 4")]
    public void The_frames_are_named(string id, string frames) =>
        Assert.Equal(frames, string.Join(", ", Census(id).Findings[0].Frames.Select(f => System.Text.RegularExpressions.Regex.Match(f, @"frame (\d+)").Groups[1].Value)));

    [Theory]
    [InlineData("clean_eq")]
    [InlineData("clean_neq")]
    [InlineData("clean_series")]
    [InlineData("clean_aimd")]
    [InlineData("clean_wrapped")]
    [InlineData("clean_free_energy")]
    [InlineData("clean_two_systems")]
    public void Clean_sets_have_no_findings(string id) => Assert.Empty(Census(id).Findings);

    [Fact]
    public void The_frames_of_the_examples_have_no_findings()
    {
        string At(string name) => Path.Combine(TestData.Root, "examples", "training", "data", name + "_bf4.extxyz.gz");
        LabelCensus census = LabelCensus.Of(
            FrameSet.Open([new(At("train_eq")), new(At("train_neq")), new(At("train_dense"))]), FrameSet.Open([new(At("valid_eq")), new(At("valid_neq")), new(At("valid_dense"))]),
            new() { NeedsStress = true, AtomicEnergies = AtomicEnergies });
        Assert.Empty(census.Findings);
        Assert.Equal([new("train", "dense", 111, 15540, 111, 111, 111), new("train", "eq", 68, 9520, 68, 68, 68), new("train", "neq", 48, 6720, 48, 48, 48)], census.Counts.Where(c => c.Set == "train"));
        Assert.Equal([227 * 80L, 227 * 4L], [census.AtomsByElement[1], census.AtomsByElement[5]]);
    }
}
