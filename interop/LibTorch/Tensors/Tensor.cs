using System.Runtime.InteropServices;
using TorchSharp.Native;
using static TorchSharp.Native.LibTorchNative;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of libtorch. Released by <see cref="Dispose()"/>, by its <see cref="DisposeScope"/>, or else by the collector.</summary>
    public sealed unsafe partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private nint _handle;

        internal Tensor(nint handle)
        {
            _handle = handle;
            Interlocked.Increment(ref _totalCount);
            DisposeScopeManager.OfThread.Register(this);
        }

        // An undefined tensor: nothing to count, nothing to release.
        private Tensor() => GC.SuppressFinalize(this);

        ~Tensor() => Release();

        /// <summary>Tensors that C# holds, of all threads.</summary>
        public static long TotalCount => Interlocked.Read(ref _totalCount);

        public string? name { get; set; }

        public bool IsInvalid => _handle == 0;

        /// <exception cref="InvalidOperationException">The tensor was disposed.</exception>
        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal Tensor? NextInScope { get; set; }

        internal Tensor? PreviousInScope { get; set; }

        internal ilmlff_torch_tensor* Native => (ilmlff_torch_tensor*)Handle;

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public void Dispose()
        {
            if (_handle == 0)
                return;
            DisposeScopeManager.OfThread.Disposing(this);
            Release();
            GC.SuppressFinalize(this);
        }

        public Tensor alias() => Own(ilmlff_torch_alias(Native));

        public override string ToString() =>
            IsInvalid ? "[disposed]" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        /// <summary>What stands for a tensor that is none.</summary>
        internal static Tensor Invalid() => new();

        /// <summary>Checks and wraps what a native function returned.</summary>
        internal static Tensor Own(ilmlff_torch_tensor* tensor) => tensor != null ? new Tensor((nint)tensor) : throw LibTorch.Failure();

        internal static void Check(int status)
        {
            if (status < 0)
                throw LibTorch.Failure();
        }

        // Also called by the finalizer's thread: nothing of another thread's scopes may be touched here.
        private void Release()
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0)
                return;
            ilmlff_torch_free((ilmlff_torch_tensor*)handle);
            Interlocked.Decrement(ref _totalCount);
        }
    }
}
