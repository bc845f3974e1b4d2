using Lammps.Native;

namespace Lammps.Loading;

/// <summary>Ends MPI when this process ends, as MPI wants it.</summary>
internal static class MpiEnd
{
    private static int registered;

    /// <summary>Does so once, at the end of the process.</summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref registered, 1) == 0)
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => LammpsLibrary.lammps_mpi_finalize();
    }
}
