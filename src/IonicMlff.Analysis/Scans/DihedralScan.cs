using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Analysis.Scans;

/// <summary>
/// Drives a dihedral of a single molecule through a range of angles. Rigid: the atoms behind the bond are turned, nothing else moves.
/// Relaxed: at every angle the energy is minimised with the dihedral held.
/// </summary>
public sealed class DihedralScan
{
    private const double Same = 1e-6; // eV by which a point must be lower to count as another conformer
    private const double LongestTurn = 15 * Angle.Degree; // at once, before the rest gives way
    private const int StepsOnTheWay = 20;

    private readonly SingleMolecule _molecule;
    private readonly ScanDihedral _dihedral;
    private readonly ScanOptions _options;
    private readonly TurnedAtoms _turned;
    private readonly BondWatch _bonds;
    private readonly double[] _angles;

    /// <summary>Prepares a scan.</summary>
    /// <exception cref="IlmlffException">The range is none, or the dihedral can't be turned.</exception>
    public DihedralScan(SingleMolecule molecule, ScanDihedral dihedral, ScanOptions options)
    {
        (_molecule, _dihedral, _options) = (molecule, dihedral, options);
        _turned = new TurnedAtoms(dihedral, molecule);
        _bonds = new BondWatch(molecule);
        _angles = options.Angles();
    }

    /// <summary>Steps that <see cref="Run"/> reports: of a relaxed scan those of two passes; further ones are not foreseen.</summary>
    public int Work => _angles.Length * (!_options.Relaxed ? 1 : _options.Passes > 1 ? 3 : 1);

    /// <summary>Atoms that a change of the angle turns.</summary>
    public TurnedAtoms Turned => _turned;

    /// <summary>
    /// Scans with a model. A molecule that breaks, a model that fails and an interrupt end the scan; the points up to there are kept.
    /// </summary>
    /// <param name="label">Of the model.</param>
    /// <param name="energy">The model.</param>
    /// <param name="advance">Called after every step of <see cref="Work"/>.</param>
    /// <param name="cancellation">Ends the scan between two steps.</param>
    public ScanProfile Run(string label, MoleculeEnergy energy, Action advance, CancellationToken cancellation)
    {
        var walk = new Walk(this, energy, advance, cancellation);
        string? failure = null;
        bool interrupted = false;
        try
        {
            walk.All();
        }
        catch (OperationCanceledException)
        {
            interrupted = true;
        }
        catch (IlmlffException e)
        {
            failure = $"{walk.Where}: {e.Message}";
        }

        return new(label, _options.Relaxed, _angles, walk.Points)
        {
            Failure = failure,
            Interrupted = interrupted,
            Backend = energy.Backend,
            Evaluations = energy.Calls,
            LastLowering = walk.LastLowering,
            IsCircle = _options.IsCircle,
        };
    }

    private sealed class Walk(DihedralScan scan, MoleculeEnergy energy, Action advance, CancellationToken cancellation)
    {
        private readonly ConstrainedDescent _descent = new(energy, scan._dihedral, scan._options);
        private readonly ConstrainedDescent _onTheWay = new(energy, scan._dihedral, scan._options with { MaxSteps = StepsOnTheWay });
        private readonly double[] _gradient = new double[scan._molecule.Positions.Length], _normal = new double[scan._molecule.Positions.Length];

        public ScanPoint?[] Points { get; } = new ScanPoint?[scan._angles.Length];

        public string Where { get; private set; } = "at the start";

        public double LastLowering { get; private set; } = double.NaN;

        public void All()
        {
            double[] start = [.. scan._molecule.Positions];
            if (scan._options.MinimiseStart)
            {
                Where = "while the start was minimised";
                Descended end = new ConstrainedDescent(energy, null, scan._options).Run(start, 0, Whole);
                if (!end.Converged)
                    throw new IlmlffException(ErrorKind.Failed, string.Create(CultureInfo.InvariantCulture, $"the largest force is still {end.LargestForce:G3} eV/Å after {end.Steps} steps; allow more with --max-steps"));
            }

            if (scan._options.Relaxed)
                Relax(start);
            else
                Turn(start);
        }

        private void Turn(double[] start)
        {
            for (int k = 0; k < Points.Length; k++)
            {
                double[] x = At(start, k);
                double e = energy.Of(x, _gradient);
                DihedralGradient.Of(scan._dihedral, x, _normal);
                double size2 = _normal.Sum(v => v * v), torque = _normal.Zip(_gradient, (a, b) => a * b).Sum() / size2;
                Points[k] = new(scan._angles[k], e, torque, _gradient.Zip(_normal, (g, v) => Math.Abs(g - torque * v)).Max(), true, 0, x, scan._bonds.Joined(x));
                advance();
            }
        }

        // Outwards from the angle of the start, then up and down from neighbour to neighbour.
        private void Relax(double[] start)
        {
            int n = Points.Length;
            double now = scan._dihedral.Of(start);
            int first = Enumerable.Range(0, n).MinBy(k => Math.Abs(Angle.Wrapped(scan._angles[k] * Angle.Degree - now)));
            Try(first, start);
            int up = scan._options.IsCircle ? n / 2 : n - 1 - first, down = scan._options.IsCircle ? n - 1 - n / 2 : first;
            for (int k = 1; k <= up; k++)
                Try((first + k) % n, Points[(first + k - 1) % n]!.Positions);
            for (int k = 1; k <= down; k++)
                Try((first - k + n) % n, Points[(first - k + 1 + n) % n]!.Positions);
            for (int pass = 1; pass < scan._options.Passes && !(LastLowering < ScanOptions.Settled); pass++)
            {
                LastLowering = 0;
                Sweep(+1);
                Sweep(-1);
            }
        }

        private void Sweep(int by)
        {
            int n = Points.Length;
            for (int m = 0; m < n; m++)
            {
                int k = by > 0 ? m : n - 1 - m, from = k - by;
                if (from >= 0 && from < n)
                    Try(k, Points[from]!.Positions);
                else if (scan._options.IsCircle)
                    Try(k, Points[(from + n) % n]!.Positions);
                else
                    advance();
            }
        }

        // Relaxes point k from a geometry beside it; kept when it is lower than what is there.
        private void Try(int k, double[] from)
        {
            double[] x = Near(from, k);
            Descended end = _descent.Run(x, scan._angles[k] * Angle.Degree, Whole);
            if (Points[k] is not { } before || end.Energy < before.Energy - Same)
            {
                if (Points[k] is { } other)
                    LastLowering = Math.Max(LastLowering, other.Energy - end.Energy);
                Points[k] = new(scan._angles[k], end.Energy, end.Torque, end.LargestForce, end.Converged, end.Steps, x, scan._bonds.Joined(x));
            }

            advance();
        }

        // The geometry at point k. A long way there is gone in parts, after each of which the rest gives way, so that nothing is pushed into each other.
        private double[] Near(double[] from, int k)
        {
            double[] x = [.. from];
            double target = scan._angles[k] * Angle.Degree, way = Angle.Wrapped(target - scan._dihedral.Of(x));
            int parts = (int)Math.Ceiling(Math.Abs(way) / LongestTurn - 1e-9);
            for (int part = parts - 1; part > 0; part--)
            {
                cancellation.ThrowIfCancellationRequested();
                scan._turned.SetTo(x, target - way * part / parts);
                _onTheWay.Run(x, target - way * part / parts, _ => cancellation.ThrowIfCancellationRequested());
            }

            return At(x, k);
        }

        private double[] At(double[] from, int k)
        {
            cancellation.ThrowIfCancellationRequested();
            Where = string.Create(CultureInfo.InvariantCulture, $"at {scan._angles[k]:G6}°");
            double[] x = [.. from];
            scan._turned.SetTo(x, scan._angles[k] * Angle.Degree);
            return x;
        }

        private void Whole(double[] x)
        {
            cancellation.ThrowIfCancellationRequested();
            if (scan._bonds.Broken(x) is { } broken)
                throw new IlmlffException(ErrorKind.Failed, $"the molecule breaks: {broken}");
            if (scan._bonds.Joined(x) is { } joined)
                throw new IlmlffException(ErrorKind.Failed, $"the molecule reacts: {joined}");
        }
    }
}
