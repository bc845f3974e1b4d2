using System.Runtime.CompilerServices;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Mace.Simd.Convolution;

/// <summary>
/// The Clebsch–Gordan sums between moments and messages, m[k] = Σ C B[moment], as compressed sparse rows, and their reverse.
/// </summary>
internal sealed unsafe class CouplingTable<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly Rows forward;
    private readonly Rows reverse;

    public CouplingTable(ConvolutionPlan plan)
    {
        forward = new Rows(plan.Couplings, c => c.Message, c => c.Moment, plan.MessageComponents);
        reverse = new Rows(plan.Couplings, c => c.Moment, c => c.Message, plan.MomentCount);
    }

    /// <summary>m[k] = Σ C B[moment] for all messages of one channel block.</summary>
    public void Compute(T* moments, T* message) => forward.Multiply(moments, message);

    /// <summary>∂E/∂B[k] = Σ C ∂E/∂m[message].</summary>
    public void Reverse(T* messageGrad, T* momentsGrad) => reverse.Multiply(messageGrad, momentsGrad);

    public void Dispose()
    {
        forward.Dispose();
        reverse.Dispose();
    }

    private sealed class Rows : IDisposable
    {
        private readonly int count;
        private readonly NativeBuffer<int> end = new();
        private readonly NativeBuffer<int> column = new();
        private readonly NativeBuffer<T> value = new();

        public Rows(Coupling[] couplings, Func<Coupling, int> rowOf, Func<Coupling, int> columnOf, int rows)
        {
            count = rows;
            end.Ensure(rows);
            column.Ensure(couplings.Length);
            value.Ensure(couplings.Length);
            Coupling[] sorted = [.. couplings.OrderBy(rowOf)];
            for (int k = 0, row = 0; row < rows; row++)
            {
                for (; k < sorted.Length && rowOf(sorted[k]) == row; k++)
                {
                    column.Pointer[k] = columnOf(sorted[k]) * L.Count;
                    value.Pointer[k] = L.FromDouble(sorted[k].Value);
                }

                end.Pointer[row] = k;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Multiply(T* x, T* y)
        {
            int* columns = column.Pointer, ends = end.Pointer;
            T* values = value.Pointer;
            for (int row = 0, k = 0; row < count; row++)
            {
                V sum = L.Zero;
                for (; k < ends[row]; k++)
                    sum = L.Fma(L.Spread(values + k), L.Load(x + columns[k]), sum);
                L.Store(sum, y + row * L.Count);
            }
        }

        public void Dispose()
        {
            end.Dispose();
            column.Dispose();
            value.Dispose();
        }
    }
}
