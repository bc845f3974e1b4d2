using IonicMlff.Core.Errors;

namespace IonicMlff.Host;

/// <summary>
/// Handles for native code. A handle is a number, never an address: "IL" in the two top bytes (no user-space pointer has those),
/// the generation of its slot, and the slot. So a closed, null or foreign handle is recognised instead of followed.
/// </summary>
internal sealed class HandleTable<T>
    where T : class
{
    private const long Mark = 0x494C;
    private const int SlotBits = 24;
    private const int SlotMask = (1 << SlotBits) - 1;

    private readonly Lock _lock = new();
    private Slot[] _slots = new Slot[4];

    private struct Slot
    {
        public T? Value;
        public int Generation;
    }

    public nint Add(T value)
    {
        lock (_lock)
        {
            int slot = Array.FindIndex(_slots, s => s.Value is null);
            if (slot < 0)
            {
                slot = _slots.Length;
                var larger = new Slot[2 * slot];
                _slots.CopyTo(larger, 0);
                _slots = larger;
            }

            int generation = (_slots[slot].Generation + 1) & SlotMask;
            _slots[slot] = new Slot { Value = value, Generation = generation };
            return (nint)((Mark << 48) | ((long)generation << SlotBits) | (long)slot);
        }
    }

    public T Get(nint handle, string caller)
    {
        lock (_lock)
        {
            return Find(handle, caller).Value!;
        }
    }

    public T Remove(nint handle, string caller)
    {
        lock (_lock)
        {
            ref Slot slot = ref Find(handle, caller);
            T value = slot.Value!;
            slot.Value = null;
            return value;
        }
    }

    private ref Slot Find(nint handle, string caller)
    {
        long number = handle;
        int slot = (int)(number & SlotMask);
        int generation = (int)(number >> SlotBits) & SlotMask;
        if (number >> 48 != Mark || slot >= _slots.Length)
        {
            throw IlmlffException.Usage(number == 0
                ? $"{caller}: the evaluator is NULL; open a model with ilmlff_open first."
                : $"{caller}: 0x{number:x} is not a handle from ilmlff_open.");
        }

        ref Slot found = ref _slots[slot];
        if (found.Value is null || found.Generation != generation)
            throw IlmlffException.Usage($"{caller}: the evaluator was closed already.");
        return ref found;
    }
}
