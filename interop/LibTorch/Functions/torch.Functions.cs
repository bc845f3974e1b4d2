using TorchSharp.Native;

namespace TorchSharp;

/// <summary>Functions of several tensors, and tensors' methods under the name of a function.</summary>
public static partial class torch
{
    private static readonly Op Cat = new("cat");
    private static readonly Op Stack = new("stack");
    private static readonly Op Einsum = new("einsum");
    private static readonly Op Tensordot = new("tensordot");
    private static readonly Op Cdist = new("cdist");
    private static readonly Op Bincount = new("bincount");
    private static readonly Op Cross = new("linalg_cross");

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Cat.Call(Arg.Tensors(tensors), dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Stack.Call(Arg.Tensors(tensors), dim);

    public static Tensor einsum(string equation, params Tensor[] tensors) => Einsum.Call(equation, Arg.Tensors(tensors));

    public static Tensor tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2) => Tensordot.Call(a, b, dims1, dims2);

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);

    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);

    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);

    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm(mat1, mat2, beta, alpha);

    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta, float alpha) =>
        input.baddbmm(batch1, batch2, beta, alpha);

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);

    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    public static Tensor pow(Tensor left, Tensor exponent) => left.pow(exponent);

    public static Tensor pow(Tensor left, Scalar exponent) => left.pow(exponent);

    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);

    public static Tensor mean(Tensor input) => input.mean();

    public static Tensor abs(Tensor input) => input.abs();

    public static Tensor square(Tensor input) => input.square();

    public static Tensor sqrt(Tensor input) => input.sqrt();

    public static Tensor rsqrt(Tensor input) => input.rsqrt();

    public static Tensor exp(Tensor input) => input.exp();

    public static Tensor log(Tensor input) => input.log();

    public static Tensor sin(Tensor input) => input.sin();

    public static Tensor cos(Tensor input) => input.cos();

    public static Tensor tanh(Tensor input) => input.tanh();

    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    public static Tensor erf(Tensor input) => input.erf();

    public static Tensor sign(Tensor input) => input.sign();

    public static Tensor isfinite(Tensor tensor) => tensor.isfinite();

    public static Tensor isnan(Tensor input) => input.isnan();

    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0) => Bincount.Call(input, weights, minlength);

    public static class linalg
    {
        private static readonly Op Lstsq = new("linalg_lstsq");
        private static readonly Op Solve = new("linalg_solve");
        private static readonly Op Inv = new("linalg_inv");
        private static readonly Op LinalgDet = new("linalg_det");
        private static readonly Op LinalgNorm = new("linalg_norm");
        private static readonly Op VectorNorm = new("linalg_vector_norm");
        private static readonly Op Eigh = new("linalg_eigh");
        private static readonly Op Cholesky = new("linalg_cholesky");
        private static readonly Op Pinv = new("linalg_pinv", "atol_rtol_float");

        public static Tensor cross(Tensor input, Tensor other, long dim = -1) => Cross.Call(input, other, dim);

        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other) => Four(Lstsq.CallMany(input, other));

        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other, double rcond) =>
            Four(Lstsq.CallMany(input, other, rcond));

        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Solve.Call(A, B, left);

        public static Tensor inv(Tensor input) => Inv.Call(input);

        public static Tensor det(Tensor input) => LinalgDet.Call(input);

        public static Tensor cholesky(Tensor input) => Cholesky.Call(input);

        public static Tensor pinv(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) => Pinv.Call(input, atol, rtol, hermitian);

        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Eigh.CallPair(input, UPLO.ToString());

        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) => LinalgNorm.Call(input, Arg.None, dims, keepdim);

        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => LinalgNorm.Call(input, (Scalar)ord, dims, keepdim);

        public static Tensor vector_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => VectorNorm.Call(input, (Scalar)ord, dims, keepdim);

        private static (Tensor, Tensor, Tensor, Tensor) Four(Tensor[] t) => (t[0], t[1], t[2], t[3]);
    }
}
