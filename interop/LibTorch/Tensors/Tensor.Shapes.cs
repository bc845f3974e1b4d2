using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Other views and copies of the same elements.</summary>
    public sealed unsafe partial class Tensor
    {
        private static readonly Op View = new("view");
        private static readonly Op Reshape = new("reshape");
        private static readonly Op Permute = new("permute");
        private static readonly Op Transpose = new("transpose", "int");
        private static readonly Op T2 = new("t");
        private static readonly Op Unsqueeze = new("unsqueeze");
        private static readonly Op Squeeze = new("squeeze");
        private static readonly Op SqueezeDim = new("squeeze", "dim");
        private static readonly Op Expand = new("expand");
        private static readonly Op ExpandAs = new("expand_as");
        private static readonly Op BroadcastTo = new("broadcast_to");
        private static readonly Op Repeat = new("repeat");
        private static readonly Op RepeatInterleaveTensor = new("repeat_interleave", "self_Tensor");
        private static readonly Op RepeatInterleave = new("repeat_interleave", "self_int");
        private static readonly Op Flatten = new("flatten", "using_ints");
        private static readonly Op Contiguous = new("contiguous");
        private static readonly Op Clone = new("clone");
        private static readonly Op Detach = new("detach");
        private static readonly Op Detach_ = new("detach_");
        private static readonly Op Split = new("split", "Tensor");
        private static readonly Op SplitSizes = new("split_with_sizes");
        private static readonly Op Chunk = new("chunk");
        private static readonly Op Unbind = new("unbind", "int");
        private static readonly Op Diagonal = new("diagonal");
        private static readonly Op Diag = new("diag");
        private static readonly Op DiagEmbed = new("diag_embed");
        private static readonly Op Tril = new("tril");
        private static readonly Op Triu = new("triu");
        private static readonly Op Flip = new("flip");
        private static readonly Op Sort = new("sort");
        private static readonly Op Argsort = new("argsort");

        public Tensor T => T2.Call(this);

        public Tensor mT => transpose(-2, -1);

        public Tensor view(params long[] shape) => View.Call(this, shape);

        public Tensor view_as(Tensor other) => View.Call(this, other.shape);

        public Tensor reshape(params long[] shape) => Reshape.Call(this, shape);

        public Tensor permute(params long[] permutation) => Permute.Call(this, permutation);

        public Tensor transpose(long dim0, long dim1) => Transpose.Call(this, dim0, dim1);

        public Tensor t() => T2.Call(this);

        public Tensor unsqueeze(long dim) => Unsqueeze.Call(this, dim);

        public Tensor squeeze(long? dim = null) => dim is { } d ? SqueezeDim.Call(this, d) : Squeeze.Call(this);

        public Tensor expand(params long[] sizes) => Expand.Call(this, sizes);

        public Tensor expand_as(Tensor other) => ExpandAs.Call(this, other);

        public Tensor broadcast_to(params long[] shape) => BroadcastTo.Call(this, shape);

        public Tensor repeat(params long[] sizes) => Repeat.Call(this, sizes);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            RepeatInterleaveTensor.Call(this, repeats, dim, output_size);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            RepeatInterleave.Call(this, repeats, dim, output_size);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Flatten.Call(this, start_dim, end_dim);

        public Tensor contiguous() => Contiguous.Call(this);

        public Tensor clone() => Clone.Call(this);

        public Tensor detach() => Detach.Call(this);

        public Tensor detach_() => Detach_.InPlace(this);

        public Tensor[] split(long size, int dim = 0) => Split.CallMany(this, size, dim);

        public Tensor[] split(long[] sizes, long dim = 0) => SplitSizes.CallMany(this, sizes, dim);

        public Tensor[] chunk(long chunks, long dim = 0) => Chunk.CallMany(this, chunks, dim);

        public Tensor[] unbind(long dimension = 0) => Unbind.CallMany(this, dimension);

        /// <summary>All three are to be given: the releases of TorchSharp differ in the default of the last.</summary>
        public Tensor diagonal(long offset, long dim1, long dim2) => Diagonal.Call(this, offset, dim1, dim2);

        public Tensor diag(long diagonal = 0) => Diag.Call(this, diagonal);

        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => DiagEmbed.Call(this, offset, dim1, dim2);

        public Tensor tril(long diagonal = 0) => Tril.Call(this, diagonal);

        public Tensor triu(long diagonal = 0) => Triu.Call(this, diagonal);

        public Tensor flip(params long[] dims) => Flip.Call(this, dims);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false) => Sort.CallPair(this, dim, descending);

        public Tensor argsort(long dim = -1, bool descending = false) => Argsort.Call(this, dim, descending);
    }
}
