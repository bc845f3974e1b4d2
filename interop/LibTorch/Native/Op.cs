using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.Native.ilmlff_torch_kind;
using static TorchSharp.Native.LibTorchNative;

namespace TorchSharp.Native;

/// <summary>An operator of libtorch, <c>aten::name.overload</c>; looked up at its first call.</summary>
internal sealed unsafe class Op(string name, string overload = "")
{
    private const int WordsOnStack = 32;
    private ilmlff_torch_op* _op;

    /// <summary>Calls an operator with one result, a tensor.</summary>
    /// <exception cref="ExternalException">libtorch refuses; the text is its own.</exception>
    /// <exception cref="DllNotFoundException">There is no libtorch here; the text says what to do.</exception>
    [SkipLocalsInit]
    public torch.Tensor Call(params ReadOnlySpan<Arg> arguments)
    {
        ilmlff_torch_value result;
        Invoke(arguments, &result, 1);
        return ToTensor(result);
    }

    /// <summary>Calls an operator that changes its first argument, and gives back that very object.</summary>
    [SkipLocalsInit]
    public torch.Tensor InPlace(params ReadOnlySpan<Arg> arguments)
    {
        ilmlff_torch_value result;
        Invoke(arguments, &result, 1);
        ilmlff_torch_free((ilmlff_torch_tensor*)result.items);
        return (torch.Tensor)arguments[0].Items!;
    }

    /// <summary>Calls an operator with two results.</summary>
    [SkipLocalsInit]
    public (torch.Tensor, torch.Tensor) CallPair(params ReadOnlySpan<Arg> arguments)
    {
        ilmlff_torch_value* results = stackalloc ilmlff_torch_value[2];
        Invoke(arguments, results, 2);
        return (ToTensor(results[0]), ToTensor(results[1]));
    }

    /// <summary>Calls an operator with any number of results.</summary>
    [SkipLocalsInit]
    public torch.Tensor[] CallMany(params ReadOnlySpan<Arg> arguments)
    {
        const int capacity = 8;
        ilmlff_torch_value* results = stackalloc ilmlff_torch_value[capacity];
        int total = Invoke(arguments, results, capacity);
        var tensors = new torch.Tensor[total];
        for (int i = 0; i < total; i++)
        {
            if (i > 0 && i % capacity == 0 && ilmlff_torch_more(i, results, capacity) < 0)
                throw LibTorch.Failure();
            tensors[i] = ToTensor(results[i % capacity]);
        }

        return tensors;
    }

    /// <summary>Calls an operator whose result is a truth value.</summary>
    [SkipLocalsInit]
    public bool CallBoolean(params ReadOnlySpan<Arg> arguments)
    {
        ilmlff_torch_value result;
        Invoke(arguments, &result, 1);
        return result.integer != 0;
    }

    /// <summary>Calls an operator whose result is one number (or integer, or truth value).</summary>
    [SkipLocalsInit]
    public Scalar CallScalar(params ReadOnlySpan<Arg> arguments)
    {
        ilmlff_torch_value result;
        Invoke(arguments, &result, 1);
        return new Scalar((ilmlff_torch_kind)result.kind, result.integer, result.number);
    }

    private static torch.Tensor ToTensor(in ilmlff_torch_value value) => value.kind == (int)ILMLFF_TORCH_TENSOR
        ? new torch.Tensor((nint)value.items)
        : throw new ExternalException("libtorch's operator returned no tensor.");

    [SkipLocalsInit]
    private int Invoke(ReadOnlySpan<Arg> arguments, ilmlff_torch_value* results, int capacity)
    {
        if (_op == null)
            Find();
        ilmlff_torch_value* values = stackalloc ilmlff_torch_value[arguments.Length];
        nint* words = stackalloc nint[WordsOnStack];
        int needed = 0;
        foreach (ref readonly Arg a in arguments)
            needed += a.Words;
        void* heap = needed > WordsOnStack ? NativeMemory.Alloc((nuint)needed, (nuint)sizeof(nint)) : null;
        try
        {
            nint* next = heap == null ? words : (nint*)heap;
            for (int i = 0; i < arguments.Length; i++)
                next = arguments[i].Write(values + i, next);
            int count = ilmlff_torch_call(_op, values, arguments.Length, results, capacity);
            // Only now may the collector finalize a tensor that was named in the arguments alone.
            foreach (ref readonly Arg a in arguments)
                GC.KeepAlive(a.Items);
            return count >= 0 ? count : throw LibTorch.Failure();
        }
        finally
        {
            NativeMemory.Free(heap);
        }
    }

    private void Find()
    {
        LibTorch.Load();
        _op = ilmlff_torch_operator(name, overload);
        if (_op == null)
            throw LibTorch.Failure();
    }
}
