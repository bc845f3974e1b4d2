namespace IonicMlff.Analysis.Shapes;

/// <summary>Angles and distances of atoms of a whole molecule.</summary>
public static class Dihedral
{
    /// <summary>
    /// Dihedral a-b-c-d, radians in (−π, π], sign as IUPAC has it: atan2(|b₂| b₁·(b₂×b₃), (b₁×b₂)·(b₂×b₃)) with b₁ = b−a, b₂ = c−b, b₃ = d−c.
    /// </summary>
    /// <param name="r">Positions of whole molecules, 3 per atom.</param>
    /// <param name="a">First atom.</param>
    /// <param name="b">Second atom.</param>
    /// <param name="c">Third atom.</param>
    /// <param name="d">Fourth atom.</param>
    public static double Of(ReadOnlySpan<double> r, int a, int b, int c, int d)
    {
        (a, b, c, d) = (3 * a, 3 * b, 3 * c, 3 * d);
        double x1 = r[b] - r[a], y1 = r[b + 1] - r[a + 1], z1 = r[b + 2] - r[a + 2];
        double x2 = r[c] - r[b], y2 = r[c + 1] - r[b + 1], z2 = r[c + 2] - r[b + 2];
        double x3 = r[d] - r[c], y3 = r[d + 1] - r[c + 1], z3 = r[d + 2] - r[c + 2];
        double px = y1 * z2 - z1 * y2, py = z1 * x2 - x1 * z2, pz = x1 * y2 - y1 * x2; // b1 × b2
        double qx = y2 * z3 - z2 * y3, qy = z2 * x3 - x2 * z3, qz = x2 * y3 - y2 * x3; // b2 × b3
        double along = Math.Sqrt(x2 * x2 + y2 * y2 + z2 * z2);
        return Math.Atan2(along * (x1 * qx + y1 * qy + z1 * qz), px * qx + py * qy + pz * qz);
    }

    /// <summary>Distance of two atoms.</summary>
    public static double Distance(ReadOnlySpan<double> r, int a, int b)
    {
        double x = r[3 * a] - r[3 * b], y = r[3 * a + 1] - r[3 * b + 1], z = r[3 * a + 2] - r[3 * b + 2];
        return Math.Sqrt(x * x + y * y + z * z);
    }
}
