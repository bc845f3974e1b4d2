using TorchSharp.Native;
using static TorchSharp.Native.LibTorchNative;

namespace TorchSharp;

/// <summary>Scopes, threads, seeds, devices.</summary>
public static partial class torch
{
    /// <summary>Opens a scope: the tensors made on this thread until it is disposed are disposed with it.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThread.NewDisposeScope();

    /// <summary>What <paramref name="expr"/> makes on its way is disposed, its result is not.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        ArgumentNullException.ThrowIfNull(expr);
        using DisposeScope scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    public static void set_num_threads(int num)
    {
        LibTorch.Load();
        ilmlff_torch_set_threads(num);
    }

    public static int get_num_threads()
    {
        LibTorch.Load();
        return ilmlff_torch_threads();
    }

    public static int get_num_interop_threads()
    {
        LibTorch.Load();
        return ilmlff_torch_interop_threads();
    }

    public static void set_num_interop_threads(int num)
    {
        LibTorch.Load();
        Tensor.Check(ilmlff_torch_set_interop_threads(num));
    }

    public static class random
    {
        /// <summary>Seeds the generators of all devices.</summary>
        public static void manual_seed(long seed)
        {
            LibTorch.Load();
            Tensor.Check(ilmlff_torch_seed((ulong)seed));
        }
    }

    public static class cuda
    {
        public static bool is_available()
        {
            LibTorch.Load();
            return ilmlff_torch_cuda_available() != 0;
        }

        public static int device_count()
        {
            LibTorch.Load();
            return ilmlff_torch_cuda_devices();
        }

        /// <summary>Waits for all work on the current device.</summary>
        public static void synchronize()
        {
            LibTorch.Load();
            Tensor.Check(ilmlff_torch_cuda_synchronize(-1));
        }
    }
}
