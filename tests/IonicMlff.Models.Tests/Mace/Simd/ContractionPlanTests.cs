using System.Runtime.Intrinsics;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Reference;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Mace.Simd.Polynomials;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Simd;

/// <summary>The flattened symmetric contraction against the reference's, values and gradients, on random features.</summary>
public unsafe class ContractionPlanTests
{
    [Theory]
    [InlineData("paper_pyr14bf4")]
    [InlineData("legacy_v030_mp0a_L2")]
    [InlineData("var_c2_i3_L2_gatenone_gauss")]
    [InlineData("var_reduced_cg")]
    [InlineData("var_i1_abs")]
    public void Polynomials_and_their_gradients_equal_the_reference(string model)
    {
        MaceModel definition = GoldenCase.Potential(model).Model;
        foreach (MaceLayer layer in definition.Layers)
            Compare(layer, z: definition.AtomicNumbers.Length - 1, definition.AtomicNumbers.Length);
    }

    [Fact]
    public void Only_distinct_monomials_are_kept()
    {
        Contraction[] contractions = GoldenCase.Potential("paper_pyr14bf4").Model.Layers[0].Product.Contractions;
        var plan = new ContractionPlan(GoldenCase.Potential("paper_pyr14bf4").Model.Layers[0].Product);
        Assert.InRange(plan.MonomialCount, 1, contractions.Sum(c => c.Terms.Sum(t => t.Value.Length)) / 4);
    }

    // One lane per channel of the first register.
    private static void Compare(MaceLayer layer, int z, int elements)
    {
        const int Lanes = 4;
        var plan = new ContractionPlan(layer.Product);
        int channels = layer.Product.Contractions[0].Output.Mul;
        int components = layer.Interaction.TargetIrreps.Blocks.Sum(b => b.IrrepDim);
        var random = new Random(7);
        double[] a = Random(random, components * Lanes), bGrad = Random(random, plan.Outputs * Lanes);
        double[] all = plan.Coefficients(z);
        double[] coefficients = [.. Enumerable.Range(0, plan.CoefficientCount * Lanes).Select(k => all[k / Lanes * channels + k % Lanes])];
        double[] b = new double[plan.Outputs * Lanes], aGrad = new double[components * Lanes];
        fixed (double* c = coefficients, pa = a, pb = b, pg = bGrad, pag = aGrad)
        fixed (int* program = plan.Program)
        {
            ContractionKernel<Double256, Vector256<double>, double>.Compute(program, plan.Outputs, c, pa, pb);
            ContractionKernel<Double256, Vector256<double>, double>.Reverse(program, plan.Outputs, c, pa, pg, pag);
        }

        // the reference: A and its gradient [s, c], B and its gradient [c, m] of one output block
        double[] wide = Spread(a, channels), wideGrad = new double[components * channels];
        double[] expected = new double[plan.Outputs * Lanes];
        int first = 0;
        foreach (Contraction contraction in layer.Product.Contractions)
        {
            var polynomial = new ContractionPolynomial(contraction, elements);
            int dim = contraction.Output.IrrepDim;
            double[] block = new double[channels * dim], blockGrad = new double[channels * dim];
            polynomial.Add(z, wide, block);
            for (int m = 0; m < dim; m++)
            {
                for (int lane = 0; lane < Lanes; lane++)
                {
                    expected[(first + m) * Lanes + lane] = block[lane * dim + m];
                    blockGrad[lane * dim + m] = bGrad[(first + m) * Lanes + lane];
                }
            }

            polynomial.AddReverse(z, wide, blockGrad, wideGrad);
            first += dim;
        }

        double[] expectedGrad = [.. Enumerable.Range(0, components * Lanes).Select(k => wideGrad[k / Lanes * channels + k % Lanes])];
        Agreement.AssertClose(expected, b, 1e-11 * Agreement.Scale(expected), "B");
        Agreement.AssertClose(expectedGrad, aGrad, 1e-11 * Agreement.Scale(expectedGrad), "∂E/∂A");

        double[] Spread(double[] rows, int width) =>
            [.. Enumerable.Range(0, components * width).Select(k => k % width < Lanes ? rows[k / width * Lanes + k % width] : 0)];
    }

    private static double[] Random(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
}
