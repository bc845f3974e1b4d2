using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Products of matrices and vectors.</summary>
    public sealed unsafe partial class Tensor
    {
        private static readonly Op Matmul = new("matmul");
        private static readonly Op Mm = new("mm");
        private static readonly Op Bmm = new("bmm");
        private static readonly Op Mv = new("mv");
        private static readonly Op Dot = new("dot");
        private static readonly Op Outer = new("outer");
        private static readonly Op Addmm = new("addmm");
        private static readonly Op Baddbmm = new("baddbmm");
        private static readonly Op Trace = new("trace");
        private static readonly Op Det = new("linalg_det");

        public Tensor matmul(Tensor target) => Matmul.Call(this, target);

        public Tensor mm(Tensor target) => Mm.Call(this, target);

        public Tensor bmm(Tensor batch2) => Bmm.Call(this, batch2);

        public Tensor mv(Tensor target) => Mv.Call(this, target);

        public Tensor dot(Tensor target) => Dot.Call(this, target);

        public Tensor outer(Tensor vec2) => Outer.Call(this, vec2);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Addmm.Call(this, mat1, mat2, (Scalar)beta, (Scalar)alpha);

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Baddbmm.Call(this, batch1, batch2, (Scalar)beta, (Scalar)alpha);

        public Tensor trace() => Trace.Call(this);

        public Tensor det() => Det.Call(this);
    }
}
