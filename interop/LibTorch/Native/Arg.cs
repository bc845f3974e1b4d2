using System.Runtime.CompilerServices;
using static TorchSharp.Native.ilmlff_torch_kind;

namespace TorchSharp.Native;

/// <summary>An argument of an operator. What it refers to (tensors, lists) is copied into native words by <see cref="Op"/>.</summary>
internal readonly struct Arg
{
    private Arg(ilmlff_torch_kind kind, object? items = null, long integer = 0, double number = 0)
    {
        Kind = kind;
        Items = items;
        Integer = integer;
        Number = number;
    }

    /// <summary>No value, where the operator takes an optional one.</summary>
    public static Arg None => default;

    public ilmlff_torch_kind Kind { get; }

    /// <summary>A <see cref="torch.Tensor"/>, an array of them, a <c>long[]</c>, a string or UTF-8.</summary>
    public object? Items { get; }

    public long Integer { get; }

    public double Number { get; }

    public static implicit operator Arg(torch.Tensor? tensor) => tensor is null ? None : new Arg(ILMLFF_TORCH_TENSOR, tensor);

    public static implicit operator Arg(long value) => new(ILMLFF_TORCH_INTEGER, integer: value);

    public static implicit operator Arg(long? value) => value is { } v ? v : None;

    public static implicit operator Arg(double value) => new(ILMLFF_TORCH_NUMBER, number: value);

    public static implicit operator Arg(double? value) => value is { } v ? v : None;

    public static implicit operator Arg(bool value) => new(ILMLFF_TORCH_BOOLEAN, integer: value ? 1 : 0);

    public static implicit operator Arg(string? text) => text is null ? None : new Arg(ILMLFF_TORCH_TEXT, System.Text.Encoding.UTF8.GetBytes(text));

    public static implicit operator Arg(long[]? list) => list is null ? None : new Arg(ILMLFF_TORCH_INTEGERS, list);

    public static implicit operator Arg(Scalar? scalar) =>
        scalar is null ? None : new Arg(scalar.Kind, integer: scalar.Integer, number: scalar.Number);

    public static implicit operator Arg(torch.ScalarType dtype) => (long)dtype;

    public static implicit operator Arg(torch.ScalarType? dtype) => dtype is { } d ? (long)d : None;

    public static implicit operator Arg(torch.Device? device) =>
        device is null ? None : new Arg(ILMLFF_TORCH_DEVICE, integer: (long)device.type, number: device.index);

    /// <summary>A list of tensors.</summary>
    public static Arg Tensors(IEnumerable<torch.Tensor> list) => new(ILMLFF_TORCH_TENSORS, list as torch.Tensor[] ?? [.. list]);

    /// <summary>A list of tensors, in which null means none.</summary>
    public static Arg Optionals(torch.Tensor?[] list) => new(ILMLFF_TORCH_OPTIONALS, list);

    /// <summary>Native words (of 8 bytes) that the items need.</summary>
    public int Words => Items switch
    {
        null or torch.Tensor => 0,
        long[] list => list.Length,
        byte[] text => (text.Length + 7) / 8,
        torch.Tensor?[] list => list.Length,
        _ => throw new InvalidOperationException($"An operator has no use for {Items.GetType()}."),
    };

    /// <summary>Writes the native value; its items go to <paramref name="words"/>. Returns the first word that is still free.</summary>
    public unsafe nint* Write(ilmlff_torch_value* value, nint* words)
    {
        value->kind = (int)Kind;
        value->count = Kind == ILMLFF_TORCH_DEVICE ? (int)Number : 0;
        value->integer = Integer;
        value->number = Number;
        value->items = null;
        switch (Items)
        {
            case null:
                return words;
            case torch.Tensor tensor:
                value->items = (void*)tensor.Handle;
                return words;
            case long[] list:
                list.CopyTo(new Span<long>(words, list.Length));
                value->count = list.Length;
                break;
            case byte[] text:
                text.CopyTo(new Span<byte>(words, text.Length));
                value->count = text.Length;
                break;
            case torch.Tensor?[] list:
                for (int i = 0; i < list.Length; i++)
                    words[i] = list[i]?.Handle ?? (Kind == ILMLFF_TORCH_OPTIONALS ? 0 : throw new ArgumentNullException(nameof(value), "A tensor of the list is null."));
                value->count = list.Length;
                break;
        }

        value->items = words;
        return words + Words;
    }
}
