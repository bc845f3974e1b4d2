using System.Text.Json;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Hdf5;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Dpmd.Import;

/// <summary>
/// Reads the tree of a .dp file: HDF5 whose root attribute <c>json</c> holds the dictionaries, with names of datasets in place of
/// the arrays.
/// </summary>
internal static class DpHdf5
{
    private const string Attribute = "json";
    private const string Variables = "@variables";

    /// <summary>The tree of a file.</summary>
    /// <exception cref="IlmlffException">Damaged, or an HDF5 file of another program.</exception>
    public static Dictionary<string, object?> Read(ByteSource source)
    {
        Hdf5File file = Hdf5File.Open(source.Read(0, source.Length), source.Name);
        string text = file.TextAttribute(Attribute) ?? throw IlmlffException.BadData(
            $"{source.Name}: is an HDF5 file, but not a DeePMD-kit model: it lacks the attribute '{Attribute}'"
            + (file.Names.Count > 0 ? $" and begins with '{Quote.Short(file.Names.First())}'" : "")
            + ". Data sets and trajectories are not models; give the .dp file that 'dp freeze' or 'dp convert-backend' wrote.");
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return Convert(json.RootElement, file, inVariables: false) as Dictionary<string, object?>
                ?? throw IlmlffException.BadData($"{source.Name}: its attribute '{Attribute}' holds no dictionary. The file is damaged.");
        }
        catch (JsonException e)
        {
            throw IlmlffException.BadData($"{source.Name}: its attribute '{Attribute}' is damaged ({Quote.Short(e.Message)}). Copy or make the file again.", e);
        }
    }

    private static object? Convert(JsonElement e, Hdf5File file, bool inVariables)
    {
        switch (e.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (JsonProperty p in e.EnumerateObject())
                    map[p.Name] = Convert(p.Value, file, inVariables || p.Name == Variables);
                return map;
            case JsonValueKind.Array:
                return e.EnumerateArray().Select(x => Convert(x, file, inVariables)).ToList();
            case JsonValueKind.String when inVariables:
                (long[] shape, double[] values, _) = file.Dataset(e.GetString()!);
                return new DpArray(shape, values);
            case JsonValueKind.String:
                return e.GetString();
            case JsonValueKind.Number:
                return e.TryGetInt64(out long n) ? (object)n : e.GetDouble();
            case JsonValueKind.True or JsonValueKind.False:
                return e.GetBoolean();
            default:
                return null;
        }
    }
}
