using System.Globalization;
using System.Runtime.InteropServices;
using static TorchSharp.Native.LibTorchNative;

namespace TorchSharp.Native;

/// <summary>Time per operator of libtorch, without the operators that it calls itself. Costs nothing while it is off.</summary>
internal static unsafe class OperatorTimes
{
    /// <summary>Calls and seconds of one operator.</summary>
    public readonly record struct Entry(string Operator, long Calls, double Seconds);

    /// <summary>Counts while <paramref name="action"/> runs; the largest first.</summary>
    public static IReadOnlyList<Entry> Of(Action action)
    {
        LibTorch.Load();
        torch.Tensor.Check(ilmlff_torch_profile(1));
        try
        {
            action();
        }
        finally
        {
            torch.Tensor.Check(ilmlff_torch_profile(0));
        }

        string text = Marshal.PtrToStringUTF8((nint)ilmlff_torch_profile_report()) ?? "";
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OrderByDescending(e => e.Seconds)];
    }

    private static Entry Parse(string line)
    {
        string[] parts = line.Split('\t');
        return new(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), double.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
