using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Host.Generated;

namespace IonicMlff.Host;

/// <summary>The host's ghost exchange as an <see cref="IHaloExchange"/>; one per evaluator, used again for every call.</summary>
internal sealed unsafe class HaloCallbacks : IHaloExchange
{
    private ilmlff_halo _halo;
    private int _rows;

    /// <summary>Sets the callbacks and the number of atoms (owners and ghosts) for the next call.</summary>
    public void Use(ilmlff_halo* halo, int rows)
    {
        _halo = *halo;
        _rows = rows;
        if (_halo.forward == null || _halo.reverse == null)
            throw IlmlffException.Usage($"ilmlff_compute: halo->{(_halo.forward == null ? "forward" : "reverse")} is NULL.");
    }

    public void Forward(Span<double> rows, int width) => Call(_halo.forward, rows, width, "forward");

    public void Reverse(Span<double> rows, int width) => Call(_halo.reverse, rows, width, "reverse");

    private void Call(delegate* unmanaged[Cdecl]<void*, double*, int, int> exchange, Span<double> rows, int width, string direction)
    {
        if (rows.Length < (long)_rows * width)
            throw new ArgumentException($"{_rows} rows of {width} numbers need {(long)_rows * width}, got {rows.Length}.");

        int code;
        fixed (double* p = rows)
        {
            code = exchange(_halo.context, p, width);
        }

        if (code != 0)
        {
            throw new IlmlffException(
                ErrorKind.Failed, $"The host's {direction} exchange of ghost-atom rows ({width} numbers per atom) failed with code {code}.");
        }
    }
}
