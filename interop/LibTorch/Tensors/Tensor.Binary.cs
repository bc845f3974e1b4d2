using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Two tensors, or a tensor and a number, element by element.</summary>
    public sealed unsafe partial class Tensor
    {
        private static readonly Op AddTensor = new("add", "Tensor");
        private static readonly Op AddScalar = new("add", "Scalar");
        private static readonly Op AddTensor_ = new("add_", "Tensor");
        private static readonly Op AddScalar_ = new("add_", "Scalar");
        private static readonly Op SubTensor = new("sub", "Tensor");
        private static readonly Op SubScalar = new("sub", "Scalar");
        private static readonly Op SubTensor_ = new("sub_", "Tensor");
        private static readonly Op SubScalar_ = new("sub_", "Scalar");
        private static readonly Op MulTensor = new("mul", "Tensor");
        private static readonly Op MulScalar = new("mul", "Scalar");
        private static readonly Op MulTensor_ = new("mul_", "Tensor");
        private static readonly Op MulScalar_ = new("mul_", "Scalar");
        private static readonly Op DivTensor = new("div", "Tensor");
        private static readonly Op DivTensorMode = new("div", "Tensor_mode");
        private static readonly Op DivScalar = new("div", "Scalar");
        private static readonly Op DivScalarMode = new("div", "Scalar_mode");
        private static readonly Op DivTensor_ = new("div_", "Tensor");
        private static readonly Op DivTensorMode_ = new("div_", "Tensor_mode");
        private static readonly Op DivScalar_ = new("div_", "Scalar");
        private static readonly Op DivScalarMode_ = new("div_", "Scalar_mode");
        private static readonly Op PowTensor = new("pow", "Tensor_Tensor");
        private static readonly Op PowScalar = new("pow", "Tensor_Scalar");
        private static readonly Op PowTensor_ = new("pow_", "Tensor");
        private static readonly Op PowScalar_ = new("pow_", "Scalar");
        private static readonly Op RemainderTensor = new("remainder", "Tensor");
        private static readonly Op RemainderScalar = new("remainder", "Scalar");
        private static readonly Op FloorDivide = new("floor_divide");
        private static readonly Op FloorDivideScalar = new("floor_divide", "Scalar");
        private static readonly Op Maximum = new("maximum");
        private static readonly Op Minimum = new("minimum");
        private static readonly Op Atan2 = new("atan2");
        private static readonly Op EqTensor = new("eq", "Tensor");
        private static readonly Op EqScalar = new("eq", "Scalar");
        private static readonly Op NeTensor = new("ne", "Tensor");
        private static readonly Op NeScalar = new("ne", "Scalar");
        private static readonly Op LtTensor = new("lt", "Tensor");
        private static readonly Op LtScalar = new("lt", "Scalar");
        private static readonly Op LeTensor = new("le", "Tensor");
        private static readonly Op LeScalar = new("le", "Scalar");
        private static readonly Op GtTensor = new("gt", "Tensor");
        private static readonly Op GtScalar = new("gt", "Scalar");
        private static readonly Op GeTensor = new("ge", "Tensor");
        private static readonly Op GeScalar = new("ge", "Scalar");
        private static readonly Op LogicalAnd = new("logical_and");
        private static readonly Op LogicalOr = new("logical_or");
        private static readonly Op BitwiseAnd = new("bitwise_and", "Tensor");
        private static readonly Op BitwiseOr = new("bitwise_or", "Tensor");

        public Tensor add(Tensor target) => AddTensor.Call(this, target);

        public Tensor add(Scalar scalar) => AddScalar.Call(this, scalar);

        public Tensor add_(Tensor target) => AddTensor_.InPlace(this, target);

        public Tensor add_(Scalar scalar) => AddScalar_.InPlace(this, scalar);

        public Tensor add(Tensor target, Scalar alpha) => AddTensor.Call(this, target, alpha);

        public Tensor add_(Tensor target, Scalar alpha) => AddTensor_.InPlace(this, target, alpha);

        public Tensor sub(Tensor target) => SubTensor.Call(this, target);

        public Tensor sub(Scalar target) => SubScalar.Call(this, target);

        public Tensor sub_(Tensor target) => SubTensor_.InPlace(this, target);

        public Tensor sub_(Scalar target) => SubScalar_.InPlace(this, target);

        public Tensor mul(Tensor target) => MulTensor.Call(this, target);

        public Tensor mul(Scalar target) => MulScalar.Call(this, target);

        public Tensor mul_(Tensor target) => MulTensor_.InPlace(this, target);

        public Tensor mul_(Scalar target) => MulScalar_.InPlace(this, target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? DivTensor.Call(this, target)
            : DivTensorMode.Call(this, target, rounding_mode.ToString());

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? DivScalar.Call(this, target)
            : DivScalarMode.Call(this, target, rounding_mode.ToString());

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? DivTensor_.InPlace(this, target)
            : DivTensorMode_.InPlace(this, target, rounding_mode.ToString());

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? DivScalar_.InPlace(this, target)
            : DivScalarMode_.InPlace(this, target, rounding_mode.ToString());

        public Tensor pow(Tensor exponent) => PowTensor.Call(this, exponent);

        public Tensor pow(Scalar exponent) => PowScalar.Call(this, exponent);

        public Tensor pow_(Tensor exponent) => PowTensor_.InPlace(this, exponent);

        public Tensor pow_(Scalar exponent) => PowScalar_.InPlace(this, exponent);

        public Tensor remainder(Tensor target) => RemainderTensor.Call(this, target);

        public Tensor remainder(Scalar scalar) => RemainderScalar.Call(this, scalar);

        public Tensor floor_divide(Tensor other) => FloorDivide.Call(this, other);

        public Tensor floor_divide(Scalar other) => FloorDivideScalar.Call(this, other);

        public Tensor maximum(Tensor other) => Maximum.Call(this, other);

        public Tensor minimum(Tensor other) => Minimum.Call(this, other);

        public Tensor atan2(Tensor other) => Atan2.Call(this, other);

        public Tensor eq(Tensor target) => EqTensor.Call(this, target);

        public Tensor eq(Scalar target) => EqScalar.Call(this, target);

        public Tensor ne(Tensor target) => NeTensor.Call(this, target);

        public Tensor ne(Scalar target) => NeScalar.Call(this, target);

        public Tensor lt(Tensor target) => LtTensor.Call(this, target);

        public Tensor lt(Scalar target) => LtScalar.Call(this, target);

        public Tensor le(Tensor target) => LeTensor.Call(this, target);

        public Tensor le(Scalar target) => LeScalar.Call(this, target);

        public Tensor gt(Tensor target) => GtTensor.Call(this, target);

        public Tensor gt(Scalar target) => GtScalar.Call(this, target);

        public Tensor ge(Tensor target) => GeTensor.Call(this, target);

        public Tensor ge(Scalar target) => GeScalar.Call(this, target);

        public Tensor logical_and(Tensor other) => LogicalAnd.Call(this, other);

        public Tensor logical_or(Tensor other) => LogicalOr.Call(this, other);

        public Tensor bitwise_and(Tensor other) => BitwiseAnd.Call(this, other);

        public Tensor bitwise_or(Tensor other) => BitwiseOr.Call(this, other);
    }
}
