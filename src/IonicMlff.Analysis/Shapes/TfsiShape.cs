using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Shapes;

/// <summary>
/// Atoms of a TFSI ion that tell its shape, C1-S1-N-S2-C2; S1 is the sulfur of smaller id. Found by the bonds, so that the order in
/// the file does not matter.
/// </summary>
/// <param name="C1">Carbon at S1.</param>
/// <param name="S1">First sulfur.</param>
/// <param name="N">Nitrogen.</param>
/// <param name="S2">Second sulfur.</param>
/// <param name="C2">Carbon at S2.</param>
public readonly record struct TfsiShape(int C1, int S1, int N, int S2, int C2)
{
    /// <summary>Numbers of <see cref="Angles"/>.</summary>
    public const int AngleCount = 5;

    /// <summary>Classes of <see cref="ClassOf"/>, in order of their numbers: whether N is seen in the smaller sector between C1 and C2.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["cis_outside", "cis_inside", "trans_inside", "trans_outside"];

    /// <summary>The atoms of a molecule.</summary>
    /// <exception cref="IlmlffException">It has no C-S-N-S-C.</exception>
    public static TfsiShape Of(Molecule molecule, MoleculeSet molecules, int[] elements)
    {
        int n = molecule.Atoms.First(a => elements[a] == 7);
        int[] s = [.. molecules.Neighbors[n].Where(a => elements[a] == 16)];
        int[] c = [.. s.Select(a => molecules.Neighbors[a].Where(b => elements[b] == 6).DefaultIfEmpty(-1).First())];
        return s.Length == 2 && c.All(a => a >= 0) ? new(c[0], s[0], n, s[1], c[1])
            : throw IlmlffException.BadData($"molecule {molecule.Index} is named {molecule.Kind.Name} but has no chain C-S-N-S-C.");
    }

    /// <summary>phi = C1-S1…S2-C2, psi = C1-S1…S2-N, psi2 = N-S1…S2-C2, C1-S1-N-S2, S1-N-S2-C2; radians.</summary>
    public void Angles(ReadOnlySpan<double> whole, Span<double> angles)
    {
        angles[0] = Dihedral.Of(whole, C1, S1, S2, C2);
        angles[1] = Dihedral.Of(whole, C1, S1, S2, N);
        angles[2] = Dihedral.Of(whole, N, S1, S2, C2);
        angles[3] = Dihedral.Of(whole, C1, S1, N, S2);
        angles[4] = Dihedral.Of(whole, S1, N, S2, C2);
    }

    /// <summary>
    /// Cis below 90° of phi, trans from there on; N is inside if it is in the smaller sector between both C seen along S-S:
    /// 0 ≤ s·psi ≤ |phi| with s = sign(phi). Exchanging the two halves of the ion changes nothing.
    /// </summary>
    public static int ClassOf(double phi, double psi)
    {
        double x = phi < 0 ? -psi : psi, size = Math.Abs(phi);
        bool isInside = x >= 0 && x <= size;
        return size < Math.PI / 2 ? (isInside ? 1 : 0) : isInside ? 2 : 3;
    }
}
