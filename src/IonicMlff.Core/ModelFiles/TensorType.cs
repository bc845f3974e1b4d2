namespace IonicMlff.Core.ModelFiles;

/// <summary>Element type of a tensor in a safetensors file; the names are those of the format.</summary>
public enum TensorType
{
    /// <summary>One byte, 0 or 1.</summary>
    BOOL,

    /// <summary>8-bit unsigned.</summary>
    U8,

    /// <summary>8-bit signed.</summary>
    I8,

    /// <summary>16-bit signed.</summary>
    I16,

    /// <summary>16-bit unsigned.</summary>
    U16,

    /// <summary>16-bit float.</summary>
    F16,

    /// <summary>16-bit brain float.</summary>
    BF16,

    /// <summary>32-bit signed.</summary>
    I32,

    /// <summary>32-bit unsigned.</summary>
    U32,

    /// <summary>32-bit float.</summary>
    F32,

    /// <summary>64-bit signed.</summary>
    I64,

    /// <summary>64-bit unsigned.</summary>
    U64,

    /// <summary>64-bit float.</summary>
    F64,
}

/// <summary>Sizes of tensor elements.</summary>
public static class TensorTypes
{
    /// <summary>Bytes per element.</summary>
    public static int Size(this TensorType type) => type switch
    {
        TensorType.BOOL or TensorType.U8 or TensorType.I8 => 1,
        TensorType.I16 or TensorType.U16 or TensorType.F16 or TensorType.BF16 => 2,
        TensorType.I32 or TensorType.U32 or TensorType.F32 => 4,
        _ => 8,
    };
}
