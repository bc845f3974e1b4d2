using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Numbers against plain C#.</summary>
public sealed class ArithmeticTests : IDisposable
{
    private readonly DisposeScope? _scope = Installation.Missing is null ? NewDisposeScope() : null;

    public void Dispose() => _scope?.Dispose();

    [TorchFact]
    public void ArraysGoInAndOut()
    {
        double[] values = [1.5, -2, 3, 0.25, 5, 6];
        Tensor t = tensor(values, [2, 3]);
        Assert.Equal([2, 3], t.shape);
        Assert.Equal(float64, t.dtype);
        Assert.Equal(values, t.data<double>().ToArray());
        Assert.Equal(-2, t[0, 1].item<double>());
        Assert.Equal([1.5, 0.25, -2, 5, 3, 6], t.t().data<double>().ToArray());
        Assert.Equal([1.5f, -2, 3, 0.25f, 5, 6], t.to(float32).data<float>().ToArray());
        Assert.Equal(float32, tensor(values, dtype: float32).dtype);
        Assert.Equal(int64, tensor(new[] { 1L, 2 }).dtype);
        Assert.Equal([[1.5, -2, 3], [0.25, 5, 6]], [t[0].data<double>().ToArray(), t[1].data<double>().ToArray()]);
        Assert.Equal(48, t.bytes.Length);
        Assert.Contains("contiguous", Assert.ThrowsAny<Exception>(() => t.t().bytes.Length).Message, StringComparison.Ordinal);
        Assert.Equal(6, t.numel());
        Assert.Equal("cpu", t.device.ToString());
    }

    public static TheoryData<string, Func<Tensor, Tensor>, Func<double, double>> Functions => new()
    {
        { "exp", x => x.exp(), Math.Exp },
        { "log", x => x.log(), Math.Log },
        { "sin", x => x.sin(), Math.Sin },
        { "cos", x => x.cos(), Math.Cos },
        { "tanh", x => x.tanh(), Math.Tanh },
        { "sqrt", x => x.sqrt(), Math.Sqrt },
        { "rsqrt", x => x.rsqrt(), v => 1 / Math.Sqrt(v) },
        { "square", x => x.square(), v => v * v },
        { "abs", x => (-x).abs(), Math.Abs },
        { "sigmoid", x => x.sigmoid(), v => 1 / (1 + Math.Exp(-v)) },
        { "silu", x => x.silu(), v => v / (1 + Math.Exp(-v)) },
        { "softplus", x => nn.functional.softplus(x), v => Math.Log(1 + Math.Exp(v)) },
        { "pow", x => x.pow(3), v => v * v * v },
        { "pow(-0.5)", x => x.pow(-0.5), v => Math.Pow(v, -0.5) },
        { "2 - x", x => 2 - x, v => 2 - v },
        { "2 / x", x => 2 / x, v => 2 / v },
        { "x * 3 + 1", x => x * 3 + 1, v => v * 3 + 1 },
        { "x / 3 - 1", x => x / 3 - 1, v => v / 3 - 1 },
        { "clamp", x => x.clamp(0.5, 1.5), v => Math.Clamp(v, 0.5, 1.5) },
        { "clamp_min", x => x.clamp_min(0.7), v => Math.Max(v, 0.7) },
        { "maximum", x => x.maximum(full_like(x, 0.9)), v => Math.Max(v, 0.9) },
        { "where", x => where(x > 1, x, -x), v => v > 1 ? v : -v },
        { "add alpha", x => x.add(x.square(), 0.5), v => v + 0.5 * v * v },
        { "addcmul", x => x.addcmul(x, x, 2), v => v + 2 * v * v },
        { "addcdiv", x => x.addcdiv(x, x.square(), 2), v => v + 2 / v },
        { "floor", x => x.floor(), Math.Floor },
        { "round", x => x.round(), v => Math.Round(v, MidpointRounding.ToEven) },
        { "remainder", x => x % 0.4, v => v % 0.4 },
        { "masked_fill", x => x.masked_fill(x < 1, 7), v => v < 1 ? 7 : v },
    };

    [TorchTheory]
    [MemberData(nameof(Functions))]
    public void ElementByElement(string name, Func<Tensor, Tensor> ours, Func<double, double> plain)
    {
        double[] x = [0.1, 0.6, 0.95, 1.0, 1.4, 2.5, 17.25];
        double[] found = ours(tensor(x)).data<double>().ToArray();
        for (int i = 0; i < x.Length; i++)
            Assert.True(Math.Abs(found[i] - plain(x[i])) <= 1e-14 * Math.Max(1, Math.Abs(plain(x[i]))), $"{name}({x[i]}) = {found[i]}");
    }

    [TorchFact]
    public void InPlaceChangesTheSameTensor()
    {
        Tensor x = tensor([1.0, 4, 9]);
        Tensor result = x.sqrt_().add_(1).mul_(2).sub_(tensor([1.0, 1, 1])).div_(2);
#if !TORCHSHARP // releases before 0.100.5 make another object for it
        Assert.Same(x, result);
#endif
        Assert.True(result.Equals(x));
        Assert.Equal([1.5, 2.5, 3.5], x.data<double>().ToArray());
        x.addcmul_(x, x, 2).addcdiv_(x, x, -1).clamp_(0, 20);
        Assert.Equal([5, 14, 20], x.data<double>().ToArray());
        x.zero_().fill_(3).add_(tensor([1.0, 2, 3]), 0.5);
        Assert.Equal([3.5, 4, 4.5], x.data<double>().ToArray());
        x.copy_(tensor([1L, 2, 3]));
        Assert.Equal([1, 2, 3], x.data<double>().ToArray());
        Assert.Equal([0, 1, 1], x.div_(2, RoundingMode.floor).data<double>().ToArray());
    }

    [TorchFact]
    public void Products()
    {
        double[,] a = { { 1, 2, 3 }, { 4, 5, 6 } };
        double[,] b = { { 1, 0 }, { 2, -1 }, { 0.5, 3 } };
        double[] expected = [6.5, 7, 17, 13];
        Assert.Equal(expected, tensor(a).matmul(tensor(b)).data<double>().ToArray());
        Assert.Equal(expected, tensor(a).mm(tensor(b)).data<double>().ToArray());
        Assert.Equal(expected, einsum("ij,jk->ik", tensor(a), tensor(b)).data<double>().ToArray());
        Assert.Equal(expected, tensor(a).unsqueeze(0).bmm(tensor(b).unsqueeze(0)).squeeze(0).data<double>().ToArray());
        Assert.Equal(expected, tensordot(tensor(a), tensor(b), [1], [0]).data<double>().ToArray());
        Assert.Equal(expected, nn.functional.linear(tensor(a), tensor(b).t()).data<double>().ToArray());
        Assert.Equal([7.5, 8, 18, 14], addmm(ones(2, 2, float64), tensor(a), tensor(b), 1, 1).data<double>().ToArray());
        Assert.Equal([-3, 6, -3], linalg.cross(tensor(a)[0], tensor(a)[1]).data<double>().ToArray());
        Assert.Equal([4, 5, 6, 8, 10, 12, 12, 15, 18], tensor(a)[0].outer(tensor(a)[1]).data<double>().ToArray());
    }

    [TorchFact]
    public void Reductions()
    {
        Tensor x = tensor(new double[,] { { 3, -1, 4 }, { 1, 5, -9 } });
        Assert.Equal(3, x.sum().item<double>());
        Assert.Equal([4, 4, -5], x.sum(dim: 0).data<double>().ToArray());
        Assert.Equal([2, 1], x.sum([1], keepdim: true).shape);
        Assert.Equal(0.5, x.mean().item<double>());
        Assert.Equal([2, -1], x.mean([1]).data<double>().ToArray());
        Assert.Equal(5, x.max().item<double>());
        (Tensor values, Tensor indexes) = x.min(1);
        Assert.Equal([-1, -9], values.data<double>().ToArray());
        Assert.Equal([1L, 2], indexes.data<long>().ToArray());
        Assert.Equal(5, x.argmin().item<long>());
        Assert.Equal([4, 5], x.amax(1).data<double>().ToArray());
        Assert.Equal(Math.Sqrt(133), x.norm().item<double>(), 14);
        Assert.Equal(Math.Sqrt(133), linalg.norm(x).item<double>(), 14);
        Assert.True((x > -10).all().item<bool>());
        Assert.False(x.isnan().any().item<bool>());
        Assert.Equal([3, 2, 6], x[0].cumsum(0).data<double>().ToArray());
        Assert.True(x.allclose(x + 1e-12));
        Assert.False(x.Equals(x + 1));
    }

    [TorchFact]
    public void ScalarsKeepTheTypeOfTheTensor()
    {
        Tensor single = tensor([1f, 2f]);
        Assert.Equal(float32, (single * 0.1).dtype);
        Assert.Equal(float32, (single + 1).dtype);
        Assert.Equal(int64, (tensor([1L, 2]) * 2).dtype);
        Assert.Equal(float32, (tensor([1L, 2]) * 2.5).dtype);
        Assert.Equal(@bool, (single > 1.5).dtype);
        Assert.Equal(int64, arange(3).dtype);
        Assert.Equal(float32, zeros(2, 2).dtype);
        Assert.Equal(int64, full([2], 3).dtype);
        Assert.Equal(float32, full([2], 3.0).dtype);
        Assert.Equal(float64, tensor(1.0).dtype);
    }

    [TorchFact]
    public void EquationsAreSolved()
    {
        Tensor a = tensor(new double[,] { { 4, 1 }, { 1, 3 } });
        Tensor b = tensor(new double[,] { { 1 }, { 2 } });
        double[] expected = [1.0 / 11, 7.0 / 11];
        Assert.Equal(expected, linalg.solve(a, b).data<double>().ToArray(), Close);
        Assert.Equal(expected, linalg.lstsq(a, b).Solution.data<double>().ToArray(), Close);
        Assert.Equal(11, linalg.det(a).item<double>(), 13);
        Assert.Equal([1.0, 0, 0, 1], linalg.inv(a).matmul(a).data<double>().ToArray(), Close);
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-14;
}
