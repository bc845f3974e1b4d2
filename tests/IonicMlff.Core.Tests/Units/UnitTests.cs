using IonicMlff.Core.Errors;
using IonicMlff.Core.Units;
using Xunit;

namespace IonicMlff.Core.Tests.Units;

/// <summary>Conversions, each checked against its definition or against an independently published number.</summary>
public sealed class UnitTests
{
    // CODATA 2022 publishes these derived values itself.
    [Theory]
    [InlineData(Unit.Hartree, 27.211386245981, 1e-12)]
    [InlineData(Unit.Rydberg, 13.605693122990, 1e-12)]
    [InlineData(Unit.Bohr, 0.529177210544, 1e-15)]
    [InlineData(Unit.Boltzmann, 8.617333262e-5, 1e-10)]
    [InlineData(1 / Unit.KilojoulePerMole, 96.48533212, 1e-10)]
    [InlineData(1 / Unit.KilocaloriePerMole, 23.0605478306, 1e-11)]
    [InlineData(1 / Unit.Gigapascal, 160.2176634, 1e-12)]
    [InlineData(Unit.HartreePerBohr, 51.42206751, 1e-9)]
    [InlineData(Unit.CoulombConstant, 14.3996454779, 1e-9)]
    [InlineData(Unit.GramPerCubicCentimetre, 0.602214076, 1e-15)]
    public void Published_values(double value, double published, double relative) =>
        Assert.Equal(published, value, published * relative);

    // LAMMPS's own constants of update.cpp: force->nktv2p, mvv2e, boltz. They are rounded and older; its k_B of "real" is off by
    // 1.2e-6.
    [Theory]
    [InlineData(1 / Unit.Bar, 1.6021765e6, 1e-7)]
    [InlineData(Unit.KilocaloriePerMole / Unit.Atmosphere, 68568.415, 2e-7)]
    [InlineData(Unit.GramPerMoleSquareAngstromPerSquarePicosecond, 1.0364269e-4, 1e-7)]
    [InlineData(Unit.Boltzmann / Unit.KilocaloriePerMole, 0.0019872067, 1.3e-6)]
    public void Lammps_constants_agree_within_their_digits(double value, double lammps, double relative) =>
        Assert.Equal(lammps, value, lammps * relative);

    [Fact]
    public void Definitions()
    {
        // One electronvolt for each of a mole of particles: e · N_A joule.
        Assert.Equal(1.602176634e-19 * 6.02214076e23 / 1000, 1 / Unit.KilojoulePerMole, 1e-12);
        Assert.Equal(4.184, Unit.KilocaloriePerMole / Unit.KilojoulePerMole, 1e-15);
        Assert.Equal(1.01325, Unit.Atmosphere / Unit.Bar, 1e-14);
        Assert.Equal(1e4, Unit.Gigapascal / Unit.Bar, 1e-10);

        // 1 m³ of water, 1000 kg, is 1 g/cm³.
        double grams = 1e6, moles = grams, cubicAngstroms = 1e30;
        Assert.Equal(1, moles * 6.02214076e23 / cubicAngstroms / Unit.GramPerCubicCentimetre, 1e-12);

        // The gas constant R = N_A k_B in J/(mol K).
        Assert.Equal(8.31446261815324, Unit.Boltzmann / Unit.KilojoulePerMole * 1000, 1e-12);

        // E_h = e²/(4πε0 a0), from three other entries of the table.
        Assert.Equal(Unit.Hartree, Unit.CoulombConstant / Unit.Bohr, 1e-8);
    }

    [Fact]
    public void Host_units()
    {
        Assert.Equal(1, UnitSystem.Metal.Force);
        Assert.Equal(1 / 23.060547830619, UnitSystem.Real.Force, 1e-12);
        Assert.Equal(1 / 964.85332123310, UnitSystem.OpenMm.Force, 1e-12);
        Assert.Equal(Unit.HartreePerBohr, UnitSystem.Atomic.Force);
        Assert.Equal(29421.015, UnitSystem.Atomic.Pressure / Unit.Gigapascal, 1e-3);
        Assert.Equal(1.01325e-4, UnitSystem.Real.Pressure / Unit.Gigapascal, 1e-15);
        Assert.Same(UnitSystem.Real, UnitSystem.Named("real"));
        IlmlffException e = Assert.Throws<IlmlffException>(() => UnitSystem.Named("reel"));
        Assert.Equal(ErrorKind.Usage, e.Kind);
        Assert.Contains("did you mean 'real'", e.Message, StringComparison.Ordinal);
    }
}
