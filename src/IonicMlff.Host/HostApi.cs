using IonicMlff.Core.Errors;
using IonicMlff.Host.Generated;

namespace IonicMlff.Host;

/// <summary>
/// For C# programs that load libilmlff.so themselves (with LAMMPS or OpenMM in their process): the table for
/// <c>ilmlff_set_api</c>. Without it the library would load a second copy of these assemblies.
/// </summary>
public static unsafe class HostApi
{
    /// <summary>Size of an <c>ilmlff_api</c> table, bytes.</summary>
    public static int TableSize => sizeof(ilmlff_api);

    /// <summary>Fills an <c>ilmlff_api</c> table of <see cref="TableSize"/> bytes.</summary>
    /// <exception cref="IlmlffException">The buffer is too small.</exception>
    public static void FillTable(Span<byte> table)
    {
        if (table.Length < sizeof(ilmlff_api))
            throw IlmlffException.Usage($"The table has {table.Length} bytes; {sizeof(ilmlff_api)} are needed.");

        fixed (byte* p = table)
        {
            var api = (ilmlff_api*)p;
            *api = new ilmlff_api { struct_size = sizeof(ilmlff_api), abi_version = Ilmlff.ILMLFF_ABI_VERSION };
            _ = EntryPoints.Fill(api);
        }
    }
}
