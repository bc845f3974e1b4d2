using TorchSharp.Native;
using TorchSharp.Utils;
using static TorchSharp.Native.LibTorchNative;

namespace TorchSharp;

public static partial class torch
{
    public sealed unsafe partial class Tensor
    {
        private static readonly Op Item = new("item");

        public long Dimensions => ndim;

        public long ndim
        {
            get
            {
                long n = ilmlff_torch_dimensions(Native);
                GC.KeepAlive(this);
                return n;
            }
        }

        public long NumberOfElements => numel();

        public long ElementSize => element_size();

        public long[] shape => size();

        public ScalarType dtype
        {
            get
            {
                int type = ilmlff_torch_dtype(Native);
                GC.KeepAlive(this);
                Check(type);
                return (ScalarType)type;
            }
        }

        public Device device
        {
            get
            {
                int index;
                int type = ilmlff_torch_device(Native, &index);
                GC.KeepAlive(this);
                Check(type);
                return new Device((DeviceType)type, index);
            }
        }

        public DeviceType device_type => device.type;

        public int device_index => device.index;

        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <summary>The elements of a contiguous tensor on the CPU, as they lie in memory.</summary>
        public Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                    throw new InvalidOperationException($"The tensor of shape [{string.Join(", ", shape)}] is not contiguous, so its elements do not lie in one run of bytes: call contiguous() first.");
                return new Span<byte>(DataOnCpu(), checked((int)(numel() * ElementSize)));
            }

            set
            {
                Span<byte> own = bytes;
                if (value.Length != own.Length)
                    throw new ArgumentException($"{value.Length} bytes for a tensor of {own.Length}.");
                value.CopyTo(own);
            }
        }

        public long dim() => ndim;

        public long numel()
        {
            long n = ilmlff_torch_elements(Native);
            GC.KeepAlive(this);
            return n;
        }

        public long element_size() => SizeOf(dtype);

        public long[] size()
        {
            ilmlff_torch_tensor* tensor = Native;
            var sizes = new long[ilmlff_torch_dimensions(tensor)];
            for (int i = 0; i < sizes.Length; i++)
                sizes[i] = ilmlff_torch_size(tensor, i);
            GC.KeepAlive(this);
            return sizes;
        }

        public long size(int dim)
        {
            long n = ilmlff_torch_size(Native, dim);
            GC.KeepAlive(this);
            return n >= 0 ? n : throw LibTorch.Failure();
        }

        public long[] stride()
        {
            ilmlff_torch_tensor* tensor = Native;
            var strides = new long[ilmlff_torch_dimensions(tensor)];
            for (int i = 0; i < strides.Length; i++)
                strides[i] = ilmlff_torch_stride(tensor, i);
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)ndim : dim];

        public long storage_offset()
        {
            long n = ilmlff_torch_storage_offset(Native);
            GC.KeepAlive(this);
            return n >= 0 ? n : throw LibTorch.Failure();
        }

        public bool is_contiguous()
        {
            int yes = ilmlff_torch_contiguous(Native);
            GC.KeepAlive(this);
            Check(yes);
            return yes != 0;
        }

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        /// <summary>The only element, as <typeparamref name="T"/>.</summary>
        /// <exception cref="ArgumentException">The tensor holds another type, or not exactly one element.</exception>
        public T item<T>()
            where T : unmanaged
        {
            CheckType<T>();
            if (numel() != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            Scalar value = Item.CallScalar(this);
            object boxed = dtype switch
            {
                ScalarType.Float64 => value.ToDouble(),
                ScalarType.Float32 => value.ToSingle(),
                ScalarType.Int64 => value.ToInt64(),
                ScalarType.Int32 => value.ToInt32(),
                ScalarType.Int16 => (short)value.ToInt64(),
                ScalarType.Int8 => (sbyte)value.ToInt64(),
                ScalarType.Byte => (byte)value.ToInt64(),
                ScalarType.Bool => value.ToBoolean(),
                _ => (Half)value.ToDouble(),
            };
            return (T)boxed;
        }

        public Scalar ToScalar() => Item.CallScalar(this);

        /// <summary>The elements, in the order of the indices (also of a view).</summary>
        /// <exception cref="ArgumentException">The tensor holds another type.</exception>
        /// <exception cref="InvalidOperationException">It is not on the CPU.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            CheckType<T>();
            return new TensorAccessor<T>(this);
        }

        internal void* DataOnCpu()
        {
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            void* data = ilmlff_torch_data(Native);
            GC.KeepAlive(this);
            return data != null || numel() == 0 ? data : throw LibTorch.Failure();
        }

        private static long SizeOf(ScalarType type) => type switch
        {
            ScalarType.Float64 or ScalarType.Int64 => 8,
            ScalarType.Float32 or ScalarType.Int32 => 4,
            ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
            _ => throw new NotSupportedException($"Elements of type {type}."),
        };

        private void CheckType<T>()
            where T : unmanaged
        {
            if (ElementTypes.Of<T>() != dtype)
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
        }
    }
}
