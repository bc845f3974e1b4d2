using IonicMlff.Core.Geometry;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Tests.Diffusion;

/// <summary>Free particles: x(t+1) = x(t) + N(0, 2 D dt), wrapped into a cube.</summary>
internal sealed class BrownianTrajectory(int seed, int particles, int frames, double edge, double diffusion, double interval) : ITrajectory
{
    private readonly Random _random = new(seed);
    private readonly double[] _x = new double[3 * particles];
    private int _frame;

    public string Name => "brownian";

    public string Format => "memory";

    public TrajectoryAtoms Atoms => new(particles) { Types = [.. Enumerable.Repeat(1, particles)] };

    public TrajectoryFault? Fault => null;

    public IReadOnlyList<TrajectoryFault> Warnings => [];

    public double Progress => (double)_frame / frames;

    public bool TryRead(TrajectoryFrame frame)
    {
        if (_frame == frames)
            return false;
        double step = Math.Sqrt(2 * diffusion * interval);
        for (int k = 0; k < _x.Length; k++)
        {
            _x[k] = _frame == 0 ? edge * _random.NextDouble() : _x[k] + step * Normal();
            frame.Positions[k] = _x[k] - edge * Math.Floor(_x[k] / edge);
        }

        frame.Cell = Cell.Orthogonal(edge, edge, edge);
        (frame.Step, frame.Time, frame.Index) = (_frame, _frame * interval, _frame);
        _frame++;
        return true;
    }

    public void Dispose()
    {
    }

    // Box and Muller.
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
