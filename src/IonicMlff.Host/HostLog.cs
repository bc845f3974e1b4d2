using System.Text;

namespace IonicMlff.Host;

/// <summary>Log lines for the host program. Never System.Console: under MPI it writes terminal escapes into the output.</summary>
internal static unsafe class HostLog
{
    private const int InfoLevel = 0;

    private static readonly Lock Lock = new();
    private static delegate* unmanaged[Cdecl]<void*, int, byte*, void> _log;
    private static void* _context;

    public static void Set(delegate* unmanaged[Cdecl]<void*, int, byte*, void> log, void* context)
    {
        lock (Lock)
        {
            _log = log;
            _context = context;
        }
    }

    /// <summary>One line for whoever wants to follow.</summary>
    public static void Info(string line)
    {
        delegate* unmanaged[Cdecl]<void*, int, byte*, void> log;
        void* context;
        lock (Lock)
        {
            log = _log;
            context = _context;
        }

        if (log == null)
            return;

        fixed (byte* text = Encoding.UTF8.GetBytes(line + "\0"))
            log(context, InfoLevel, text);
    }
}
