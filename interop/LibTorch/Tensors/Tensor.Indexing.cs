using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Parts of a tensor by index, and additions to them.</summary>
    public sealed unsafe partial class Tensor
    {
        private static readonly Op Select = new("select", "int");
        private static readonly Op Narrow = new("narrow");
        private static readonly Op SliceOp = new("slice", "Tensor");
        private static readonly Op Index = new("index", "Tensor");
        private static readonly Op IndexPut_ = new("index_put_");
        private static readonly Op IndexSelect = new("index_select");
        private static readonly Op IndexAdd = new("index_add");
        private static readonly Op IndexAdd_ = new("index_add_");
        private static readonly Op IndexCopy_ = new("index_copy_");
        private static readonly Op Gather = new("gather");
        private static readonly Op Scatter = new("scatter", "src");
        private static readonly Op ScatterAdd = new("scatter_add");
        private static readonly Op ScatterAdd_ = new("scatter_add_");
        private static readonly Op MaskedSelect = new("masked_select");
        private static readonly Op Nonzero = new("nonzero");

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => Assign(indices, value);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign([i1], value);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index((TensorIndex)i1, (TensorIndex)i2);
            set => Assign([i1, i2], value);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index((TensorIndex)i1, (TensorIndex)i2, (TensorIndex)i3);
            set => Assign([i1, i2, i3], value);
        }

        public Tensor select(long dim, long index) => Select.Call(this, dim, index);

        public Tensor narrow(long dim, long start, long length) => Narrow.Call(this, dim, start, length);

        public Tensor slice(long dim, long start, long finish, long step) => SliceOp.Call(this, dim, start, finish, step);

        public Tensor index(params Tensor[] indices) => Index.Call(this, Arg.Optionals(indices));

        /// <summary>Views as far as the entries allow; one gathering step for those that are tensors.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            Tensor view = View1(indices, out Tensor?[] tensors);
            if (tensors.Length == 0)
                return view;
            using (view)
                return Index.Call(view, Arg.Optionals(tensors));
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => IndexPut_.InPlace(this, Arg.Optionals(indices), value);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            Assign(indices, value);
            return this;
        }

        public Tensor index_select(long dim, Tensor index) => IndexSelect.Call(this, dim, index);

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => IndexAdd.Call(this, dim, index, source, alpha);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => IndexAdd_.InPlace(this, dim, index, source, alpha);

        public Tensor index_copy_(long dim, Tensor index, Tensor source) => IndexCopy_.InPlace(this, dim, index, source);

        public Tensor gather(long dim, Tensor index) => Gather.Call(this, dim, index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Scatter.Call(this, dim, index, src);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => ScatterAdd.Call(this, dim, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => ScatterAdd_.InPlace(this, dim, index, src);

        public Tensor masked_select(Tensor mask) => MaskedSelect.Call(this, mask);

        public Tensor nonzero() => Nonzero.Call(this);

        private void Assign(TensorIndex[] indices, Tensor value)
        {
            using Tensor view = View1(indices, out Tensor?[] tensors);
            using Tensor converted = value.to(dtype, device);
            if (tensors.Length > 0)
                IndexPut_.InPlace(view, Arg.Optionals(tensors), converted);
            else
                view.copy_(converted);
        }

        // The basic entries one after the other, as Python does it; what is left are tensors, null where a dimension is whole.
        private Tensor View1(TensorIndex[] indices, out Tensor?[] tensors)
        {
            int taken = indices.Count(i => i.Kind is TensorIndex.IndexKind.Single or TensorIndex.IndexKind.Slice)
                + indices.Where(i => i.Kind == TensorIndex.IndexKind.Tensor).Sum(i => i.Selected!.dtype == ScalarType.Bool ? (int)i.Selected.ndim : 1);
            var selected = new List<Tensor?>();
            Tensor view = alias();
            int dim = 0;
            foreach (TensorIndex i in indices)
            {
                switch (i.Kind)
                {
                    case TensorIndex.IndexKind.Single:
                        Replace(ref view, Select.Call(view, (long)dim, i.Start ?? 0));
                        break;
                    case TensorIndex.IndexKind.Slice:
                        if (i.Start is not null || i.Stop is not null || i.Step is not null)
                            Replace(ref view, SliceOp.Call(view, (long)dim, i.Start, i.Stop, i.Step ?? 1));
                        dim++;
                        break;
                    case TensorIndex.IndexKind.Ellipsis:
                        dim += Math.Max(0, (int)ndim - taken);
                        break;
                    case TensorIndex.IndexKind.None:
                        Replace(ref view, view.unsqueeze(dim));
                        dim++;
                        break;
                    default:
                        while (selected.Count < dim)
                            selected.Add(null);
                        selected.Add(i.Selected);
                        dim += i.Selected!.dtype == ScalarType.Bool ? (int)i.Selected.ndim : 1;
                        break;
                }
            }

            tensors = [.. selected];
            return view;
        }

        private static void Replace(ref Tensor view, Tensor next)
        {
            view.Dispose();
            view = next;
        }
    }
}
