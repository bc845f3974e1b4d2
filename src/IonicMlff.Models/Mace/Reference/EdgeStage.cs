using IonicMlff.Core.Errors;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Equivariance;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>
/// Directed edges j → i shorter than the cutoff, grouped by receiver i: v = r_i − r_j − T, d = |v|, Y_lm(v/d); and the gradients
/// ∂E/∂Y, ∂E/∂d that the later stages' reverses collect per edge.
/// </summary>
internal sealed class EdgeStage(double cutoff, NeighborList neighbors, int maxEll)
{
    private readonly SphericalHarmonics harmonics = new(maxEll);
    private readonly RowBuffer unit = new(3);
    private readonly RowBuffer distance = new(1);
    private readonly RowBuffer distanceGrad = new(1);
    private int[] rowStart = [0];
    private int[] sender = [];

    /// <summary>Number of edges.</summary>
    public int Count => distance.Count;

    /// <summary>Y of each edge, S components.</summary>
    public RowBuffer Harmonics { get; } = new((maxEll + 1) * (maxEll + 1));

    /// <summary>∂E/∂Y of each edge.</summary>
    public RowBuffer HarmonicsGrad { get; } = new((maxEll + 1) * (maxEll + 1));

    /// <summary>First edge of each receiver; local count + 1 numbers.</summary>
    public ReadOnlySpan<int> RowStart => rowStart;

    /// <summary>Sender of each edge.</summary>
    public ReadOnlySpan<int> Sender => sender;

    /// <summary>d of each edge, Å.</summary>
    public ReadOnlySpan<double> Distance => distance.All;

    /// <summary>∂E/∂d of each edge, eV/Å.</summary>
    public Span<double> DistanceGrad => distanceGrad.All;

    /// <summary>Finds the edges and their harmonics, and clears the gradients.</summary>
    /// <exception cref="IlmlffException">A position is not a number, the cell is singular, or two atoms coincide.</exception>
    public void Compute(in AtomsView atoms)
    {
        neighbors.Update(atoms);
        FindEdges(atoms);
        Harmonics.Resize(Count);
        for (int e = 0; e < Count; e++)
        {
            Span<double> u = unit[e];
            harmonics.Compute(u[0], u[1], u[2], Harmonics[e]);
        }

        HarmonicsGrad.Clear(Count);
        distanceGrad.Clear(Count);
    }

    /// <summary>
    /// g = ∂E/∂v = u ∂E/∂d + Σ_lm ∂E/∂Y_lm ∂Y_lm/∂v. The sender feels +g, the receiver −g; the edge's virial −v⊗g belongs to
    /// the sender.
    /// </summary>
    public void Reverse(int localCount, ref ResultsView results)
    {
        Span<double> forces = results.Forces, virial = results.Virial, atomVirials = results.AtomVirials;
        virial.Clear();
        Span<double> g = stackalloc double[3];
        for (int i = 0; i < localCount; i++)
        {
            for (int e = rowStart[i]; e < rowStart[i + 1]; e++)
            {
                int j = sender[e];
                double d = Distance[e];
                Span<double> u = unit[e];
                (g[0], g[1], g[2]) = harmonics.Reverse(u[0], u[1], u[2], d, HarmonicsGrad[e]);
                for (int a = 0; a < 3; a++)
                    g[a] += u[a] * DistanceGrad[e];

                for (int a = 0; a < 3; a++)
                {
                    forces[3 * j + a] += g[a];
                    forces[3 * i + a] -= g[a];
                    for (int b = 0; b < 3; b++)
                    {
                        double w = -d * u[a] * g[b];
                        virial[3 * a + b] += w;
                        if (!atomVirials.IsEmpty)
                            atomVirials[9 * j + 3 * a + b] += w;
                    }
                }
            }
        }
    }

    private void FindEdges(in AtomsView atoms)
    {
        int n = atoms.LocalCount;
        ReadOnlySpan<int> listStart = neighbors.RowStart, listNeighbor = neighbors.Neighbor, image = neighbors.Image;
        ReadOnlySpan<double> r = atoms.Positions, shift = neighbors.ImageShifts;
        int most = n == 0 ? 0 : listStart[n];
        unit.Resize(most);
        distance.Resize(most);
        if (rowStart.Length < n + 1)
            rowStart = new int[n + 1];
        if (sender.Length < most)
            sender = new int[most + most / 2];

        int edges = 0;
        for (int i = 0; i < n; i++)
        {
            rowStart[i] = edges;
            for (int k = listStart[i]; k < listStart[i + 1]; k++)
            {
                int j = listNeighbor[k], t = 3 * image[k];
                double vx = r[3 * i] - r[3 * j] - shift[t];
                double vy = r[3 * i + 1] - r[3 * j + 1] - shift[t + 1];
                double vz = r[3 * i + 2] - r[3 * j + 2] - shift[t + 2];
                double d = Math.Sqrt(vx * vx + vy * vy + vz * vz);
                if (d >= cutoff)
                    continue;

                sender[edges] = j;
                Span<double> u = unit[edges];
                (u[0], u[1], u[2]) = (vx / d, vy / d, vz / d);
                distance.All[edges] = d;
                edges++;
            }
        }

        rowStart[n] = edges;
        unit.Resize(edges);
        distance.Resize(edges);
    }
}
