using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Analysis.Scans;

/// <summary>Energy and forces of a molecule in vacuum from an evaluator; counts the calls.</summary>
/// <param name="evaluator">The model.</param>
/// <param name="species">Index into the model's elements per atom.</param>
public sealed class MoleculeEnergy(IEvaluator evaluator, int[] species)
{
    private readonly double[] _virial = new double[9];

    /// <summary>Calls so far.</summary>
    public int Calls { get; private set; }

    /// <summary>Back end of the evaluator.</summary>
    public string Backend => evaluator.Backend;

    /// <summary>Energy, eV.</summary>
    /// <param name="positions">Å, 3 per atom.</param>
    /// <param name="gradient">Receives ∂E/∂r, eV/Å.</param>
    /// <exception cref="IlmlffException">The evaluator refuses, or a result is not a finite number.</exception>
    public double Of(double[] positions, double[] gradient)
    {
        Calls++;
        Array.Clear(gradient);
        var atoms = new AtomsView { LocalCount = species.Length, Positions = positions, Species = species, Cell = Cell.None };
        var results = new ResultsView { Virial = _virial, Forces = gradient };
        evaluator.Compute(atoms, ref results);
        for (int k = 0; k < gradient.Length; k++)
            gradient[k] = -gradient[k];
        return double.IsFinite(results.Energy) && gradient.All(double.IsFinite) ? results.Energy
            : throw new IlmlffException(ErrorKind.Failed, string.Create(CultureInfo.InvariantCulture, $"the model's energy or forces are not finite numbers (energy {results.Energy} eV)"));
    }
}
