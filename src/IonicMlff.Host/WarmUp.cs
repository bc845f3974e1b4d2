using System.Diagnostics;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Host;

/// <summary>
/// Evaluates a small system until the code of the evaluator is compiled and optimised, so that the first step of a run is as fast
/// as the later ones.
/// </summary>
internal static class WarmUp
{
    private const int Calls = 40; // the runtime optimises a method after 30 calls
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(400);

    public static void Run(IEvaluator evaluator, int[] speciesMap)
    {
        int[] species = [.. speciesMap.Where(s => s >= 0).Distinct()];
        if (species.Length == 0)
            species = [0];

        var system = new TestLattice(species, edge: 2.2, evaluator.Info);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Calls && Stopwatch.GetElapsedTime(start) < Budget; i++)
        {
            system.Evaluate(evaluator, ghostMode: false);
            system.Evaluate(evaluator, ghostMode: true);
        }
    }

    /// <summary>A slightly disordered 2 × 2 × 3 lattice with the density of a liquid.</summary>
    private sealed class TestLattice
    {
        private const int Nx = 2, Ny = 2, Nz = 3, Atoms = Nx * Ny * Nz;

        private readonly double[] _positions = new double[3 * Atoms];
        private readonly int[] _species = new int[Atoms];
        private readonly double[] _forces = new double[3 * Atoms];
        private readonly double[] _virial = new double[9];
        private readonly double[] _site = new double[Atoms];
        private readonly double[] _atomVirials = new double[9 * Atoms];
        private readonly double[] _frameParameters;
        private readonly double[] _atomParameters;
        private readonly Cell _cell;

        public TestLattice(int[] species, double edge, PotentialInfo info)
        {
            _frameParameters = new double[info.FrameParameterCount];
            _atomParameters = new double[Atoms * info.AtomParameterCount];
            _cell = Cell.Orthogonal(Nx * edge, Ny * edge, Nz * edge);
            for (int i = 0; i < Atoms; i++)
            {
                _species[i] = species[i % species.Length];
                int[] cell = [i % Nx, i / Nx % Ny, i / (Nx * Ny)];
                for (int k = 0; k < 3; k++)
                    _positions[3 * i + k] = edge * (cell[k] + 0.1 * Math.Sin(7.3 * i + 2.1 * k));
            }
        }

        public void Evaluate(IEvaluator evaluator, bool ghostMode)
        {
            var atoms = new AtomsView
            {
                LocalCount = Atoms,
                Positions = _positions,
                Species = _species,
                Cell = ghostMode ? Cell.None : _cell,
                GhostMode = ghostMode,
                NeighborsChanged = true,
                FrameParameters = _frameParameters,
                AtomParameters = _atomParameters,
            };
            var results = new ResultsView { Virial = _virial, Forces = _forces, SiteEnergies = _site, AtomVirials = _atomVirials };
            evaluator.Compute(in atoms, ref results);
        }
    }
}
