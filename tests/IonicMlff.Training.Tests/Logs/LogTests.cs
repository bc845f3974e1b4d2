using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IonicMlff.Testing;
using IonicMlff.Training.Logs;
using IonicMlff.Training.Progress;
using Xunit;

namespace IonicMlff.Training.Tests.Logs;

/// <summary>What a run leaves behind while it trains.</summary>
public sealed class LogTests
{
    private static readonly string Golden = TestData.Path("deepmd", "training", "upstream_run", "lcurve.out");

    private static TrainingStarted Started(long first = 0, int valid = 3) => new(new RunDescription
    {
        Name = "run",
        Architecture = "DPMD",
        TrainedParameters = 100,
        FrozenParameters = 0,
        TrainingFrames = 10,
        ValidationFrames = valid,
        TotalSteps = 1500,
        TotalEpochs = null,
        FirstStep = first,
        Device = "cpu",
        Precision = "float64",
        Threads = 1,
        Seed = 1,
        Folder = "/",
        LossTerms = ["energy", "forces", "virial"],
    });

    private static readonly RunClock Clock = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5), 0.1);

    private static LossValue Loss(double rmse) => new(rmse * rmse, []);

    private static StepDone Step(long step, double rate, double rmse, double e, double f, double v) =>
        new(new(step, 1500, 0, 1), rate, Loss(rmse), new(e, f, null, v), 3.5, 1, Clock);

    private static ValidationDone Valid(long step, double rmse, double e, double f, double v) =>
        new(new(step, 1500, 0, 1), 1e-3, Loss(rmse), new(e, f, null, v), null, [], true, Clock);

    [Fact]
    public void Lcurve_is_DeePMDs_file_to_the_last_character()
    {
        string[] lines = File.ReadAllLines(Golden);
        string path = Scratch.File("lcurve.out");
        using (var file = new LcurveFile(path, 50))
        {
            file.Observe(Started());
            foreach (double[] row in lines.Skip(2).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray()))
            {
                file.Observe(Step((long)row[0], row[9], row[2], row[4], row[6], row[8]));
                file.Observe(Valid((long)row[0], row[1], row[3], row[5], row[7]));
            }
        }

        Assert.Equal(lines, File.ReadAllLines(path));
    }

    [Fact]
    public void Without_validation_frames_and_labels_the_columns_are_fewer_and_nan()
    {
        string path = Scratch.File("lcurve.out");
        using (var file = new LcurveFile(path, 2))
        {
            file.Observe(Started(valid: 0));
            for (int k = 1; k <= 4; k++)
                file.Observe(Step(k, 1e-3, 2, double.NaN, 0.5, 0.25));
        }

        Assert.Equal(
        [
            "# step       rmse_trn    rmse_e_trn    rmse_f_trn    rmse_v_trn   lr      ",
            "# If there is no available reference data, rmse_*_{val,trn} will print nan",
            "      1      2.00e+00           nan      5.00e-01      2.50e-01    1.0e-03",
            "      2      2.00e+00           nan      5.00e-01      2.50e-01    1.0e-03",
            "      4      2.00e+00           nan      5.00e-01      2.50e-01    1.0e-03",
        ], File.ReadAllLines(path));
    }

    [Fact]
    public void A_resumed_run_continues_its_files_and_drops_what_it_will_do_again()
    {
        string folder = Scratch.Folder(), curve = Path.Combine(folder, "lcurve.out"), json = Path.Combine(folder, "train.jsonl"), log = Path.Combine(folder, "train.log");
        void Run(long first, params long[] steps)
        {
            using var lcurve = new LcurveFile(curve, 1);
            using var lines = new JsonLinesFile(json, 1);
            using var text = new TextLog(log);
            var all = new TrainingObservers([lcurve, lines, text]);
            all.Observe(Started(first));
            foreach (long step in steps)
            {
                all.Observe(Step(step, 1e-3, 2, 1, 1, 1));
                all.Observe(Valid(step, 2, 1, 1, 1));
            }
        }

        Run(0, 1, 2, 3, 4);
        File.AppendAllText(json, "{\"event\": \"st"); // cut by a kill
        Run(2, 3, 4, 5);
        Assert.Equal(["1", "2", "3", "4", "5"], File.ReadLines(curve).Skip(2).Select(l => l.Trim().Split(' ')[0]));
        JsonNode[] events = [.. File.ReadLines(json).Select(l => JsonNode.Parse(l)!)];
        Assert.Equal([1, 2, 3, 4, 5], events.Where(e => e["event"]!.GetValue<string>() == "step").Select(e => e["position"]!["step"]!.GetValue<long>()));
        Assert.Equal(2, events.Count(e => e["event"]!.GetValue<string>() == "started"));
        Assert.Equal(3.5, events[1]["gradient_norm"]!.GetValue<double>());
        Assert.Equal(4.0, events[1]["loss"]!["total"]!.GetValue<double>());
        Assert.Contains(File.ReadLines(log), l => l.Contains("run goes on after step 2", StringComparison.Ordinal));
    }

    [Fact]
    public void Milestones_speak_of_meV()
    {
        Assert.Equal("step 50 of 1500, epoch 0: loss 4, RMSE E 1.00 meV/atom, F 49.3 meV/Å, lr 0.001, 5 min left, best so far", Milestones.Text(Valid(50, 2, 0.001, 0.0493, 1)));
        Assert.Equal("run begins: DPMD, 100 parameters, 10 training and 3 validation frames, 1500 steps, cpu, float64, 1 threads, seed 1.", Milestones.Text(Started()));
        Assert.Equal("warning: careful", Milestones.Text(new TrainingWarning("careful")));
        Assert.Null(Milestones.Text(Step(1, 1, 1, 1, 1, 1)));
        Assert.StartsWith("End after step 7 (interrupted, the state is saved), 10 s; best validation loss 0.5 at step 5",
            Milestones.Text(new TrainingFinished(new(7, 9, 0, 1), EndReason.Interrupted, new(0.5, 5, 0, 1), null, [], Clock)), StringComparison.Ordinal);
    }

    [Fact]
    public void Event_files_of_TensorBoard_are_records_with_checksums()
    {
        // CRC-32C of "123456789" is e3069283 (RFC 3720); masked as the format asks.
        const uint Crc = 0xe3069283;
        Assert.Equal(((Crc >> 15) | (Crc << 17)) + 0xa282ead8u, TensorBoardFile.MaskedCrc("123456789"u8));
        string folder = Path.Combine(Scratch.Folder(), "tb");
        using (var file = new TensorBoardFile(folder, 1))
        {
            file.Observe(Started());
            file.Observe(Step(1, 0.5, 3, 2, 1, 1));
            file.Observe(Valid(300, 2, 1, 0.25, 1));
        }

        byte[] bytes = File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder)));
        var records = new List<byte[]>();
        for (int at = 0; at < bytes.Length;)
        {
            ReadOnlySpan<byte> rest = bytes.AsSpan(at);
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(rest);
            Assert.Equal(TensorBoardFile.MaskedCrc(rest[..8]), BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]));
            Assert.Equal(TensorBoardFile.MaskedCrc(rest.Slice(12, length)), BinaryPrimitives.ReadUInt32LittleEndian(rest[(12 + length)..]));
            records.Add(rest.Slice(12, length).ToArray());
            at += 16 + length;
        }

        Assert.Equal(3, records.Count);
        Assert.Contains("brain.Event:2", Encoding.UTF8.GetString(records[0]), StringComparison.Ordinal);
        Assert.Equal(9.0f, ValueOf(records[1], "train/loss"));
        Assert.Equal(0.5f, ValueOf(records[1], "learning_rate"));
        Assert.Equal(0.25f, ValueOf(records[2], "valid/rmse_forces"));
        Assert.Equal([16, 0xac, 0x02], records[2][9..12]); // field 2: step 300 as a varint
    }

    // tag, then the key of field 2 (fixed32), then the number
    private static float ValueOf(byte[] record, string tag)
    {
        int at = record.AsSpan().IndexOf(Encoding.UTF8.GetBytes(tag)) + tag.Length;
        Assert.Equal(0x15, record[at]);
        return BinaryPrimitives.ReadSingleLittleEndian(record.AsSpan(at + 1));
    }
}
