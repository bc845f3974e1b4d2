using System.Runtime.InteropServices;
using System.Text;

namespace Lammps.Sessions;

/// <summary>A LAMMPS, wherever it runs.</summary>
internal abstract class Session : IDisposable
{
    /// <summary>Where it runs.</summary>
    public abstract bool IsInProcess { get; }

    /// <summary>False after an error that ended LAMMPS.</summary>
    public abstract bool IsAlive { get; }

    /// <summary>MPI ranks that hold the atoms.</summary>
    public abstract int Ranks { get; }

    /// <summary>
    /// Carries out one operation. The answer goes to <paramref name="output"/> when that is not empty (and must have its length),
    /// otherwise it is returned.
    /// </summary>
    public abstract byte[] Call(
        Operation operation, string name = "", int a = 0, int b = 0, ReadOnlySpan<byte> input = default, Span<byte> output = default,
        CancellationToken cancellation = default);

    /// <summary>Sets or replaces the forces of a fix external.</summary>
    public abstract void SetExternalForce(string fix, ExternalForce force);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>An operation whose answer is one value.</summary>
    public T Value<T>(Operation operation, string name = "", int a = 0, int b = 0) where T : unmanaged
    {
        T value = default;
        Call(operation, name, a, b, default, MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    /// <summary>Runs commands, one per line.</summary>
    public void Commands(string text, CancellationToken cancellation = default) =>
        Call(Operation.Commands, input: Encoding.UTF8.GetBytes(text), cancellation: cancellation);
}
