using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Lammps.Sessions;

namespace Lammps.Child;

/// <summary>
/// One message between owner and worker: a header of 24 bytes (operation, a, b, length of the name: 32 bits each; length of the payload:
/// 64 bits; little-endian), the name in UTF-8, the payload. The payload lies in a rented array; dispose to give it back.
/// </summary>
internal sealed class Message(Operation operation, string name, int a, int b, byte[] rented, int length) : IDisposable
{
    private const int HeaderLength = 24;
    private const int LongestName = 1 << 20;

    private byte[]? rented = rented;

    public Operation Operation { get; } = operation;

    public string Name { get; } = name;

    public int A { get; } = a;

    public int B { get; } = b;

    /// <summary>Valid until disposal.</summary>
    public ReadOnlySpan<byte> Payload => rented.AsSpan(0, length);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (rented is { Length: > 0 })
            ArrayPool<byte>.Shared.Return(rented);
        rented = null;
    }

    /// <summary>Sends a message whose payload lies in several pieces. The caller sees to it that one thread sends at a time.</summary>
    public static void Send(Socket to, Operation operation, string name, int a, int b, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> more = default, ReadOnlySpan<byte> last = default)
    {
        int nameLength = Encoding.UTF8.GetByteCount(name);
        Span<byte> head = nameLength <= 1000 ? stackalloc byte[HeaderLength + nameLength] : new byte[HeaderLength + nameLength];
        Span<int> small = MemoryMarshal.Cast<byte, int>(head[..16]);
        (small[0], small[1], small[2], small[3]) = ((int)operation, a, b, nameLength);
        long length = (long)payload.Length + more.Length + last.Length;
        if (length > Array.MaxLength)
            throw new LammpsException(LammpsFailure.Usage, $"{length} bytes in one piece; at most {Array.MaxLength} can be passed to LAMMPS's process.");
        MemoryMarshal.Write(head[16..], in length);
        Encoding.UTF8.GetBytes(name, head[HeaderLength..]);
        SendAll(to, head);
        SendAll(to, payload);
        SendAll(to, more);
        SendAll(to, last);
    }

    /// <summary>Receives a message; null at the end of the connection.</summary>
    public static Message? Receive(Socket from)
    {
        Span<byte> head = stackalloc byte[HeaderLength];
        if (!ReceiveAll(from, head))
            return null;
        Span<int> small = MemoryMarshal.Cast<byte, int>(head[..16]);
        long length = MemoryMarshal.Read<long>(head[16..]);
        if (small[3] is < 0 or > LongestName || length < 0 || length > Array.MaxLength)
            return null;
        byte[] name = new byte[small[3]];
        byte[] payload = length == 0 ? [] : ArrayPool<byte>.Shared.Rent((int)length);
        return ReceiveAll(from, name) && ReceiveAll(from, payload.AsSpan(0, (int)length))
            ? new Message((Operation)small[0], Encoding.UTF8.GetString(name), small[1], small[2], payload, (int)length)
            : null;
    }

    private static void SendAll(Socket to, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[to.Send(bytes)..];
    }

    private static bool ReceiveAll(Socket from, Span<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                int n = from.Receive(bytes);
                if (n == 0)
                    return false;
                bytes = bytes[n..];
            }

            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
