using System.Runtime.InteropServices;

namespace OpenMM.Native;

/// <summary>
/// Owner of one native object. The native side counts references (a context keeps its system and integrator), so finalisers may
/// run in any order. <see cref="Use"/> keeps the object alive during a call even when another thread disposes it.
/// </summary>
internal abstract unsafe class NativeObject<T> : SafeHandle
    where T : unmanaged
{
    private long _pressure;

    protected NativeObject(T* pointer)
        : base(0, ownsHandle: true) => SetHandle((nint)pointer);

    public override bool IsInvalid => handle == 0;

    /// <summary>Tells the collector about memory that it can't see, so that forgotten objects are finalised in time.</summary>
    public void Weigh(long bytes)
    {
        _pressure = bytes;
        if (bytes > 0)
            GC.AddMemoryPressure(bytes);
    }

    /// <summary>The pointer for the time of one call: <c>using var system = _system.Use();</c>.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public Lease Use() => new(this);

    protected sealed override bool ReleaseHandle()
    {
        if (_pressure > 0)
            GC.RemoveMemoryPressure(_pressure);
        Delete((T*)handle);
        return true;
    }

    protected abstract void Delete(T* pointer);

    internal readonly ref struct Lease : IDisposable
    {
        private readonly NativeObject<T> _owner;

        public Lease(NativeObject<T> owner)
        {
            ObjectDisposedException.ThrowIf(owner.IsClosed, owner);
            bool added = false;
            owner.DangerousAddRef(ref added);
            _owner = owner;
        }

        public T* Pointer => (T*)_owner.handle;

        public void Dispose() => _owner.DangerousRelease();
    }
}

internal sealed unsafe class SystemObject(openmm_system* pointer) : NativeObject<openmm_system>(pointer)
{
    protected override void Delete(openmm_system* pointer) => OpenMMNative.openmm_system_delete(pointer);
}

internal sealed unsafe class IntegratorObject(openmm_integrator* pointer) : NativeObject<openmm_integrator>(pointer)
{
    protected override void Delete(openmm_integrator* pointer) => OpenMMNative.openmm_integrator_delete(pointer);
}

internal sealed unsafe class ContextObject(openmm_context* pointer) : NativeObject<openmm_context>(pointer)
{
    protected override void Delete(openmm_context* pointer)
    {
        OpenMMNative.openmm_context_delete(pointer);
        Interlocked.Decrement(ref Alive);
    }

    /// <summary>Contexts that exist natively.</summary>
    public static long Alive;
}

internal sealed unsafe class StateObject(openmm_state* pointer) : NativeObject<openmm_state>(pointer)
{
    protected override void Delete(openmm_state* pointer) => OpenMMNative.openmm_state_delete(pointer);
}
