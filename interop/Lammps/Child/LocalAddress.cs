using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Lammps.Child;

/// <summary>
/// Where the worker finds its owner: a socket with a name but without a file (Linux's abstract addresses), so that nothing is left behind,
/// whenever a process is killed. Such names are open to every user of the machine; who connects is checked.
/// </summary>
internal static class LocalAddress
{
    private const int SocketLevel = 1, PeerCredentials = 17; // SOL_SOCKET, SO_PEERCRED: pid, uid, gid

    private static readonly Lazy<int?> OwnUser = new(() =>
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string address = Fresh();
        listener.Bind(EndPoint(address));
        listener.Listen(1);
        using var self = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        self.Connect(EndPoint(address));
        return User(self);
    });

    /// <summary>A name that nobody has or guesses.</summary>
    public static string Fresh() => $"lammps-net-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    public static UnixDomainSocketEndPoint EndPoint(string address) => new("\0" + address);

    /// <summary>Was the other end opened by the user of this process?</summary>
    public static bool IsOfThisUser(Socket socket) => User(socket) is { } user && user == OwnUser.Value;

    private static int? User(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == credentials.Length
            ? BinaryPrimitives.ReadInt32LittleEndian(credentials[4..])
            : null;
    }
}
