using IonicMlff.Analysis.Scans;
using IonicMlff.Analysis.Shapes;
using IonicMlff.Core.Potentials;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Tests.Scans;

/// <summary>
/// HOOH-like chain of four atoms whose energy is known: springs hold the bonds and the angles (1-3 distances), V(φ) = A (1 + cos 3φ), and
/// on demand a spring between the ends that couples the angles to φ. Relaxed, without that spring, the energy is V(φ).
/// </summary>
internal sealed class SpringMolecule(double barrier, double ends = 0) : IEvaluator
{
    private static readonly (int I, int J, double K, double R)[] Springs = [(0, 1, 30, 0.97), (1, 2, 25, 1.45), (2, 3, 30, 0.97), (0, 2, 12, 1.95), (1, 3, 12, 1.95)];
    public static readonly ScanDihedral Chain = new("1-2-3-4", 0, 1, 2, 3);

    /// <summary>Strength of the bond in the middle, eV/Å²; negative: it breaks.</summary>
    public double Middle { get; init; } = 25;

    public PotentialInfo Info { get; } = new() { Architecture = "springs", AtomicNumbers = [1, 8], Cutoff = 6 };

    public static SingleMolecule Molecule()
    {
        double[] r = [0, 0.93, 0.2, 0, 0, 0, 1.45, 0, 0, 1.5, -0.6, 0.7];
        var topology = new Topology(4) { Source = "hooh", Elements = [1, 8, 8, 1], Positions = r };
        MoleculeSet set = SingleMolecule.MoleculesOf(topology);
        return SingleMolecule.Of(set, set.All[0]);
    }

    /// <summary>The model as scans take it.</summary>
    public MoleculeEnergy Energy() => new(this, [0, 1, 1, 0]);

    public double Torsion(double phi) => barrier * (1 + Math.Cos(3 * phi));

    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null)
    {
        double energy = 0;
        foreach ((int i, int j, double k, double length) in Springs.Append((0, 3, ends, 2.2)))
        {
            double stiffness = (i, j) == (1, 2) ? Middle : k, d = Dihedral.Distance(atoms.Positions, i, j);
            energy += 0.5 * stiffness * (d - length) * (d - length);
            for (int a = 0; a < 3; a++)
            {
                double f = stiffness * (d - length) * (atoms.Positions[3 * i + a] - atoms.Positions[3 * j + a]) / d;
                results.Forces[3 * i + a] -= f;
                results.Forces[3 * j + a] += f;
            }
        }

        Span<double> gradient = stackalloc double[12];
        double phi = DihedralGradient.Of(Chain, atoms.Positions, gradient);
        results.Energy = energy + Torsion(phi);
        for (int k = 0; k < 12; k++)
            results.Forces[k] += 3 * barrier * Math.Sin(3 * phi) * gradient[k];
    }

    public void Dispose()
    {
    }
}
