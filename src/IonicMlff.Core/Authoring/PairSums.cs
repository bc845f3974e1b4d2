using System.Numerics;

namespace IonicMlff.Core.Authoring;

/// <summary>Sums over pairs, one per SIMD lane: energy, force on the centre, virial.</summary>
internal struct PairSums
{
    public Vector<double> Energy, X, Y, Z;              // Σ E, Σ f d
    public Vector<double> Xx, Yy, Zz, Xy, Xz, Yz;       // Σ f d⊗d

    /// <summary>Adds energy and virial of another sum; forces belong to one atom each.</summary>
    public void AddTotals(in PairSums other)
    {
        Energy += other.Energy;
        (Xx, Yy, Zz) = (Xx + other.Xx, Yy + other.Yy, Zz + other.Zz);
        (Xy, Xz, Yz) = (Xy + other.Xy, Xz + other.Xz, Yz + other.Yz);
    }

    /// <summary>Half of Σ E: the other half is met from the pair's other end.</summary>
    public readonly double HalfEnergy => 0.5 * Vector.Sum(Energy);

    /// <summary>Adds ½ Σ f d⊗d to nine numbers, xx xy xz yx yy yz zx zy zz.</summary>
    public readonly void AddHalfVirial(Span<double> nine)
    {
        double xy = 0.5 * Vector.Sum(Xy), xz = 0.5 * Vector.Sum(Xz), yz = 0.5 * Vector.Sum(Yz);
        nine[0] += 0.5 * Vector.Sum(Xx);
        nine[4] += 0.5 * Vector.Sum(Yy);
        nine[8] += 0.5 * Vector.Sum(Zz);
        nine[1] += xy;
        nine[3] += xy;
        nine[2] += xz;
        nine[6] += xz;
        nine[5] += yz;
        nine[7] += yz;
    }
}
