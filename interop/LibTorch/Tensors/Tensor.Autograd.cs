using TorchSharp.Native;
using static TorchSharp.Native.LibTorchNative;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients.</summary>
    public sealed unsafe partial class Tensor
    {
        public bool requires_grad
        {
            get
            {
                int on = ilmlff_torch_requires_grad(Native);
                GC.KeepAlive(this);
                return on != 0;
            }

            set
            {
                Check(ilmlff_torch_set_requires_grad(Native, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        /// <summary>
        /// What <see cref="backward()"/> accumulated. A property as in TorchSharp since 0.100; releases before have a method, so sources for
        /// both use <see cref="autograd.grad"/> instead.
        /// </summary>
        public Tensor? grad
        {
            get
            {
                ilmlff_torch_tensor* gradient = ilmlff_torch_grad_of(Native);
                GC.KeepAlive(this);
                return gradient == null ? null : new Tensor((nint)gradient);
            }

            set
            {
                Check(ilmlff_torch_set_grad(Native, value is null ? null : value.Native));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public bool is_leaf
        {
            get
            {
                int yes = ilmlff_torch_leaf(Native);
                GC.KeepAlive(this);
                return yes != 0;
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad()
        {
            Check(ilmlff_torch_retain_grad(Native));
            GC.KeepAlive(this);
        }

        public void backward() => autograd.backward(this);
    }
}
