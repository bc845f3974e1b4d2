using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static class nn
    {
        public enum Reduction
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static class functional
        {
            private static readonly Op Linear = new("linear");
            private static readonly Op Softplus = new("softplus");
            private static readonly Op OneHot = new("one_hot");
            private static readonly Op Softmax = new("softmax", "int");
            private static readonly Op Huber = new("huber_loss");
            private static readonly Op SmoothL1 = new("smooth_l1_loss");
            private static readonly Op L1 = new("l1_loss");
            private static readonly Op Mse = new("mse_loss");

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor tanh(Tensor x) => x.tanh();

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => Softplus.Call(x, (Scalar)beta, (Scalar)threshold);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Softmax.Call(input, dim, dtype);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => OneHot.Call(x, num_classes);

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Linear.Call(input, weights, bias);

            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean) =>
                Huber.Call(input, target, (long)reduction, delta);

            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1) =>
                SmoothL1.Call(input, target, (long)reduction, beta);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => L1.Call(input, target, (long)reduction);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => Mse.Call(input, target, (long)reduction);
        }
    }
}
