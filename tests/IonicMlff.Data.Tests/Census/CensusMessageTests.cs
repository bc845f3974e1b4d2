using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Data.Census;
using IonicMlff.Data.Sets;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Data.Tests.Census;

/// <summary>What a user reads when labelled frames are not as they should be.</summary>
public sealed class CensusMessageTests
{
    private const string Good = "2\nLattice=\"5 0 0 0 5 0 0 0 5\" Properties=species:S:1:pos:R:3:forces:R:3 energy=-30.0 stress=\"0.01 0 0 0 0.01 0 0 0 0.01\"\nH 0 0 0 1 0 0\nF 0.95 0 0 -1 0 0\n";

    private static FrameSet Frames(params string[] texts) => FrameSet.Open([new(Scratch.File("frames.extxyz", string.Concat(texts)))]);

    private static LabelCensus Of(string train, string? valid = null, CensusRequest? request = null) =>
        LabelCensus.Of(Frames(train), valid is null ? FrameSet.Empty : Frames(valid), request ?? new() { NeedsStress = true });

    private static string Changed(string old, string with) => Good.Replace(old, with, StringComparison.Ordinal);

    public static TheoryData<string, string> Faults => new()
    {
        { Changed("energy=-30.0", "free_energy=-30.0"), "error [no-labels] the loss weighs energy, but no training frame has any. Values found: free_energy, stress" },
        { Changed("forces:R:3", "dft_forces:R:3"), "name the right one in data: {keys: {forces: ...}}" },
        { Changed(" stress=\"0.01 0 0 0 0.01 0 0 0 0.01\"", ""), "error [no-labels] the loss weighs stress, but no training frame has any." },
        { Good + Changed("energy=-30.0", "x=1"), "error [missing-label] 1 of 2 frames have no energy." },
        { Changed("-1 0 0\n", "-1 nan 0\n"), "error [nan-label] 1 frames have labels that are not finite numbers, e.g. the force on atom 2 (y)." },
        { Changed("energy=-30.0", "energy=inf"), "e.g. the energy." },
        { Changed("1 0 0\nF", "0 0 0\nF").Replace("-1 0 0", "0 0 0", StringComparison.Ordinal), "error [zero-label] 1 frames have forces or a stress that are exactly 0" },
        { Changed("energy=-30.0", "energy=-30.0 converged=F"), "error [unconverged] 1 frames say of themselves that their labels are not converged." },
        { Changed("energy=", "functional=PBE energy=") + Changed("energy=", "functional=SCAN energy=").Replace("0.95", "0.97", StringComparison.Ordinal), "several levels of theory (functional: PBE, SCAN)." },
        { Changed("-1 0 0\n", "-1 0.5 0\n"), "error [net-force] the forces of 1 frames do not add up to 0 (up to 250 meV/Å per atom)." },
        { Changed("1 0 0\nF", "80 0 0\nF").Replace("-1 0 0", "-80 0 0", StringComparison.Ordinal), "warning [force-outlier] 1 frames have forces above 50 eV/Å (largest 80 eV/Å)." },
        { Changed("0.95 0 0", "0.3 0 0"), "error [overlap] 1 frames have atoms nearer than 0.6 times a covalent bond." },
        { Changed("\"0.01 0 0 0 0.01 0 0 0 0.01\"", "\"2 0 0 0 2 0 0 0 2\""), "pressures up to 2.0 eV/Å³ (320 GPa). Stress is expected in eV/Å³: divide GPa by 160.218, kbar by 1602.18." },
        { Good + Good, "warning [duplicate] 2 frames occur more than once." },
        { Good + "1\nProperties=species:S:1:pos:R:3 energy=-10.9\nH 0 0 0\n", "warning [single-atom] 1 frames of one atom are not of config_type=IsolatedAtom" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_named_with_its_cure(string frames, string message) =>
        Assert.Contains(Of(frames).Findings, f => f.ToString().Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Good_frames_have_none() => Assert.Empty(Of(Good).Findings);

    [Fact]
    public void Elements_of_the_model_and_of_the_training_frames()
    {
        Assert.Contains("error [unknown-element] 1 frames have F, but the model has only H.", Of(Good, request: new() { Elements = [1] }).Findings[0].ToString(), StringComparison.Ordinal);
        Assert.Contains(Of(Good, Changed("F 0.95", "Cl 1.27")).Findings, f => f.ToString().StartsWith("error [unseen-element] 1 frames have Cl, but the training frames have only H F", StringComparison.Ordinal));
        Assert.Contains(Of(Good, Good).Findings, f => f.Code == "leak");
    }

    [Fact]
    public void Energies_beyond_the_isolated_atoms() => Assert.Contains(
        "1 frames have energies of 58.4 eV per atom beyond the isolated atoms; expected -20 to 5.",
        Of(Good, request: new() { AtomicEnergies = PlantedFaultTests.AtomicEnergies }).Findings[0].ToString(), StringComparison.Ordinal);

    [Fact]
    public void Errors_end_the_run_together_unless_they_are_accepted()
    {
        string bad = Changed("-1 0 0\n", "-1 0.5 0\n");
        string message = Assert.Throws<IlmlffException>(() => Of(bad + bad.Replace("energy=-30.0", "energy=nan", StringComparison.Ordinal)).ThrowOnErrors()).Message;
        Assert.Contains("can't be trained on as they are:\n  error [nan-label]", message, StringComparison.Ordinal);
        Assert.Contains("error [net-force]", message, StringComparison.Ordinal);
        Assert.Contains("accept: [nan-label, net-force]", message, StringComparison.Ordinal);
        LabelCensus accepted = Of(bad, request: new() { Accepted = ["net-force"] });
        accepted.ThrowOnErrors();
        Assert.False(Assert.Single(accepted.Findings).IsError);
        Assert.Contains("did you mean 'net-force'?", Assert.Throws<IlmlffException>(() => Of(Good, request: new() { Accepted = ["net-froce"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_the_loss_does_not_weigh_may_be_absent() =>
        Assert.Empty(Of(Changed(" stress=\"0.01 0 0 0 0.01 0 0 0 0.01\"", ""), request: new()).Findings);

    [Theory]
    [InlineData("config_weight=-1", "config_weight is '-1'; expected a number that is not negative.")]
    [InlineData("head=other", "its head is 'other', which the model does not have; did you mean 'Default'?")]
    [InlineData("REF_energy=\"1 2\"", "REF_energy is 2 numbers; expected one number.")]
    public void Frames_that_cannot_be_read(string addition, string message) =>
        Assert.Contains(message, Assert.Throws<IlmlffException>(() => Frames(Changed("energy=", addition + " energy=")).Count).Message, StringComparison.Ordinal);

    [Fact]
    public void Hashes_know_labels_and_not_the_order()
    {
        string other = Changed("0.95", "0.96");
        Assert.Equal(Frames(Good, other).Hash, Frames(other, Good).Hash);
        Assert.NotEqual(Frames(Good).Hash, Frames(other).Hash);
        Assert.NotEqual(Frames(Good).Hash, Frames(Changed("-30.0", "-30.1")).Hash);
        Assert.Equal(Frames(Good).Hash, Frames(Changed("energy=", "uid=5 energy=")).Hash);
        Assert.Equal(FrameHash.OfGeometry(Frames(Good)[0].Frame), FrameHash.OfGeometry(Frames(Changed("-30.0", "-30.1"))[0].Frame));
    }

    [Fact]
    public void Systems_weights_and_isolated_atoms()
    {
        FrameSet set = Frames(Good, Changed("energy=", "config_type=IsolatedAtom config_weight=2 config_forces_weight=0.5 energy="),
            "1\nProperties=species:S:1:pos:R:3 config_type=IsolatedAtom energy=-10.9\nH 0 0 0\n", Changed("F 0.95", "Cl 1.27"));
        Assert.Equal([0, 0, 2], set.Select(f => f.System));
        Assert.Equal(-10.9, Assert.Single(set.IsolatedAtoms).Energy);
        Assert.Equal(new FrameWeights(2, 1, 0.5, 1, 1), set[1].Weights);
        Assert.Equal([1, 9, 17], set.Elements);
        Assert.Equal(["energy", "forces", "stress"], set[0].LabelNames);
    }
}
