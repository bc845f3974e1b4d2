namespace TorchSharp;

/// <summary>C# types and the element types of the same layout.</summary>
internal static class ElementTypes
{
    private static readonly Dictionary<Type, torch.ScalarType> Types = new()
    {
        [typeof(double)] = torch.ScalarType.Float64,
        [typeof(float)] = torch.ScalarType.Float32,
        [typeof(Half)] = torch.ScalarType.Float16,
        [typeof(long)] = torch.ScalarType.Int64,
        [typeof(int)] = torch.ScalarType.Int32,
        [typeof(short)] = torch.ScalarType.Int16,
        [typeof(sbyte)] = torch.ScalarType.Int8,
        [typeof(byte)] = torch.ScalarType.Byte,
        [typeof(bool)] = torch.ScalarType.Bool,
    };

    /// <exception cref="NotSupportedException">No tensor holds such elements.</exception>
    public static torch.ScalarType Of<T>()
        where T : unmanaged => Of(typeof(T));

    /// <exception cref="NotSupportedException">No tensor holds such elements.</exception>
    public static torch.ScalarType Of(Type type) => Types.TryGetValue(type, out torch.ScalarType found)
        ? found
        : throw new NotSupportedException($"The type {type} cannot be the element type of a tensor.");
}
