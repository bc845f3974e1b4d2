using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Many elements to fewer.</summary>
    public sealed unsafe partial class Tensor
    {
        private static readonly Op Sum = new("sum");
        private static readonly Op SumDims = new("sum", "dim_IntList");
        private static readonly Op Mean = new("mean");
        private static readonly Op MeanDims = new("mean", "dim");
        private static readonly Op StdDims = new("std", "dim");
        private static readonly Op Std = new("std");
        private static readonly Op VarDims = new("var", "dim");
        private static readonly Op Var = new("var");
        private static readonly Op Max = new("max");
        private static readonly Op MaxDim = new("max", "dim");
        private static readonly Op Min = new("min");
        private static readonly Op MinDim = new("min", "dim");
        private static readonly Op Amax = new("amax");
        private static readonly Op Amin = new("amin");
        private static readonly Op Argmax = new("argmax");
        private static readonly Op Argmin = new("argmin");
        private static readonly Op All = new("all");
        private static readonly Op AllDim = new("all", "dim");
        private static readonly Op Any = new("any");
        private static readonly Op AnyDim = new("any", "dim");
        private static readonly Op Norm = new("norm", "Scalar");
        private static readonly Op NormDim = new("norm", "ScalarOpt_dim");
        private static readonly Op Median = new("median");
        private static readonly Op Cumsum = new("cumsum");
        private static readonly Op CountNonzero = new("count_nonzero", "dim_IntList");
        private static readonly Op Bincount = new("bincount");
        private static readonly Op EqualTo = new("equal");
        private static readonly Op Allclose = new("allclose");

        public Tensor sum(ScalarType? type = null) => Sum.Call(this, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => SumDims.Call(this, dim, keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => SumDims.Call(this, dim.ToArray(), keepdim, type);

        /// <summary>Write <c>sum(dim: 0)</c> or <c>sum([0])</c>: a bare <c>sum(0)</c> is the sum of all as bytes, here as in TorchSharp (0 is an element type).</summary>
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => SumDims.Call(this, (long[])[dim], keepdim, type);

        public Tensor mean() => Mean.Call(this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => MeanDims.Call(this, dimensions, keepdim, type);

        public Tensor std(bool unbiased = true) => Std.Call(this, unbiased);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            As(StdDims.Call(this, (long[])[dim], unbiased, keepdim), type);

        public Tensor var(bool unbiased = true) => Var.Call(this, unbiased);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            As(VarDims.Call(this, (long[])[dim], unbiased, keepdim), type);

        public Tensor max() => Max.Call(this);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => MaxDim.CallPair(this, dim, keepdim);

        public Tensor min() => Min.Call(this);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => MinDim.CallPair(this, dim, keepdim);

        public Tensor amax(params long[] dims) => Amax.Call(this, dims);

        public Tensor amin(params long[] dims) => Amin.Call(this, dims);

        public Tensor argmax() => Argmax.Call(this);

        public Tensor argmax(long dim, bool keepdim = false) => Argmax.Call(this, dim, keepdim);

        public Tensor argmin() => Argmin.Call(this);

        public Tensor argmin(long dim, bool keepdim = false) => Argmin.Call(this, dim, keepdim);

        public Tensor all() => All.Call(this);

        public Tensor all(long dim, bool keepdim = false) => AllDim.Call(this, dim, keepdim);

        public Tensor any() => Any.Call(this);

        public Tensor any(long dim, bool keepdim = false) => AnyDim.Call(this, dim, keepdim);

        public Tensor norm(float p = 2) => Norm.Call(this, (Scalar)p);

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => NormDim.Call(this, (Scalar)p, (long[])[dim], keepdim);

        public Tensor median() => Median.Call(this);

        public Tensor cumsum(long dim, ScalarType? type = null) => Cumsum.Call(this, dim, type);

        public Tensor count_nonzero(long[]? dims = null) => CountNonzero.Call(this, dims ?? []);

        public Tensor bincount(Tensor? weights, long minlength = 0) => Bincount.Call(this, weights, minlength);

        public bool Equals(Tensor target) => EqualTo.CallBoolean(this, target);

        public override bool Equals(object? obj) => obj is Tensor target && Equals(target);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Allclose.CallBoolean(this, target, rtol, atol, equal_nan);

        private static Tensor As(Tensor result, ScalarType? type)
        {
            if (type is not { } t || t == result.dtype)
                return result;
            using (result)
                return result.to_type(t);
        }
    }
}
