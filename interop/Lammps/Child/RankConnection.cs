using System.Net.Sockets;
using Lammps.Sessions;

namespace Lammps.Child;

/// <summary>The connection to one rank. One thread waits for messages; any thread may send.</summary>
internal sealed class RankConnection(Socket socket) : IDisposable
{
    private readonly Lock sending = new();

    /// <summary>Sends; false when the other side is gone.</summary>
    public bool Send(Operation operation, string name, int a, int b, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> more = default, ReadOnlySpan<byte> last = default)
    {
        try
        {
            lock (sending)
            {
                Message.Send(socket, operation, name, a, b, payload, more, last);
            }

            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The next message; null when the other side is gone or nothing came by the time <paramref name="end"/> (then <paramref name="late"/>).</summary>
    public Message? Receive(long end, out bool late)
    {
        late = false;
        try
        {
            while (!socket.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectRead))
            {
                late = Environment.TickCount64 > end;
                if (late)
                    return null;
            }

            return Message.Receive(socket);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
