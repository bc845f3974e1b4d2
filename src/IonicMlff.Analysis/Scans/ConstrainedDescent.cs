namespace IonicMlff.Analysis.Scans;

/// <summary>What a minimisation came to.</summary>
/// <param name="Energy">eV.</param>
/// <param name="Torque">∂E/∂φ, eV/rad, which the constraint takes up.</param>
/// <param name="LargestForce">Largest component of the other forces, eV/Å.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Converged">The largest force is below the tolerance.</param>
internal readonly record struct Descended(double Energy, double Torque, double LargestForce, int Steps, bool Converged);

/// <summary>
/// Minimises the energy with a dihedral held exactly: L-BFGS (Liu and Nocedal 1989) in the directions that leave the dihedral alone, each
/// step followed by Newton steps along ∂φ/∂r back to its value. Without a dihedral it is an ordinary minimisation.
/// </summary>
internal sealed class ConstrainedDescent(MoleculeEnergy energy, ScanDihedral? held, ScanOptions options)
{
    private const int Memory = 20, Halvings = 12, LookEvery = 10;
    private const double LongestStep = 0.15, FirstStep = 0.02; // Å, largest component
    private readonly List<(double[] S, double[] Y, double Rho)> _memory = [];

    /// <summary>Goes downhill from a geometry, which is changed in place.</summary>
    /// <param name="x">Å.</param>
    /// <param name="target">Value of the dihedral, radians; the geometry must be near it.</param>
    /// <param name="look">Called now and then with the geometry; may throw.</param>
    public Descended Run(double[] x, double target, Action<double[]> look)
    {
        _memory.Clear();
        Place here = new(x.Length), there = new(x.Length);
        x.CopyTo(here.X, 0);
        Evaluate(here, target);
        int step = 0;
        for (; step < options.MaxSteps && here.LargestForce > options.ForceTolerance; step++)
        {
            if (step % LookEvery == LookEvery - 1)
                look(here.X);
            if (Step(here, there, target))
            {
                Remember(here, there);
                (here, there) = (there, here);
            }
            else if (_memory.Count > 0)
            {
                _memory.Clear();
            }
            else
            {
                break; // not even straight downhill: as low as the numbers go
            }
        }

        here.X.CopyTo(x, 0);
        look(x);
        return new(here.Energy, here.Torque, here.LargestForce, step, here.LargestForce <= options.ForceTolerance);
    }

    // One step downhill, shortened until the energy falls (Armijo). Energies have only so many digits: near the bottom the forces decide.
    private bool Step(Place here, Place there, double target)
    {
        double[] direction = Direction(here);
        double slope = Dot(direction, here.Gradient), noise = 1e-11 * Math.Max(1, Math.Abs(here.Energy)), length = 1;
        for (int half = 0; half < Halvings; half++, length *= 0.5)
        {
            for (int k = 0; k < direction.Length; k++)
                there.X[k] = here.X[k] + length * direction[k];
            Evaluate(there, target);
            if (there.Energy <= here.Energy + 1e-4 * length * slope || (Math.Abs(there.Energy - here.Energy) <= noise && there.LargestForce <= here.LargestForce))
                return true;
        }

        return false;
    }

    // −H g by the two loops of L-BFGS, in the plane of the constraint.
    private double[] Direction(Place here)
    {
        double[] d = [.. here.Gradient];
        var alpha = new double[_memory.Count];
        for (int m = _memory.Count - 1; m >= 0; m--)
        {
            alpha[m] = _memory[m].Rho * Dot(_memory[m].S, d);
            Add(d, -alpha[m], _memory[m].Y);
        }

        double scale = _memory.Count > 0 ? 1 / (_memory[^1].Rho * Dot(_memory[^1].Y, _memory[^1].Y)) : FirstStep / Largest(d);
        for (int k = 0; k < d.Length; k++)
            d[k] *= scale;
        for (int m = 0; m < _memory.Count; m++)
            Add(d, alpha[m] - _memory[m].Rho * Dot(_memory[m].Y, d), _memory[m].S);
        Add(d, -Dot(d, here.Normal), here.Normal);
        double most = Largest(d), sign = Dot(d, here.Gradient) > 0 ? -1 : 1;
        double shorter = sign * Math.Min(1, LongestStep / most);
        for (int k = 0; k < d.Length; k++)
            d[k] *= shorter;
        return d;
    }

    private void Remember(Place from, Place to)
    {
        var s = new double[from.X.Length];
        var y = new double[s.Length];
        for (int k = 0; k < s.Length; k++)
            (s[k], y[k]) = (to.X[k] - from.X[k], to.Gradient[k] - from.Gradient[k]);
        double sy = Dot(s, y);
        if (sy <= 1e-8 * Math.Sqrt(Dot(s, s) * Dot(y, y)))
            return;
        if (_memory.Count == Memory)
            _memory.RemoveAt(0);
        _memory.Add((s, y, 1 / sy));
    }

    // Puts the dihedral back to its value, then energy, and its gradient without the part along ∂φ/∂r, which is the torque.
    private void Evaluate(Place p, double target)
    {
        if (held is not null)
        {
            for (int newton = 0; ; newton++)
            {
                double off = Angle.Wrapped(target - DihedralGradient.Of(held, p.X, p.Normal)), size2 = Dot(p.Normal, p.Normal);
                if (Math.Abs(off) < 1e-13 || newton == 20)
                    break;
                Add(p.X, off / size2, p.Normal);
            }
        }

        p.Energy = energy.Of(p.X, p.Gradient);
        double size = Math.Sqrt(Dot(p.Normal, p.Normal));
        for (int k = 0; held is not null && k < p.Normal.Length; k++)
            p.Normal[k] /= size;
        double along = Dot(p.Gradient, p.Normal);
        Add(p.Gradient, -along, p.Normal);
        (p.Torque, p.LargestForce) = (held is null ? 0 : along / size, Largest(p.Gradient));
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
            sum += a[k] * b[k];
        return sum;
    }

    private static void Add(double[] to, double factor, double[] what)
    {
        for (int k = 0; k < to.Length; k++)
            to[k] += factor * what[k];
    }

    private static double Largest(double[] v) => v.Max(Math.Abs);

    // A geometry with what is known there; Normal is the unit vector along ∂φ/∂r (zero without a constraint).
    private sealed class Place(int length)
    {
        public double[] X { get; } = new double[length];

        public double[] Gradient { get; } = new double[length];

        public double[] Normal { get; } = new double[length];

        public double Energy { get; set; }

        public double Torque { get; set; }

        public double LargestForce { get; set; }
    }
}
