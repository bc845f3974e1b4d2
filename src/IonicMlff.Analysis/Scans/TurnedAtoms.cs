using IonicMlff.Analysis.Shapes;
using IonicMlff.Core.Errors;

namespace IonicMlff.Analysis.Scans;

/// <summary>
/// The atoms that turn about the axis b-c when a dihedral a-b-c-d is changed with all else kept: what hangs at c alone. The parts of the
/// molecule without b and c are: those bonded to b alone (they stay), to c alone (they turn), and bridges that are bonded to both, as N of TFSI
/// is to both S: a bridge stays, unless d is in it: then only it turns. No bond length changes by that.
/// </summary>
public sealed class TurnedAtoms
{
    private readonly ScanDihedral _dihedral;

    /// <summary>Finds the atoms.</summary>
    /// <exception cref="IlmlffException">Both ends of the dihedral are in one part of the molecule (a ring), so nothing can be turned.</exception>
    public TurnedAtoms(ScanDihedral dihedral, SingleMolecule molecule)
    {
        _dihedral = dihedral;
        int[] partOf = Parts(dihedral, molecule);
        if (partOf[dihedral.A] == partOf[dihedral.D])
        {
            throw IlmlffException.BadData($"dihedral {dihedral.Name}: atoms {molecule.NameOf(dihedral.A)} and {molecule.NameOf(dihedral.D)} are joined by other bonds than those of "
                + $"{molecule.NameOf(dihedral.B)} and {molecule.NameOf(dihedral.C)}, as in a ring: nothing can be turned. Scan a dihedral of a chain.");
        }

        HashSet<int> atB = [.. molecule.Neighbors[dihedral.B].Select(n => partOf[n])], atC = [.. molecule.Neighbors[dihedral.C].Select(n => partOf[n])];
        int own = partOf[dihedral.D];
        bool isBridge = atB.Contains(own) && atC.Contains(own);
        Atoms = [.. Enumerable.Range(0, partOf.Length).Where(i => i != dihedral.B && i != dihedral.C && (partOf[i] == own || (!isBridge && atC.Contains(partOf[i]) && !atB.Contains(partOf[i]))))];
    }

    /// <summary>Atoms that turn.</summary>
    public int[] Atoms { get; }

    /// <summary>Turns the atoms until the dihedral has a value.</summary>
    /// <param name="positions">Å, changed in place.</param>
    /// <param name="target">Radians.</param>
    public void SetTo(Span<double> positions, double target) => Turn(positions, target - _dihedral.Of(positions));

    /// <summary>Turns the atoms about the axis from b to c (Rodrigues); the dihedral grows by the angle.</summary>
    public void Turn(Span<double> positions, double angle)
    {
        int b = 3 * _dihedral.B, c = 3 * _dihedral.C;
        double kx = positions[c] - positions[b], ky = positions[c + 1] - positions[b + 1], kz = positions[c + 2] - positions[b + 2];
        double length = Dihedral.Distance(positions, _dihedral.B, _dihedral.C);
        (kx, ky, kz) = (kx / length, ky / length, kz / length);
        (double sin, double cos) = Math.SinCos(angle);
        foreach (int atom in Atoms)
        {
            int i = 3 * atom;
            double x = positions[i] - positions[c], y = positions[i + 1] - positions[c + 1], z = positions[i + 2] - positions[c + 2];
            double along = (1 - cos) * (kx * x + ky * y + kz * z);
            positions[i] = positions[c] + cos * x + sin * (ky * z - kz * y) + along * kx;
            positions[i + 1] = positions[c + 1] + cos * y + sin * (kz * x - kx * z) + along * ky;
            positions[i + 2] = positions[c + 2] + cos * z + sin * (kx * y - ky * x) + along * kz;
        }
    }

    // Connected parts of the molecule without b and c, numbered; b and c are −1 and −2.
    private static int[] Parts(ScanDihedral dihedral, SingleMolecule molecule)
    {
        int[] part = [.. Enumerable.Repeat(0, molecule.Elements.Length)];
        (part[dihedral.B], part[dihedral.C]) = (-1, -2);
        int count = 0;
        for (int first = 0; first < part.Length; first++)
        {
            if (part[first] != 0)
                continue;
            var waiting = new Stack<int>([first]);
            part[first] = ++count;
            while (waiting.TryPop(out int atom))
            {
                foreach (int next in molecule.Neighbors[atom].Where(n => part[n] == 0))
                {
                    part[next] = count;
                    waiting.Push(next);
                }
            }
        }

        return part;
    }
}
