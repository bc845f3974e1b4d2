using IonicMlff.Core.Units;
using OpenMM;

namespace IonicMlff.Tool.Md.OpenMm;

/// <summary>Velocities of a temperature, the same on every machine and platform.</summary>
internal static class InitialVelocities
{
    /// <summary>k_B, kJ/mol/K.</summary>
    public const double Boltzmann = Unit.Boltzmann / Unit.KilojoulePerMole;

    /// <summary>Degrees of freedom: the centre of mass rests.</summary>
    public static int Freedom(int atoms) => Math.Max(0, 3 * atoms - 3);

    /// <summary>Maxwell–Boltzmann, without drift, scaled to have the temperature (K) exactly; nm/ps.</summary>
    public static Vec3[] Draw(MdSystem system, double temperature, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        int n = system.AtomicNumbers.Length;
        var v = new Vec3[n];
        (Vec3 drift, double mass) = (Vec3.Zero, 0);
        for (int i = 0; i < n; i++)
        {
            v[i] = new Vec3(Normal(), Normal(), Normal()) * Math.Sqrt(Boltzmann * temperature / system.Mass(i));
            drift += v[i] * system.Mass(i);
            mass += system.Mass(i);
        }

        double twice = 0;
        for (int i = 0; i < n; i++)
        {
            v[i] -= drift * (1 / mass);
            twice += system.Mass(i) * v[i].Dot(v[i]);
        }

        double factor = twice > 0 ? Math.Sqrt(Freedom(n) * Boltzmann * temperature / twice) : 0;
        return [.. v.Select(u => u * factor)];
    }

    /// <summary>Another seed for every step, and for velocities (-1), from the one of the config (SplitMix64).</summary>
    public static int Seed(MdConfig config, long purpose)
    {
        unchecked
        {
            ulong z = (ulong)config.Seed * 0x9E3779B97F4A7C15 + (ulong)(purpose + 2) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % 900_000_000) + 1;
        }
    }
}
