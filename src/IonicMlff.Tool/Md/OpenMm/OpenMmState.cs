using System.Runtime.InteropServices;
using IonicMlff.Core.Errors;
using OpenMM;

namespace IonicMlff.Tool.Md.OpenMm;

/// <summary>
/// What a context is made from, at the start, after a checkpoint and in a later stage alike: so a continued run does the same as one that
/// was not killed. Units of OpenMM.
/// </summary>
internal sealed record OpenMmState
{
    private const string Mark = "ilmlff md, state of OpenMM, 1";

    /// <summary>Steps of dynamics done.</summary>
    public required long Step { get; init; }

    /// <summary>The box; null: not periodic.</summary>
    public Box? Vectors { get; init; }

    /// <summary>Molecules in one piece.</summary>
    public required Vec3[] Positions { get; init; }

    /// <summary>At the same time as the positions.</summary>
    public required Vec3[] Velocities { get; init; }

    /// <summary>Box vectors by which each molecule was moved back into the box, 3 numbers each.</summary>
    public required int[] Images { get; init; }

    /// <summary>Stage, and platform with its version, that <see cref="Checkpoint"/> is of.</summary>
    public int Stage { get; init; } = -1;

    public string Platform { get; init; } = "";

    /// <summary>OpenMM's checkpoint: what thermostats remember; empty: none.</summary>
    public byte[] Checkpoint { get; init; } = [];

    /// <summary>Writes the file; it is there whole or not at all.</summary>
    public void Write(string path)
    {
        string fresh = path + ".new";
        using (var stream = new FileStream(fresh, FileMode.Create))
        using (var writer = new BinaryWriter(stream))
        {
            writer.Write(Mark);
            writer.Write(Step);
            writer.Write(Stage);
            writer.Write(Platform);
            WriteAll<Box>(writer, Vectors is { } box ? [box] : []);
            WriteAll<Vec3>(writer, Positions);
            WriteAll<Vec3>(writer, Velocities);
            WriteAll<int>(writer, Images);
            WriteAll<byte>(writer, Checkpoint);
            writer.Write(Mark);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Reads a file of <see cref="Write"/>.</summary>
    /// <exception cref="IlmlffException">It is not such a file, or of other atoms.</exception>
    public static OpenMmState Read(string path, int atoms)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path));
            if (reader.ReadString() != Mark)
                throw Damaged(path, null);
            (long step, int stage, string platform) = (reader.ReadInt64(), reader.ReadInt32(), reader.ReadString());
            Box[] box = ReadAll<Box>(reader);
            var state = new OpenMmState
            {
                Step = step,
                Stage = stage,
                Platform = platform,
                Vectors = box.Length > 0 ? box[0] : null,
                Positions = ReadAll<Vec3>(reader),
                Velocities = ReadAll<Vec3>(reader),
                Images = ReadAll<int>(reader),
                Checkpoint = ReadAll<byte>(reader),
            };
            if (reader.ReadString() != Mark)
                throw Damaged(path, null);
            return state.Positions.Length == atoms ? state
                : throw IlmlffException.BadData($"{path} has {state.Positions.Length} atoms, the system {atoms}; put the system's file back, or start anew with --overwrite.");
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or FormatException or OverflowException or InvalidDataException)
        {
            throw Damaged(path, e);
        }
    }

    private static IlmlffException Damaged(string path, Exception? inner) =>
        IlmlffException.BadData($"{path} is damaged, or was not written by this version; start anew with --overwrite.", inner);

    private static void WriteAll<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    private static T[] ReadAll<T>(BinaryReader reader)
        where T : unmanaged
    {
        int count = reader.ReadInt32();
        byte[] bytes = reader.ReadBytes(checked(count * Marshal.SizeOf<T>()));
        var values = new T[count];
        if (bytes.Length < count * Marshal.SizeOf<T>())
            throw new EndOfStreamException();
        bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
