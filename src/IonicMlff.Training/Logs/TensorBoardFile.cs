using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using IonicMlff.Training.Progress;

namespace IonicMlff.Training.Logs;

/// <summary>
/// An event file of TensorBoard: scalars under <c>train/…</c> and <c>valid/…</c> (loss, rmse_energy_per_atom in eV, rmse_forces in
/// eV/Å, rmse_stress in eV/Å³, learning_rate). Each record is a length, the bytes of a protobuf message, and a masked CRC-32C of
/// both; a resumed run begins another file in the folder, as TensorBoard expects.
/// </summary>
/// <param name="folder">Folder; made when missing.</param>
/// <param name="everySteps">Steps between the scalars of the training batch.</param>
/// <param name="clock">Clock; null: the machine's.</param>
public sealed class TensorBoardFile(string folder, long everySteps, TimeProvider? clock = null) : ITrainingObserver, IDisposable
{
    private static readonly uint[] CrcTable = MakeCrcTable();
    private FileStream? file;

    /// <inheritdoc />
    public void Observe(TrainingEvent happened)
    {
        switch (happened)
        {
            case TrainingStarted { Description: var run }:
                Begin(run);
                break;
            case StepDone step when step.Position.Step == 1 || step.Position.Step % everySteps == 0:
                Write(step.Position.Step, "train", step.Loss.Total, step.Errors, step.LearningRate);
                break;
            case ValidationDone valid:
                Write(valid.Position.Step, "valid", valid.Loss.Total, valid.Errors, null);
                break;
        }
    }

    /// <inheritdoc />
    public void Dispose() => file?.Dispose();

    /// <summary>CRC-32C (Castagnoli), rotated and shifted so that a checksum of data that holds checksums stays one.</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
            crc = CrcTable[(crc ^ b) & 0xff] ^ (crc >> 8);
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
    }

    private void Begin(RunDescription run)
    {
        Directory.CreateDirectory(folder);
        file?.Dispose();
        double now = Seconds;
        string name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{(long)now:d10}.{run.Name}.{run.FirstStep}");
        file = new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.Read);
        var version = new List<byte>();
        Double(version, 1, now);
        Bytes(version, 3, Encoding.UTF8.GetBytes("brain.Event:2"));
        Record([.. version]);
    }

    private void Write(long step, string where, double loss, ErrorSummary errors, double? rate)
    {
        var summary = new List<byte>();
        Scalar(summary, $"{where}/loss", loss);
        Scalar(summary, $"{where}/rmse_energy_per_atom", errors.EnergyPerAtom);
        Scalar(summary, $"{where}/rmse_forces", errors.Forces);
        Scalar(summary, $"{where}/rmse_stress", errors.Stress);
        Scalar(summary, "learning_rate", rate);
        var e = new List<byte>();
        Double(e, 1, Seconds);
        e.Add(2 << 3); // step, a varint
        VarInt(e, (ulong)step);
        Bytes(e, 5, [.. summary]);
        Record([.. e]);
    }

    private double Seconds => (clock ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    private void Record(byte[] data)
    {
        if (file is null)
            return;
        Span<byte> head = stackalloc byte[12], tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], MaskedCrc(head[..8]));
        BinaryPrimitives.WriteUInt32LittleEndian(tail, MaskedCrc(data));
        file.Write(head);
        file.Write(data);
        file.Write(tail);
        file.Flush();
    }

    // Summary.value: tag = 1, simple_value = 2
    private static void Scalar(List<byte> summary, string tag, double? value)
    {
        if (value is not { } number)
            return;
        var item = new List<byte>();
        Bytes(item, 1, Encoding.UTF8.GetBytes(tag));
        item.Add((2 << 3) | 5);
        item.AddRange(BitConverter.GetBytes((float)number));
        Bytes(summary, 1, [.. item]);
    }

    private static void Double(List<byte> to, int field, double value)
    {
        to.Add((byte)((field << 3) | 1));
        to.AddRange(BitConverter.GetBytes(value));
    }

    private static void Bytes(List<byte> to, int field, byte[] value)
    {
        to.Add((byte)((field << 3) | 2));
        VarInt(to, (ulong)value.Length);
        to.AddRange(value);
    }

    private static void VarInt(List<byte> to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            to.Add((byte)(value | 0x80));
        to.Add((byte)value);
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint c = n;
            for (int k = 0; k < 8; k++)
                c = (c & 1) != 0 ? 0x82f63b78u ^ (c >> 1) : c >> 1;
            table[n] = c;
        }

        return table;
    }
}
