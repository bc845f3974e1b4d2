using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Several tensors element by element, limits, choices.</summary>
    public sealed unsafe partial class Tensor
    {
        private static readonly Op Addcmul = new("addcmul");
        private static readonly Op Addcmul_ = new("addcmul_");
        private static readonly Op Addcdiv = new("addcdiv");
        private static readonly Op Addcdiv_ = new("addcdiv_");
        private static readonly Op Lerp = new("lerp", "Tensor");
        private static readonly Op Lerp_ = new("lerp_", "Tensor");
        private static readonly Op Clamp = new("clamp");
        private static readonly Op Clamp_ = new("clamp_");
        private static readonly Op ClampTensor = new("clamp", "Tensor");
        private static readonly Op ClampMin = new("clamp_min");
        private static readonly Op ClampMin_ = new("clamp_min_");
        private static readonly Op ClampMax = new("clamp_max");
        private static readonly Op ClampMax_ = new("clamp_max_");
        private static readonly Op Where = new("where", "self");
        private static readonly Op MaskedFill = new("masked_fill", "Scalar");
        private static readonly Op MaskedFill_ = new("masked_fill_", "Scalar");
        private static readonly Op NanToNum = new("nan_to_num");
        private static readonly Op Fill_ = new("fill_", "Scalar");
        private static readonly Op Zero_ = new("zero_");
        private static readonly Op Copy_ = new("copy_");

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Addcmul.Call(this, tensor1, tensor2, value);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Addcmul_.InPlace(this, tensor1, tensor2, value);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Addcdiv.Call(this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Addcdiv_.InPlace(this, tensor1, tensor2, value);

        public Tensor lerp(Tensor end, Tensor weight) => Lerp.Call(this, end, weight);

        public Tensor lerp_(Tensor end, Tensor weight) => Lerp_.InPlace(this, end, weight);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Clamp.Call(this, min, max);

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => ClampTensor.Call(this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Clamp_.InPlace(this, min, max);

        public Tensor clamp_min(Scalar min) => ClampMin.Call(this, min);

        public Tensor clamp_min_(Scalar min) => ClampMin_.InPlace(this, min);

        public Tensor clamp_max(Scalar max) => ClampMax.Call(this, max);

        public Tensor clamp_max_(Scalar max) => ClampMax_.InPlace(this, max);

        public Tensor where(Tensor condition, Tensor y) => Where.Call(condition, this, y);

        public Tensor masked_fill(Tensor mask, Scalar value) => MaskedFill.Call(this, mask, value);

        public Tensor masked_fill_(Tensor mask, Scalar value) => MaskedFill_.InPlace(this, mask, value);

        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) => NanToNum.Call(this, nan, posinf, neginf);

        public Tensor fill_(Scalar value) => Fill_.InPlace(this, value);

        public Tensor zero_() => Zero_.InPlace(this);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Copy_.InPlace(this, source, nonBlocking);
    }
}
