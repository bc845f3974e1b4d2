using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.ModelFiles;

/// <summary>Describes a Deep Potential.</summary>
internal static class DpmdDescription
{
    /// <summary>What <c>ilmlff info</c> shows of a Deep Potential.</summary>
    public static ModelDescription Of(DpmdPotential potential, MetadataRecord? record) => new()
    {
        Format = record is null ? potential.Model.Source : $"ilmlff safetensors, format {MetadataRecord.CurrentFormat}; from {potential.Model.Source}",
        Info = potential.Info,
        DType = potential.Model.IsFloat32 ? "float32" : "float64",
        ParameterCount = Layers(potential.Model).Sum(l => (long)l.Weight.Length + (l.Bias?.Length ?? 0) + (l.TimeStep?.Length ?? 0)),
        Hyperparameters = DpmdHyperparameters.Of(potential),
        IsolatedAtomEnergies = IsolatedAtoms(potential),
        Facts = record?.Facts ?? new ModelFacts(),
        Provenance = record?.Provenance,
        GoldenFrames = record?.Golden ?? [],
    };

    private static IEnumerable<DpmdLayer> Layers(DpmdModel model) =>
        model.Embedding.SelectMany(n => n?.Layers ?? []).Concat(model.Fitting.SelectMany(f => f.Layers));

    /// <summary>
    /// Energies of single atoms in vacuum, eV; they are not the biases, as empty neighbour slots enter the descriptor. Frame and atom
    /// parameters are at their averages.
    /// </summary>
    public static double[,] IsolatedAtoms(DpmdPotential potential)
    {
        var energies = new double[1, potential.Info.AtomicNumbers.Count];
        using IEvaluator evaluator = potential.CreateEvaluator(new EvaluatorOptions
        {
            Backend = "reference",
            FrameParameters = potential.Model.FrameParameters.Count > 0 ? potential.Model.FrameParameters.Average : null,
            AtomParameters = potential.Model.AtomParameters.Count > 0 ? potential.Model.AtomParameters.Average : null,
        });
        for (int t = 0; t < energies.Length; t++)
        {
            var atom = new AtomsView { LocalCount = 1, Positions = new double[3], Species = (int[])[t], Cell = Cell.None };
            var results = new ResultsView { Virial = new double[9], Forces = new double[3] };
            evaluator.Compute(atom, ref results);
            energies[0, t] = results.Energy;
        }

        return energies;
    }
}
