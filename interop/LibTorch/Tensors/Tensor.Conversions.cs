using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The same values in another element type or on another device; the tensor itself when nothing changes.</summary>
    public sealed unsafe partial class Tensor
    {
        private static readonly Op ToDtype = new("to", "dtype");
        private static readonly Op ToDevice = new("to", "device");
        private static readonly Op ToOther = new("to", "other");

        public Tensor to(ScalarType type) => to_type(type);

        public Tensor to_type(ScalarType type, bool copy = false) => ToDtype.Call(this, type, false, copy);

        public Tensor to(Device device) => ToDevice.Call(this, device, dtype);

        public Tensor to(string device) => to(new Device(device));

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false) =>
            ToDevice.Call(this, new Device(deviceType, deviceIndex), dtype, false, copy);

        public Tensor to(ScalarType type, Device device, bool copy = false) => ToDevice.Call(this, device, type, false, copy);

        public Tensor to(Tensor other) => ToOther.Call(this, other);

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null) => to(device ?? CUDA);

        public Tensor @double() => to_type(ScalarType.Float64);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @bool() => to_type(ScalarType.Bool);
    }
}
