using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IonicMlff.Models.Simd.Memory;

/// <summary>
/// Numbers in unmanaged memory, aligned to a cache line. Grows when asked to (contents are then undefined) and never shrinks, so
/// that a step of the same size allocates nothing.
/// </summary>
internal sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private const nuint Alignment = 64;

    /// <summary>First number; null while the buffer is empty.</summary>
    public T* Pointer { get; private set; }

    /// <summary>Numbers there is room for.</summary>
    public long Capacity { get; private set; }

    /// <summary>Bytes held.</summary>
    public long Bytes => Capacity * sizeof(T);

    /// <summary>A buffer of zeros.</summary>
    public static NativeBuffer<T> Zeros(long count)
    {
        var buffer = new NativeBuffer<T>();
        buffer.Ensure(count);
        buffer.Clear(count);
        return buffer;
    }

    /// <summary>Makes room for <paramref name="count"/> numbers.</summary>
    public T* Ensure(long count)
    {
        Debug.Assert(count >= 0, "a buffer holds no negative number of elements");
        if (count > Capacity)
        {
            long capacity = Math.Max(count, Capacity + Capacity / 2);
            NativeMemory.AlignedFree(Pointer);
            Pointer = null; // stays valid if the next line throws
            Capacity = 0;
            Pointer = (T*)NativeMemory.AlignedAlloc(checked((nuint)capacity * (nuint)sizeof(T)), Alignment);
            Capacity = capacity;
        }

        return Pointer;
    }

    /// <summary>Sets the first <paramref name="count"/> numbers to zero.</summary>
    public void Clear(long count)
    {
        Debug.Assert(count <= Capacity, "only numbers inside the buffer are cleared");
        NativeMemory.Clear(Pointer, checked((nuint)count * (nuint)sizeof(T)));
    }

    ~NativeBuffer() => Free();

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
        Capacity = 0;
    }
}
