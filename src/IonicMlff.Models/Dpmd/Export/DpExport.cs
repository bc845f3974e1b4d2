using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Export;

/// <summary>
/// Writes a Deep Potential as the .yaml of DeePMD-kit 3, which its <c>dp convert-backend</c> turns into any of its other formats.
/// </summary>
/// <remarks>
/// Such a file has the rules of DeePMD-kit's NumPy and PyTorch back ends. What a TensorFlow model does otherwise is
/// expressed exactly where that is possible, or refused.
/// </remarks>
public static class DpExport
{
    /// <summary>Writes a file; it appears only when it is complete.</summary>
    /// <returns>What the user should know: sentences, empty when the file says the same as the model.</returns>
    /// <exception cref="IlmlffException">A rule of the model has no expression in this format, or the file can't be written.</exception>
    public static IReadOnlyList<string> WriteYaml(DpmdModel model, string path)
    {
        (DpmdModel expressible, List<string> notes) = Express(model);
        string partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            using (var writer = new StreamWriter(partial))
                YamlText.Write(writer, DpTree.Of(expressible));
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(partial);
            throw new IlmlffException(ErrorKind.Failed, $"{path} can't be written: {e.Message}", e);
        }

        return notes;
    }

    /// <summary>The model under the rules of the format, with the same energies and forces, and notes for the user.</summary>
    internal static (DpmdModel Model, List<string> Notes) Express(DpmdModel model)
    {
        var notes = new List<string>();
        EnvironmentMatrix matrix = model.Environment;
        if (matrix.NormalisationCount != matrix.Sel.Sum())
        {
            throw Refused($"its descriptor is divided by {matrix.NormalisationCount}, not by the sum of sel ({matrix.Sel.Sum()}), because its sel was adjusted "
                + "after the training; the format has no place for that");
        }

        if (model.Embedding.Any(n => n is { Layers: null }))
        {
            throw Refused("it is compressed, and its embedding nets exist as tables only; the format holds nets. Convert the model it was compressed from");
        }

        if (model.Embedding.Any(n => n?.Table is not null))
        {
            notes.Add("The model is compressed. Its nets are written, not its tables, so that results differ by the error of the tables.");
            model = model with { Embedding = [.. model.Embedding.Select(n => n is null ? null : n with { Table = null })] };
        }

        if (matrix.Overflow == OverflowRule.NearestPerType)
        {
            notes.Add($"Where an atom has more neighbours of a type than sel, and more than {matrix.Sel.Sum()} in all, the file drops others than a TensorFlow model does.");
        }

        model = model with { Environment = WithPlainSwitch(matrix, notes) };
        return (WithoutSilentSections(model, notes), notes);
    }

    /// <summary>
    /// TensorFlow models compute the switch with float32 lengths; the same switch has rcut = start + width in double. Beyond either
    /// cutoff it is zero to 1e-20.
    /// </summary>
    private static EnvironmentMatrix WithPlainSwitch(EnvironmentMatrix matrix, List<string> notes)
    {
        if (matrix.Cutoff - matrix.SwitchStart == matrix.SwitchWidth)
            return matrix;

        double cutoff = matrix.SwitchStart + matrix.SwitchWidth;
        if (cutoff - matrix.SwitchStart != matrix.SwitchWidth)
            throw Refused("its switch function was computed with rounded lengths that the format can't express");

        notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"TensorFlow computes the switch with lengths rounded to float32; rcut is written as {cutoff} Å and rcut_smth as {matrix.SwitchStart} Å for the same results."));
        return matrix with { Cutoff = cutoff };
    }

    /// <summary>
    /// Sections of slots that contribute nothing at all (TensorFlow's rule for excluded pairs, or a missing net) need nets that give zero
    /// where their empty slots would contribute; a model with one net per neighbour type gets one per pair for that.
    /// </summary>
    private static DpmdModel WithoutSilentSections(DpmdModel model, List<string> notes)
    {
        EnvironmentMatrix matrix = model.Environment;
        bool IsSilent(int i, int j) => model.Embedding[model.TypeOneSide ? j : i + j * model.TypeCount] is null
            || (matrix.Exclusion == ExclusionRule.WholeSection && matrix.Excluded[i, j]);
        var pairs = (from j in Enumerable.Range(0, model.TypeCount)
                     from i in Enumerable.Range(0, model.TypeCount)
                     where IsSilent(i, j)
                     select (I: i, J: j)).ToHashSet();
        model = model with { Environment = matrix with { Exclusion = ExclusionRule.RealNeighborsOnly } };
        if (!pairs.Any(p => model.Embedding[model.TypeOneSide ? p.J : p.I + p.J * model.TypeCount] is null || !IsEmptySlotZero(matrix, p.I, p.J)))
            return model;

        EmbeddingNet zero = Zero(model.Embedding.First(n => n is not null)!);
        notes.Add($"{pairs.Count} pairs of types contribute nothing; they are written with embedding nets of zeros"
            + (model.TypeOneSide ? ", for which the model gets one net per pair of types instead of one per type." : "."));
        return model with
        {
            TypeOneSide = false,
            Embedding =
            [
                .. from j in Enumerable.Range(0, model.TypeCount) from i in Enumerable.Range(0, model.TypeCount)
                   select pairs.Contains((i, j)) ? zero : model.Embedding[model.TypeOneSide ? j : i + j * model.TypeCount],
            ],
        };
    }

    /// <summary>True when the empty slots of a section are rows of zeros.</summary>
    private static bool IsEmptySlotZero(EnvironmentMatrix matrix, int centre, int neighbor)
    {
        int slots = matrix.Sel.Sum(), first = matrix.Sel.Take(neighbor).Sum();
        return matrix.Average.AsSpan((centre * slots + first) * 4, matrix.Sel[neighbor] * 4).IndexOfAnyExcept(0.0) < 0;
    }

    /// <summary>A net of the same shape that gives zero.</summary>
    private static EmbeddingNet Zero(EmbeddingNet like) => like with
    {
        Layers =
        [
            .. like.Layers!.Select(l => new DpmdLayer
            {
                In = l.In,
                Out = l.Out,
                Weight = new double[l.Weight.Length],
                Bias = new double[l.Out],
                Activation = DpmdActivation.Linear,
                Shortcut = Shortcut.None,
            }),
        ],
    };

    private static IlmlffException Refused(string why) => IlmlffException.Usage($"--to deepmd-yaml: the model can't be written: {why}.");
}
