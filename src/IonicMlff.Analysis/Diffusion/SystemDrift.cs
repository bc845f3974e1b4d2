using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>Motion of the whole system: momentum left by a thermostat's start makes diffusion much too large.</summary>
/// <param name="Displacement">Of the centre of mass from the first to the last frame, Å, three numbers.</param>
/// <param name="Expected">Root mean square of what independent molecules would show by chance, Å.</param>
/// <param name="Molecules">Number of molecules; a single one has no drift but its own motion.</param>
public sealed record SystemDrift(double[] Displacement, double Expected, int Molecules)
{
    private const double Factor = 3;

    /// <summary>Length, Å.</summary>
    public double Length => Math.Sqrt(Displacement.Sum(d => d * d));

    /// <summary>
    /// More than three times what chance gives? If so, it is taken off. If not, it stays: for particles that do not feel each other, taking it
    /// off would lower D by 1/N.
    /// </summary>
    public bool IsSignificant => Molecules > 1 && Length > Factor * Expected;

    /// <summary>
    /// Compares the centre of mass with the molecules: independent displacements d_i around the common one give it Σ (m_i/M)² |d_i|².
    /// </summary>
    internal static SystemDrift Of(SchemePaths paths, MoleculeSet molecules)
    {
        double[][] drift = paths.Drift();
        double[] common = [.. drift.Select(d => d[^1] - d[0])];
        double mass = molecules.All.Sum(m => m.Mass ?? m.Atoms.Length), chance = 0;
        foreach (Molecule m in molecules.All)
        {
            double share = (m.Mass ?? m.Atoms.Length) / mass;
            for (int d = 0; d < 3; d++)
            {
                double own = paths.Last[3 * m.Index + d] - paths.First[3 * m.Index + d] - common[d];
                chance += share * share * own * own;
            }
        }

        return new(common, Math.Sqrt(chance), molecules.All.Count);
    }
}
