using System.Globalization;
using System.Text;

namespace IonicMlff.Tool.Tests.Training;

/// <summary>Labelled boxes of eight atoms of neon and argon: a Morse potential that ends smoothly, with E0 of −10 and −20 eV.</summary>
internal static class TinyFrames
{
    public const double Edge = 5.4;
    private const double Depth = 0.2, Steepness = 1.3, Distance = 2.7, Cutoff = 4;

    /// <summary>Extended XYZ of frames with energy, forces and stress.</summary>
    /// <param name="count">Frames.</param>
    /// <param name="seed">Of the displacements.</param>
    /// <param name="ofNeon">E0 of neon, eV.</param>
    public static string Text(int count, int seed, double ofNeon = -10)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int k = 0; k < count; k++)
        {
            double[][] x = [.. Enumerable.Range(0, 8).Select(i => Enumerable.Range(0, 3).Select(a => Edge / 2 * ((i >> a) & 1) + 0.5 * (random.NextDouble() - 0.5)).ToArray())];
            Append(text, x, neon: 3 + k % 3, ofNeon);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, double[][] x, int neon, double ofNeon)
    {
        double energy = neon * ofNeon - 20 * (8 - neon);
        double[] forces = new double[24], stress = new double[9];
        for (int i = 0; i < 8; i++)
        {
            for (int j = 0; j < 8; j++)
            {
                for (int image = 0; image < 27; image++)
                {
                    double[] d = [.. Enumerable.Range(0, 3).Select(a => x[j][a] - x[i][a] + Edge * (image / (int)Math.Pow(3, a) % 3 - 1))];
                    double r = Math.Sqrt(d.Sum(v => v * v));
                    if (r < 1e-9 || r >= Cutoff)
                        continue;
                    (double v, double slope) = Pair(r);
                    energy += v / 2;
                    for (int a = 0; a < 3; a++)
                    {
                        forces[3 * i + a] += slope * d[a] / r;
                        for (int b = 0; b < 3; b++)
                            stress[3 * a + b] += slope * d[a] * d[b] / r / 2 / (Edge * Edge * Edge);
                    }
                }
            }
        }

        string N(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $"8\nLattice=\"{Edge} 0 0 0 {Edge} 0 0 0 {Edge}\" Properties=species:S:1:pos:R:3:forces:R:3 energy={N(energy)} ")
            .Append(CultureInfo.InvariantCulture, $"stress=\"{string.Join(' ', stress.Select(N))}\" pbc=\"T T T\"\n");
        for (int i = 0; i < 8; i++)
            text.Append(i < neon ? "Ne " : "Ar ").AppendJoin(' ', x[i].Concat(forces[(3 * i)..(3 * i + 3)]).Select(N)).Append('\n');
    }

    // D[(1 − e^(−a(r−r0)))² − 1] · (1 − (r/rc)²)³
    private static (double V, double Slope) Pair(double r)
    {
        double e = Math.Exp(-Steepness * (r - Distance)), morse = Depth * ((1 - e) * (1 - e) - 1), slope = 2 * Depth * Steepness * (1 - e) * e;
        double u = 1 - r * r / (Cutoff * Cutoff), end = u * u * u;
        return (morse * end, slope * end - morse * 6 * r / (Cutoff * Cutoff) * u * u);
    }
}
