using TorchSharp.Native;
using static TorchSharp.Native.LibTorchNative;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>No operation on this thread records what gradients need, until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled()
    {
        LibTorch.Load();
        return ilmlff_torch_grad_enabled() != 0;
    }

    private sealed class GradMode : IDisposable
    {
        private readonly int _before;
        private bool _left;

        public GradMode(bool on)
        {
            LibTorch.Load();
            _before = ilmlff_torch_grad_enabled();
            ilmlff_torch_enable_grad(on ? 1 : 0);
        }

        public void Dispose()
        {
            if (!_left)
                ilmlff_torch_enable_grad(_before);
            _left = true;
        }
    }

    public static class autograd
    {
        /// <summary>
        /// Gradients of the sum of the outputs (weighted by <paramref name="grad_outputs"/>) with respect to the inputs; with
        /// <paramref name="create_graph"/> they can be differentiated again. For that, give <paramref name="retain_graph"/> too: as in TorchSharp
        /// (not as in Python) it is false unless it is given. An input that was not used (<paramref name="allow_unused"/>) has an invalid tensor.
        /// </summary>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            ArgumentNullException.ThrowIfNull(outputs);
            ArgumentNullException.ThrowIfNull(inputs);
            LibTorch.Load();
            nint[] found = new nint[inputs.Count];
            fixed (nint* o = Handles(outputs), i = Handles(inputs), s = Handles(grad_outputs), g = found)
            {
                Tensor.Check(ilmlff_torch_grad((ilmlff_torch_tensor**)o, outputs.Count, (ilmlff_torch_tensor**)i, inputs.Count, (ilmlff_torch_tensor**)s,
                    retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, (ilmlff_torch_tensor**)g));
            }

            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return System.Array.ConvertAll(found, h => h == 0 ? Tensor.Invalid() : new Tensor(h));
        }

        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            ArgumentNullException.ThrowIfNull(tensors);
            LibTorch.Load();
            fixed (nint* t = Handles(tensors), s = Handles(grad_tensors), i = Handles(inputs))
            {
                Tensor.Check(ilmlff_torch_backward((ilmlff_torch_tensor**)t, tensors.Count, (ilmlff_torch_tensor**)s,
                    retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, (ilmlff_torch_tensor**)i, inputs?.Count ?? 0));
            }

            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        private static nint[] Handles(IList<Tensor>? tensors)
        {
            if (tensors is null)
                return [];
            var handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++)
                handles[i] = tensors[i]?.Handle ?? 0;
            return handles;
        }
    }
}
