using System.Runtime.CompilerServices;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Mace.Simd.Polynomials;

/// <summary>Runs the program of a <see cref="ContractionPlan"/> on one channel block of one atom.</summary>
internal static unsafe class ContractionKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>B[q] = Σ_s1 A[s1] ( a[s1] + Σ_s2 A[s2] ( a[s1,s2] + Σ_s3 a[s1,s2,s3] A[s3] ) ), set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(int* program, int outputs, T* coefficients, T* a, T* b)
    {
        T* c = coefficients;
        for (int q = 0; q < outputs; q++)
        {
            V sum = L.Zero;
            for (int n1 = *program++; n1 > 0; n1--)
            {
                V a1 = L.Load(a + *program++ * L.Count);
                V inner1 = L.Load(c);
                c += L.Count;
                for (int n2 = *program++; n2 > 0; n2--)
                {
                    V a2 = L.Load(a + *program++ * L.Count);
                    V inner2 = L.Load(c);
                    c += L.Count;
                    for (int n3 = *program++; n3 > 0; n3--)
                    {
                        inner2 = L.Fma(L.Load(c), L.Load(a + *program++ * L.Count), inner2);
                        c += L.Count;
                    }

                    inner1 = L.Fma(a2, inner2, inner1);
                }

                sum = L.Fma(a1, inner1, sum);
            }

            L.Store(sum, b + q * L.Count);
        }
    }

    /// <summary>∂E/∂A[s] += Σ_q ∂E/∂B[q] ∂B[q]/∂A[s]: every factor of a monomial in turn, with the prefixes shared as in the forward pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reverse(int* program, int outputs, T* coefficients, T* a, T* bGrad, T* aGrad)
    {
        T* c = coefficients;
        for (int q = 0; q < outputs; q++)
        {
            V g = L.Load(bGrad + q * L.Count);
            for (int n1 = *program++; n1 > 0; n1--)
            {
                int s1 = *program++ * L.Count;
                V ga1 = L.Multiply(g, L.Load(a + s1));
                V inner1 = L.Load(c);
                c += L.Count;
                for (int n2 = *program++; n2 > 0; n2--)
                {
                    int s2 = *program++ * L.Count;
                    V a2 = L.Load(a + s2);
                    V ga12 = L.Multiply(ga1, a2);
                    V inner2 = L.Load(c);
                    c += L.Count;
                    for (int n3 = *program++; n3 > 0; n3--)
                    {
                        int s3 = *program++ * L.Count;
                        V coefficient = L.Load(c);
                        c += L.Count;
                        inner2 = L.Fma(coefficient, L.Load(a + s3), inner2);
                        L.Store(L.Fma(coefficient, ga12, L.Load(aGrad + s3)), aGrad + s3);
                    }

                    inner1 = L.Fma(a2, inner2, inner1);
                    L.Store(L.Fma(ga1, inner2, L.Load(aGrad + s2)), aGrad + s2);
                }

                L.Store(L.Fma(g, inner1, L.Load(aGrad + s1)), aGrad + s1);
            }
        }
    }
}
