using System.Runtime.CompilerServices;
#if !TORCHSHARP
using TorchSharp.Native;
#endif
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Every native handle goes, with its scope, by hand or by the collector.</summary>
public sealed class LifetimeTests
{
    private static long Live
    {
        get
        {
#if TORCHSHARP
            return Tensor.TotalCount;
#else
            LibTorch.Load();
            return LibTorchNative.ilmlff_torch_live();
#endif
        }
    }

    [TorchFact]
    public void AScopeDisposesWhatWasMadeInIt()
    {
        Collect();
        long before = Live;
        Tensor kept, moved;
        using (DisposeScope outer = NewDisposeScope())
        {
            Tensor first = ones(3);
            using (DisposeScope inner = NewDisposeScope())
            {
                Tensor second = first + 1;
                kept = (second * 2).DetachFromDisposeScope();
                moved = (second * 3).MoveToOuterDisposeScope();
                Assert.Equal(1, inner.DisposablesCount);
                Assert.True(inner.Contains(second));
                Assert.False(inner.Contains(moved));
            }

            Assert.Equal(2, outer.DisposablesCount);
            Assert.Equal(6, moved[0].item<float>());
            Assert.Equal(4, kept[0].item<float>());
        }

        Assert.True(moved.IsInvalid);
        Assert.False(kept.IsInvalid);
        Assert.Equal(before + 1, Live);
        kept.Dispose();
        kept.Dispose();
        Assert.Equal(before, Live);
        Assert.Throws<InvalidOperationException>(() => kept + 1);
    }

    [TorchFact]
    public void DisposingEverythingButSome()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = ones(1), b = ones(1), c = ones(1);
        Assert.Same(b, scope.DisposeEverythingBut(b));
        Assert.Equal([true, false, true], [a.IsInvalid, b.IsInvalid, c.IsInvalid]);
        Assert.Equal([b], scope.DisposablesView);
        Assert.Equal(3, WrappedTensorDisposeScope(() => b + ones(1) + ones(1)).item<float>());
        Assert.Equal(2, scope.DisposablesCount);
    }

#if !TORCHSHARP // which asserts in debug builds of 0.99
    [TorchFact]
    public void ScopesClosedInTheWrongOrder()
    {
        DisposeScope outer = NewDisposeScope(), inner = NewDisposeScope();
        Tensor a = ones(1);
        outer.Dispose();
        Assert.False(a.IsInvalid);
        inner.Dispose();
        Assert.True(a.IsInvalid);
        using Tensor free = ones(1);
        Assert.Equal(free, free.MoveToOuterDisposeScope());
    }
#endif

    [TorchFact]
    public void StatisticsCount()
    {
        DisposeScopeManager.Statistics.Reset();
        Tensor outside = ones(1);
        using (NewDisposeScope())
        {
            Tensor t = outside + 1;
            (t + 1).DetachFromDisposeScope().Dispose();
        }

        Assert.Equal(1, DisposeScopeManager.Statistics.CreatedOutsideScopeCount);
        Assert.Equal(2, DisposeScopeManager.Statistics.CreatedInScopeCount);
        Assert.Equal(1, DisposeScopeManager.Statistics.DisposedInScopeCount);
        Assert.Equal(1, DisposeScopeManager.Statistics.DetachedFromScopeCount);
        Assert.Equal(1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        outside.Dispose();
        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TorchFact]
    public void TheCollectorReleasesWhatNobodyDisposed()
    {
        Collect();
        long before = Live;
        Forget();
        Assert.True(Live >= before + 10);
        Collect();
        Assert.Equal(before, Live);
    }

    /// <summary>Steps as in training (energies, forces, their loss, gradients of all parameters, an optimiser's update): no handle stays behind.</summary>
    [TorchFact]
    public void AThousandStepsLeaveAsManyHandlesAsTen()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor w1 = randn(8, 16, float64).requires_grad_(), w2 = randn(16, 1, float64).requires_grad_();
        Tensor x = randn(10, 8, float64).requires_grad_(), target = randn(10, 8, float64);
        Tensor[] momenta = [zeros_like(w1), zeros_like(w2)];
        Collect();

        long After(int steps)
        {
            for (int s = 0; s < steps; s++)
            {
                using DisposeScope step = NewDisposeScope();
                Tensor energy = x.matmul(w1).silu().matmul(w2).sum();
                Tensor forces = -autograd.grad([energy], [x], retain_graph: true, create_graph: true)[0];
                Tensor loss = (forces - target).square().mean();
                IList<Tensor> gradients = autograd.grad([loss], [w1, w2]);
                using (no_grad())
                {
                    foreach ((Tensor w, Tensor m, Tensor g) in new[] { (w1, momenta[0], gradients[0]), (w2, momenta[1], gradients[1]) })
                    {
                        m.mul_(0.9).add_(g, 0.1);
                        w.add_(m, -1e-3);
                    }
                }
            }

            return Live;
        }

        long ten = After(10);
        long tensors = Tensor.TotalCount;
        Assert.Equal(ten, After(990));
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.Equal(6, scope.DisposablesCount);
    }

    [TorchFact]
    public void ThreadsHaveTheirOwnScopesAndModes()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        Tensor shared = ones(4, 4);
        int mine = scope.DisposablesCount;
        Exception? failed = null;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < 200; i++)
                {
                    using DisposeScope own = NewDisposeScope();
                    Assert.True(is_grad_enabled());
                    Assert.Equal(4, shared.matmul(shared)[0, 0].item<float>());
                    Assert.True(own.DisposablesCount >= 2);
                }
            }
            catch (Exception e)
            {
                failed = e;
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Null(failed);
        Assert.Equal(mine, scope.DisposablesCount);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget()
    {
        for (int i = 0; i < 10; i++)
            _ = ones(100);
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
