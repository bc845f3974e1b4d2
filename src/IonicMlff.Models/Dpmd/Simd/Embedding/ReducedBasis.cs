using System.Runtime.CompilerServices;

namespace IonicMlff.Models.Dpmd.Simd.Embedding;

/// <summary>
/// A few orthonormal directions that hold a set of vectors to a tolerance, chosen greedily: the vector worst represented so far gives
/// the next direction (Gram–Schmidt with pivoting), which bounds the largest error and not the mean.
/// </summary>
internal sealed class ReducedBasis
{
    private readonly List<double[]> directions = [];

    private ReducedBasis(int dimension) => Dimension = dimension;

    /// <summary>Numbers per vector.</summary>
    public int Dimension { get; }

    /// <summary>Number of directions.</summary>
    public int Count => directions.Count;

    /// <summary>Component of a direction.</summary>
    public double this[int direction, int component] => directions[direction][component];

    /// <summary>Coordinates of a vector: projections on the directions.</summary>
    public void Project(ReadOnlySpan<double> vector, Span<double> coordinates)
    {
        for (int q = 0; q < Count; q++)
            coordinates[q] = VectorLoops.Dot(vector, directions[q]);
    }

    /// <summary>What the basis holds of a vector.</summary>
    public double[] InBasis(double[] vector)
    {
        var held = new double[Dimension];
        foreach (double[] direction in directions)
            VectorLoops.AddScaled(direction, VectorLoops.Dot(vector, direction), held);
        return held;
    }

    /// <summary>vector −= factor · direction.</summary>
    public void Subtract(int direction, double factor, Span<double> vector) => VectorLoops.AddScaled(directions[direction], -factor, vector);

    /// <summary>All unit vectors: nothing is reduced.</summary>
    public static ReducedBasis Complete(int dimension)
    {
        var basis = new ReducedBasis(dimension);
        for (int k = 0; k < dimension; k++)
        {
            basis.directions.Add(new double[dimension]);
            basis.directions[k][k] = 1;
        }

        return basis;
    }

    /// <summary>
    /// Directions for <paramref name="vectors"/>: the first multiple of <paramref name="multiple"/> that leaves no remainder longer than
    /// <paramref name="tolerance"/>; the complete basis when that would be no fewer directions.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs once, before tiered compilation would get to it
    public static ReducedBasis Find(IReadOnlyList<double[]> vectors, double tolerance, int multiple)
    {
        const double Rounding = 1e-15; // relative; nothing is left to represent
        int dimension = vectors[0].Length;
        var basis = new ReducedBasis(dimension);
        double[][] rest = [.. vectors.Select(v => (double[])v.Clone())];
        double[] length = [.. rest.Select(v => Math.Sqrt(VectorLoops.Dot(v, v)))];
        double nothing = Rounding * length.Max();
        while (true)
        {
            int worst = 0;
            for (int k = 1; k < rest.Length; k++)
                worst = length[k] > length[worst] ? k : worst;
            if (length[worst] <= nothing || (length[worst] <= tolerance && basis.Count > 0 && basis.Count % multiple == 0))
                return basis.Count > 0 ? basis : Complete(dimension);
            if (basis.Count + 1 >= dimension)
                return Complete(dimension);

            basis.Append(rest[worst]);
            for (int k = 0; k < rest.Length; k++)
            {
                Remove(rest[k], basis.directions[^1]);
                length[k] = Math.Sqrt(VectorLoops.Dot(rest[k], rest[k]));
            }
        }
    }

    // Twice is enough: rounding leaves what is removed orthogonal to the others.
    private void Append(ReadOnlySpan<double> vector)
    {
        double[] direction = vector.ToArray();
        Scale(direction);
        foreach (double[] other in directions)
            Remove(direction, other);
        Scale(direction);
        directions.Add(direction);
    }

    private static void Scale(double[] vector)
    {
        double inverse = 1 / Math.Sqrt(VectorLoops.Dot(vector, vector));
        for (int k = 0; k < vector.Length; k++)
            vector[k] *= inverse;
    }

    private static void Remove(double[] vector, double[] direction) =>
        VectorLoops.AddScaled(direction, -VectorLoops.Dot(vector, direction), vector);
}
