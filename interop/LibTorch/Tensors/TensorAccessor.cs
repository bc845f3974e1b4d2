using System.Collections;

namespace TorchSharp.Utils;

/// <summary>Elements of a tensor on the CPU. It reads and writes the tensor's memory, and keeps the tensor from being collected.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly T* _data;
    private readonly long[] _sizes;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _data = (T*)tensor.DataOnCpu();
        _tensor = tensor;
        _sizes = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    /// <summary>Element by its number in the order of the indices, or by its indices.</summary>
    public T this[params long[] indices]
    {
        get => _data[Offset(indices)];
        set => _data[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    /// <summary>Copies all elements to where the array has room for them.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ArgumentNullException.ThrowIfNull(array);
        long count = Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        if (_contiguous)
        {
            new ReadOnlySpan<T>(_data + tensorIndex, checked((int)count)).CopyTo(array.AsSpan(arrayIndex));
        }
        else
        {
            for (long i = 0; i < count; i++)
                array[arrayIndex + i] = _data[LinearOffset(tensorIndex + i)];
        }

        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ArgumentNullException.ThrowIfNull(array);
        long count = Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        for (long i = 0; i < count; i++)
            _data[LinearOffset(tensorIndex + i)] = array[arrayIndex + i];
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
    }

    private long Offset(long[] indices)
    {
        ObjectDisposedException.ThrowIf(_tensor.IsInvalid, _tensor);
        if (indices.Length == 1)
            return indices[0] >= 0 && indices[0] < Count ? LinearOffset(indices[0]) : throw OutOfRange(indices);
        if (indices.Length != _sizes.Length)
            throw OutOfRange(indices);
        long offset = 0;
        for (int d = 0; d < indices.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= _sizes[d])
                throw OutOfRange(indices);
            offset += indices[d] * _strides[d];
        }

        return offset;
    }

    private long LinearOffset(long index)
    {
        if (_contiguous)
            return index;
        long offset = 0;
        for (int d = _sizes.Length - 1; d >= 0; d--)
        {
            offset += index % _sizes[d] * _strides[d];
            index /= _sizes[d];
        }

        return offset;
    }

    private IndexOutOfRangeException OutOfRange(long[] indices) =>
        new($"No element [{string.Join(", ", indices)}] in a tensor of shape [{string.Join(", ", _sizes)}].");
}
