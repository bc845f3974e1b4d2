using IonicMlff.Core.Errors;

namespace IonicMlff.Host;

/// <summary>Guards against callers compiled with another version of ilmlff.h.</summary>
internal static class StructSize
{
    public static void Check(string caller, string name, long theirs, int ours)
    {
        if (theirs != ours)
        {
            throw IlmlffException.Usage(
                $"{caller}: {name} has {theirs} bytes in the caller and {ours} here: set struct_size, and compile the caller with the "
                + "ilmlff.h of this library.");
        }
    }
}
