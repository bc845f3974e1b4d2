using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Export;
using IonicMlff.Models.Mace.Import;

namespace IonicMlff.Training.FineTuning;

/// <summary>
/// Makes the start of a fine-tuning from a MACE model: fewer elements, one head of several, several heads of one. The model gives the
/// same energies before and after (but for the isolated-atom energies that are replaced); the rules are upstream's.
/// </summary>
public static class MaceTransfer
{
    /// <summary>
    /// The model for some of its elements. Rows of element-dependent weights are taken over; those behind a linear layer of the one-hot
    /// element, which divides by √N_Z, are divided by √(N_Z/N_Z').
    /// </summary>
    /// <param name="model">Model.</param>
    /// <param name="atomicNumbers">Elements to keep, ascending.</param>
    /// <exception cref="IlmlffException">The model does not know one of them.</exception>
    public static MaceModel SelectElements(MaceModel model, IReadOnlyList<int> atomicNumbers)
    {
        int[] kept = [.. atomicNumbers.Select(z => IndexOf(model, z))];
        int all = model.AtomicNumbers.Length;
        double rescaled = 1 / Math.Sqrt((double)all / kept.Length);
        return Rebuilt(model, c => c, t => t.Name switch
        {
            "atomic_numbers" => Rows(t, all, kept, 1),
            "atomic_energies_fn.atomic_energies" => Columns(t, 1, all, kept, 1),
            _ when t.Name.EndsWith("embedding.linear.weight", StringComparison.Ordinal) && t.Name.StartsWith("node_", StringComparison.Ordinal)
                || t.Name.EndsWith("source_embedding.weight", StringComparison.Ordinal)
                || t.Name.EndsWith("target_embedding.weight", StringComparison.Ordinal) => Rows(t, all, kept, rescaled),
            _ when t.Name.EndsWith("skip_tp.weight", StringComparison.Ordinal) && !IsNonLinear(model, t.Name) =>
                Columns(t, Channels(model), all, kept, rescaled),
            _ when t.Name.Contains("symmetric_contractions", StringComparison.Ordinal) && t.Shape[0] == all && all > 1 => Rows(t, all, kept, 1),
            _ => t,
        });
    }

    /// <summary>The model with one of its heads.</summary>
    /// <param name="model">Model.</param>
    /// <param name="head">Name of the head; null: the only one, else the first that is not <c>pt_head</c>.</param>
    /// <exception cref="IlmlffException">There is no such head, or the readouts can't be divided.</exception>
    public static MaceModel SelectHead(MaceModel model, string? head)
    {
        int count = model.Heads.Length;
        int h = head is null
            ? Math.Max(0, Array.FindIndex(model.Heads, name => name != "pt_head"))
            : Array.IndexOf(model.Heads, head);
        if (h < 0)
            throw IlmlffException.Usage($"The model has no head '{Quote.Short(head!)}'; did you mean '{NearestWord.To(head!, model.Heads)}'? "
                + $"Its heads: {string.Join(", ", model.Heads)}.");
        if (count == 1)
            return model;
        RefuseDeepReadouts(model);
        int[] only = [h];
        return Rebuilt(
            model,
            c => c with { Heads = [model.Heads[h]], Readouts = [.. c.Readouts.Select(r => r with { HiddenCount = r.HiddenCount / count })] },
            t => t.Name switch
            {
                "atomic_energies_fn.atomic_energies" or "scale_shift.scale" or "scale_shift.shift" => Rows(t, count, only, 1),
                _ when IsReadout(t, "linear.weight") => Columns(t, 1, count, only, 1),
                _ when IsReadout(t, "linear_1.weight") => Columns(t, t.Values.Length / Channels(model) / count, count, only, 1),
                // [H·M, H]: the rows of the head, then its column
                _ when IsReadout(t, "linear_2.weight") => Columns(Rows(t, count, only, 1), 1, count, only, 1 / Math.Sqrt(count)),
                _ => t,
            });
    }

    /// <summary>The model with several heads, each of which gives what its only head gave.</summary>
    /// <param name="model">A model with one head.</param>
    /// <param name="heads">Names of the heads.</param>
    /// <param name="atomicEnergies">E0 of each head, eV, [head, z].</param>
    /// <exception cref="IlmlffException">The readouts can't be multiplied.</exception>
    public static MaceModel WithHeads(MaceModel model, IReadOnlyList<string> heads, double[,] atomicEnergies)
    {
        int count = heads.Count;
        if (count > 1)
            RefuseDeepReadouts(model);
        return Rebuilt(
            model,
            c => c with { Heads = [.. heads], Readouts = [.. c.Readouts.Select(r => r with { HiddenCount = r.HiddenCount * count })] },
            t => t.Name switch
            {
                "atomic_energies_fn.atomic_energies" => t with { Shape = [count, model.AtomicNumbers.Length], Values = [.. atomicEnergies.Cast<double>()] },
                "scale_shift.scale" or "scale_shift.shift" => t with { Shape = [count], Values = [.. Enumerable.Repeat(t.Values[0], count)] },
                _ when IsReadout(t, "linear.weight") => Resized(t, [.. t.Values.SelectMany(w => Enumerable.Repeat(w, count))]),
                _ when IsReadout(t, "linear_1.weight") => Resized(
                    t, [.. t.Values.Chunk(t.Values.Length / Channels(model)).SelectMany(row => Enumerable.Repeat(row, count).SelectMany(r => r))]),
                _ when IsReadout(t, "linear_2.weight") => Resized(
                    t, [.. Enumerable.Repeat(t.Values, count).SelectMany(v => v).SelectMany(w => Enumerable.Repeat(w * Math.Sqrt(count), count))]),
                _ => t,
            });
    }

    /// <summary>The model with other isolated-atom energies, eV, [head, z].</summary>
    public static MaceModel WithAtomicEnergies(MaceModel model, double[,] atomicEnergies) => model with { AtomicEnergies = atomicEnergies };

    private static MaceModel Rebuilt(MaceModel model, Func<MaceConfig, MaceConfig> config, Func<MaceTensor, MaceTensor> tensor)
    {
        var parts = MaceTensors.Of(model);
        return new MaceTensors(config(parts.Config), [.. parts.All.Select(tensor)], model.IsFloat32).Build();
    }

    private static int Channels(MaceModel model) => model.NodeEmbedding.GetLength(1);

    private static bool IsReadout(MaceTensor t, string layer) =>
        t.Name.StartsWith("readouts.", StringComparison.Ordinal) && t.Name.EndsWith("." + layer, StringComparison.Ordinal);

    private static bool IsNonLinear(MaceModel model, string name) => model.Layers[int.Parse(name.Split('.')[1])].Interaction.NonLinear is not null;

    /// <summary>Rows [all, …] that are kept.</summary>
    private static MaceTensor Rows(MaceTensor t, int all, int[] kept, double factor) => Part(t, 1, all, kept, factor);

    /// <summary>Columns [outer, all] that are kept, or the middle of [outer, all, inner] stored as one list.</summary>
    private static MaceTensor Columns(MaceTensor t, int inner, int all, int[] kept, double factor) =>
        Part(t, t.Values.Length / (all * inner), all, kept, factor);

    private static MaceTensor Part(MaceTensor t, int outer, int all, int[] kept, double factor)
    {
        int inner = t.Values.Length / (outer * all);
        var values = new double[outer * kept.Length * inner];
        int to = 0;
        for (int o = 0; o < outer; o++)
        {
            foreach (int k in kept)
            {
                for (int i = 0; i < inner; i++)
                    values[to++] = factor * t.Values[(o * all + k) * inner + i];
            }
        }

        long[] shape = [.. t.Shape];
        shape[outer == 1 || shape.Length == 1 ? 0 : 1] = shape.Length == 1 ? values.Length : kept.Length;
        return t with { Values = values, Shape = shape };
    }

    private static MaceTensor Resized(MaceTensor t, double[] values) => t with { Values = values, Shape = [values.Length] };

    private static void RefuseDeepReadouts(MaceModel model)
    {
        if (MaceTensors.Of(model).Config.Readouts.Any(r => r.Kind == ReadoutKind.NonLinearBias))
            throw IlmlffException.Usage("The readouts of this model have biases and a layer in between; their heads can't be multiplied or "
                + "divided. Fine-tune it without replay, or with a model of one head.");
    }

    private static int IndexOf(MaceModel model, int atomicNumber)
    {
        int z = Array.IndexOf(model.AtomicNumbers, atomicNumber);
        return z >= 0 ? z : throw IlmlffException.BadData(
            $"The data have {PeriodicTable.Symbol(atomicNumber)}, which the model does not know; it knows "
            + $"{string.Join(' ', model.AtomicNumbers.Select(PeriodicTable.Symbol))}. Leave these frames out, or train from scratch.");
    }
}
