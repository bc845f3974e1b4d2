using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One element in, one element out.</summary>
    public sealed unsafe partial class Tensor
    {
        private static readonly Op Abs = new("abs");
        private static readonly Op Acos = new("acos");
        private static readonly Op Asin = new("asin");
        private static readonly Op Atan = new("atan");
        private static readonly Op Ceil = new("ceil");
        private static readonly Op Cos = new("cos");
        private static readonly Op Cosh = new("cosh");
        private static readonly Op Erf = new("erf");
        private static readonly Op Erfc = new("erfc");
        private static readonly Op Exp = new("exp");
        private static readonly Op Expm1 = new("expm1");
        private static readonly Op Floor = new("floor");
        private static readonly Op Frac = new("frac");
        private static readonly Op Log = new("log");
        private static readonly Op Log10 = new("log10");
        private static readonly Op Log1p = new("log1p");
        private static readonly Op Log2 = new("log2");
        private static readonly Op Neg = new("neg");
        private static readonly Op Reciprocal = new("reciprocal");
        private static readonly Op Relu = new("relu");
        private static readonly Op Round = new("round");
        private static readonly Op Rsqrt = new("rsqrt");
        private static readonly Op Sigmoid = new("sigmoid");
        private static readonly Op Sign = new("sign");
        private static readonly Op Silu = new("silu");
        private static readonly Op Sin = new("sin");
        private static readonly Op Sinh = new("sinh");
        private static readonly Op Sqrt = new("sqrt");
        private static readonly Op Square = new("square");
        private static readonly Op Tan = new("tan");
        private static readonly Op Tanh = new("tanh");
        private static readonly Op Trunc = new("trunc");
        private static readonly Op Isfinite = new("isfinite");
        private static readonly Op Isinf = new("isinf");
        private static readonly Op Isnan = new("isnan");
        private static readonly Op LogicalNot = new("logical_not");
        private static readonly Op BitwiseNot = new("bitwise_not");
        private static readonly Op Abs_ = new("abs_");
        private static readonly Op Ceil_ = new("ceil_");
        private static readonly Op Cos_ = new("cos_");
        private static readonly Op Exp_ = new("exp_");
        private static readonly Op Floor_ = new("floor_");
        private static readonly Op Log_ = new("log_");
        private static readonly Op Neg_ = new("neg_");
        private static readonly Op Reciprocal_ = new("reciprocal_");
        private static readonly Op Relu_ = new("relu_");
        private static readonly Op RoundTo = new("round", "decimals");
        private static readonly Op Rsqrt_ = new("rsqrt_");
        private static readonly Op Sigmoid_ = new("sigmoid_");
        private static readonly Op Sign_ = new("sign_");
        private static readonly Op Silu_ = new("silu_");
        private static readonly Op Sin_ = new("sin_");
        private static readonly Op Sqrt_ = new("sqrt_");
        private static readonly Op Tanh_ = new("tanh_");
        private static readonly Op Trunc_ = new("trunc_");
        private static readonly Op Gelu = new("gelu");

        public Tensor abs() => Abs.Call(this);

        public Tensor acos() => Acos.Call(this);

        public Tensor asin() => Asin.Call(this);

        public Tensor atan() => Atan.Call(this);

        public Tensor ceil() => Ceil.Call(this);

        public Tensor cos() => Cos.Call(this);

        public Tensor cosh() => Cosh.Call(this);

        public Tensor erf() => Erf.Call(this);

        public Tensor erfc() => Erfc.Call(this);

        public Tensor exp() => Exp.Call(this);

        public Tensor expm1() => Expm1.Call(this);

        public Tensor floor() => Floor.Call(this);

        public Tensor frac() => Frac.Call(this);

        public Tensor log() => Log.Call(this);

        public Tensor log10() => Log10.Call(this);

        public Tensor log1p() => Log1p.Call(this);

        public Tensor log2() => Log2.Call(this);

        public Tensor neg() => Neg.Call(this);

        public Tensor reciprocal() => Reciprocal.Call(this);

        public Tensor relu() => Relu.Call(this);

        public Tensor round(long decimals = 0) => decimals == 0 ? Round.Call(this) : RoundTo.Call(this, decimals);

        public Tensor rsqrt() => Rsqrt.Call(this);

        public Tensor sigmoid() => Sigmoid.Call(this);

        public Tensor sign() => Sign.Call(this);

        public Tensor silu() => Silu.Call(this);

        public Tensor sin() => Sin.Call(this);

        public Tensor sinh() => Sinh.Call(this);

        public Tensor sqrt() => Sqrt.Call(this);

        public Tensor square() => Square.Call(this);

        public Tensor tan() => Tan.Call(this);

        public Tensor tanh() => Tanh.Call(this);

        public Tensor trunc() => Trunc.Call(this);

        public Tensor isfinite() => Isfinite.Call(this);

        public Tensor isinf() => Isinf.Call(this);

        public Tensor isnan() => Isnan.Call(this);

        public Tensor logical_not() => LogicalNot.Call(this);

        public Tensor bitwise_not() => BitwiseNot.Call(this);

        public Tensor gelu() => Gelu.Call(this);

        public Tensor abs_() => Abs_.InPlace(this);

        public Tensor ceil_() => Ceil_.InPlace(this);

        public Tensor cos_() => Cos_.InPlace(this);

        public Tensor exp_() => Exp_.InPlace(this);

        public Tensor floor_() => Floor_.InPlace(this);

        public Tensor log_() => Log_.InPlace(this);

        public Tensor neg_() => Neg_.InPlace(this);

        public Tensor reciprocal_() => Reciprocal_.InPlace(this);

        public Tensor relu_() => Relu_.InPlace(this);

        public Tensor rsqrt_() => Rsqrt_.InPlace(this);

        public Tensor sigmoid_() => Sigmoid_.InPlace(this);

        public Tensor sign_() => Sign_.InPlace(this);

        public Tensor silu_() => Silu_.InPlace(this);

        public Tensor sin_() => Sin_.InPlace(this);

        public Tensor sqrt_() => Sqrt_.InPlace(this);

        public Tensor tanh_() => Tanh_.InPlace(this);

        public Tensor trunc_() => Trunc_.InPlace(this);
    }
}
