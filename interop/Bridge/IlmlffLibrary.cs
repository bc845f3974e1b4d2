using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace IonicMlff.Interop.Bridge;

/// <summary>Loads libilmlff.so and reads its texts. The functions themselves are in <see cref="Ilmlff"/>.</summary>
public static unsafe class IlmlffLibrary
{
    private static readonly Lock Lock = new();
    private static string? _path;

    /// <summary>Names the file that the functions of <see cref="Ilmlff"/> are taken from; call it before the first of them.</summary>
    /// <exception cref="InvalidOperationException">Another file was named before.</exception>
    public static void Use(string path)
    {
        lock (Lock)
        {
            if (_path is not null)
            {
                if (_path != path)
                    throw new InvalidOperationException($"libilmlff.so was loaded from {_path} already; it can't be loaded from {path} as well.");
                return;
            }

            _path = path;
            NativeLibrary.SetDllImportResolver(typeof(Ilmlff).Assembly, Resolve);
        }
    }

    /// <summary>The calling thread's last error.</summary>
    public static string LastError => Read(&Ilmlff.ilmlff_last_error);

    /// <summary>Sizes and offsets of the shared structs as the C compiler sees them.</summary>
    public static string Layout => Read(&Ilmlff.ilmlff_layout);

    private static string Read(delegate*<byte*, long, long> source)
    {
        var buffer = new byte[source(null, 0) + 1];
        fixed (byte* p = buffer)
        {
            source(p, buffer.Length);
        }

        return Encoding.UTF8.GetString(buffer, 0, buffer.Length - 1);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name == Ilmlff.Library ? NativeLibrary.Load(_path!) : 0;
}
