using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Host.Generated;

namespace IonicMlff.Host;

/// <summary>The options of ilmlff_open, checked and copied from the caller's memory.</summary>
internal sealed record OpenRequest(string[] Models, string[] Words, string[] Elements, EvaluatorOptions Options)
{
    private const int MaxElements = 1 << 16;

    public static unsafe OpenRequest Read(ilmlff_open_options* o)
    {
        string[] models = ReadList(o->models, o->model_count, "model", 1024);
        if (models.Length == 0)
            throw IlmlffException.Usage("ilmlff_open: no model file was named.");
        if (o->threads < 1)
            throw IlmlffException.Usage($"threads {o->threads}: at least 1 is needed.");
        if (o->precision is not ((int)ilmlff_precision.ILMLFF_DOUBLE or (int)ilmlff_precision.ILMLFF_MIXED))
            throw IlmlffException.Usage($"precision {o->precision} is unknown: 0 (double) or 1 (mixed).");

        if (double.IsNaN(o->skin) || o->skin > 100)
            throw IlmlffException.Usage($"skin {o->skin}: a length in Å is expected (negative: the default).");

        if (double.IsInfinity(o->total_charge) || double.IsInfinity(o->total_spin))
            throw IlmlffException.Usage($"total charge {o->total_charge}, total spin {o->total_spin}: finite numbers are expected (NaN: the model's default).");

        string? head = Utf8Field.Read(o->head);
        return new OpenRequest(models, ReadList(o->words, o->word_count, "word", MaxElements), ReadList(o->elements, o->element_count, "element", MaxElements), new EvaluatorOptions
        {
            Backend = Utf8Field.Read(o->backend) ?? "auto",
            Device = Utf8Field.Read(o->device) ?? "cpu",
            Precision = o->precision == (int)ilmlff_precision.ILMLFF_MIXED ? Precision.Mixed : Precision.Double,
            Threads = o->threads,
            Head = string.IsNullOrEmpty(head) ? null : head,
            TotalCharge = double.IsNaN(o->total_charge) ? null : o->total_charge,
            TotalSpin = double.IsNaN(o->total_spin) ? null : o->total_spin,
            Skin = o->skin < 0 ? null : o->skin,
            FrameParameters = ReadNumbers(o->frame_parameters, o->frame_parameter_count, "frame_parameter"),
            AtomParameters = ReadNumbers(o->atom_parameters, o->atom_parameter_count, "atom_parameter"),
        });
    }

    private static unsafe double[]? ReadNumbers(double* numbers, int count, string what) => (count, numbers == null) switch
    {
        (0, true) => null,
        ( > 0 and <= MaxElements, false) => new ReadOnlySpan<double>(numbers, count).ToArray(),
        _ => throw IlmlffException.Usage(
            $"ilmlff_open: {what}_count is {count}{(numbers == null ? $" and {what}s is NULL" : "")}; 0 to {MaxElements} were expected."),
    };

    private static unsafe string[] ReadList(byte** list, int count, string what, int max)
    {
        if (count < 0 || count > max || (count > 0 && list == null))
        {
            throw IlmlffException.Usage(
                $"ilmlff_open: {what}_count is {count}{(list == null ? $" and {what}s is NULL" : "")}; 0 to {max} were expected.");
        }

        var texts = new string[count];
        for (int i = 0; i < count; i++)
            texts[i] = Utf8Field.Read(list[i]) ?? throw IlmlffException.Usage($"ilmlff_open: {what}s[{i}] is NULL.");
        return texts;
    }
}
