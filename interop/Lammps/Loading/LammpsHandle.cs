using System.Runtime.InteropServices;
using System.Text;
using Lammps.Native;

namespace Lammps.Loading;

/// <summary>Owns a <c>LAMMPS*</c>.</summary>
internal sealed unsafe class LammpsHandle : SafeHandle
{
    private LammpsHandle(void* lammps) : base(0, ownsHandle: true) => SetHandle((nint)lammps);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer, for calls made while this object is referenced.</summary>
    public void* Pointer => IsClosed ? throw new ObjectDisposedException(nameof(LammpsInstance)) : (void*)handle;

    /// <summary>lammps_open_no_mpi; MPI is initialised when it is not yet.</summary>
    public static LammpsHandle Open(IReadOnlyList<string> arguments)
    {
        var words = new byte[arguments.Count + 1][];
        words[0] = "lmp\0"u8.ToArray();
        for (int i = 0; i < arguments.Count; i++)
            words[i + 1] = Encoding.UTF8.GetBytes(arguments[i] + '\0');
        GCHandle[] pins = [.. words.Select(w => GCHandle.Alloc(w, GCHandleType.Pinned))];
        try
        {
            byte** argv = stackalloc byte*[words.Length + 1];
            for (int i = 0; i < words.Length; i++)
                argv[i] = (byte*)pins[i].AddrOfPinnedObject();
            argv[words.Length] = null;
            void* lammps = LammpsLibrary.lammps_open_no_mpi(words.Length, argv, null);
            return lammps != null ? new LammpsHandle(lammps) : throw new LammpsException(LammpsFailure.Error,
                $"LAMMPS could not be opened with the arguments '{string.Join(' ', arguments)}'.");
        }
        finally
        {
            foreach (GCHandle pin in pins)
                pin.Free();
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LammpsLibrary.lammps_close((void*)handle);
        return true;
    }
}
