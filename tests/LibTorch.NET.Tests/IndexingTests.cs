using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Views, parts, and additions to parts.</summary>
public sealed class IndexingTests : IDisposable
{
    private readonly DisposeScope? _scope = Installation.Missing is null ? NewDisposeScope() : null;

    public void Dispose() => _scope?.Dispose();

    private static Tensor Numbers => arange(0, 24, dtype: float64).view(2, 3, 4);

    private static double[] Values(Tensor t) => t.to(float64).data<double>().ToArray();

    [TorchFact]
    public void Brackets()
    {
        Tensor x = Numbers;
        Assert.Equal([12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23], Values(x[1]));
        Assert.Equal([20, 21, 22, 23], Values(x[1, 2]));
        Assert.Equal([23], Values(x[1, 2, 3]));
        Assert.Equal([3, 7, 11, 15, 19, 23], Values(x[TensorIndex.Ellipsis, 3]));
        Assert.Equal([1, 2, 13, 14], Values(x[TensorIndex.Colon, 0, TensorIndex.Slice(1, 3)]));
        Assert.Equal([0, 2, 4, 6, 8, 10], Values(x[0, TensorIndex.Colon, TensorIndex.Slice(step: 2)]));
        Assert.Equal([2, 1, 3, 4], x[TensorIndex.Colon, TensorIndex.None].shape);
        Assert.Equal([22, 23], Values(x[-1, -1, 2..]));
        Assert.Equal([8, 9, 10, 11, 0, 1, 2, 3], Values(x[TensorIndex.Single(0), TensorIndex.Tensor(tensor([2L, 0]))]));
        Assert.Equal([2, 10, 14, 22], Values(x[TensorIndex.Colon, TensorIndex.Tensor(tensor([0L, 2])), 2]));
        Assert.Equal([20, 21, 22, 23], Values(x[x > 19]));
        Assert.Equal([4, 17], Values(x[tensor([0L, 1]), tensor([1L, 1]), tensor([0L, 1])]));
    }

    [TorchFact]
    public void BracketsOnTheLeft()
    {
        Tensor x = zeros(2, 3, float64);
        x[0, 1] = 5.0;
        x[1] = tensor([1.0, 2, 3]);
        x[TensorIndex.Colon, 2] = tensor(7);
        Assert.Equal([0, 5, 7, 1, 2, 7], Values(x));
        x[x > 4] = tensor(-1.0);
        Assert.Equal([0, -1, -1, 1, 2, -1], Values(x));
    }

    [TorchFact]
    public void SelectedRows()
    {
        Tensor x = Numbers.view(6, 4);
        Tensor rows = tensor([4L, 0, 4]);
        Assert.Equal([16, 17, 18, 19, 0, 1, 2, 3, 16, 17, 18, 19], Values(x.index_select(0, rows)));
        Assert.Equal([8, 9, 10, 11], Values(x.narrow(0, 2, 1)));
        Assert.Equal([4, 8, 12], Values(x.slice(0, 1, 4, 1).select(1, 0)));
        Assert.Equal([1, 6], Values(x.narrow(0, 0, 2).gather(1, tensor(new long[,] { { 1 }, { 2 } }))));
        Assert.Equal([16, 4], Values(zeros(2, float64).index_add(0, tensor([0L, 1, 0]), tensor([1.0, 2, 7]), 2)));
        Assert.Equal([8, 2], Values(zeros(2, float64).index_add_(0, tensor([0L, 1, 0]), tensor([1.0, 2, 7]), 1)));
        Assert.Equal([8, 2], Values(zeros(2, float64).scatter_add(0, tensor([0L, 1, 0]), tensor([1.0, 2, 7]))));
        Assert.Equal([3], Values(tensor([1.0, 3]).masked_select(tensor([false, true]))));
        Assert.Equal([0, 1, 0, 0, 0, 1], Values(nn.functional.one_hot(tensor([1L, 2]), 3)));
        Assert.Equal([1L, 1, 0], tensor([1L, 0]).bincount(null, 3).data<long>().ToArray());
    }

    [TorchFact]
    public void Shapes()
    {
        Tensor x = Numbers;
        Assert.Equal([4, 2, 3], x.permute(2, 0, 1).shape);
        Assert.Equal([2, 4, 3], x.transpose(1, 2).shape);
        Assert.Equal([6, 4], x.flatten(0, 1).shape);
        Assert.Equal([2, 12], x.reshape(2, -1).shape);
        Assert.Equal([5, 3], ones(3).expand(5, 3).shape);
        Assert.Equal([2, 2, 3, 4], stack([x, x]).shape);
        Assert.Equal([4, 3, 4], cat([x, x]).shape);
        Assert.Equal([2, 3, 8], cat([x, x], -1).shape);
        Assert.Equal([1, 3], x.split(1, 0)[0].select(2, 0).shape);
        Assert.Equal([1L, 3], x.split([1, 3], 2).Select(p => p.shape[2]));
        Assert.Equal(2, x.chunk(2, 2).Length);
        Assert.Equal(24, arange(24).unbind().Length);
        Assert.Equal(23, arange(24).unbind()[23].item<long>());
        Assert.False(x.t(0, 1).is_contiguous());
        Assert.True(x.t(0, 1).contiguous().is_contiguous());
        Assert.Equal([0, 1, 1, 2, 2, 2], Values(arange(3).repeat_interleave(tensor([1L, 2, 3]))));
        Assert.Equal([1, 5, 9], Values(arange(1, 10).view(3, 3).diagonal(0, 0, 1)));
        Assert.Equal([1, 0, 0, 1], Values(eye(2)));
    }
}

internal static class TransposeExtension
{
    public static Tensor t(this Tensor x, long a, long b) => x.transpose(a, b);
}
