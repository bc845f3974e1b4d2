using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Analyze;

/// <summary>
/// A trajectory made on the spot streams in bounded memory, and an interrupt leaves what there is. Its size is 0.3 GB, or what
/// ILMLFF_STREAM_GB says (10 for the real thing).
/// </summary>
public sealed class LongTrajectoryTests
{
    private const long MostMemory = 400L << 20;

    [Fact]
    [Trait(Tier.Name, Tier.Deep)]
    public void Streams_in_bounded_memory_and_can_be_interrupted()
    {
        double gigabytes = double.Parse(Environment.GetEnvironmentVariable("ILMLFF_STREAM_GB") ?? "0.3", CultureInfo.InvariantCulture);
        string folder = Directory.CreateTempSubdirectory("ilmlff-long-").FullName;
        string trajectory = Path.Combine(folder, "long.dump"), json = Path.Combine(folder, "out.json");
        try
        {
            int frames = Write(trajectory, (long)(gigabytes * 1e9));
            (int code, long peak) = Run("rdf", trajectory, json, interruptAfter: null);
            Assert.Equal(0, code);
            Assert.Equal(frames, Document(json)["frames"]!.GetValue<int>());
            Assert.InRange(peak, 1, MostMemory);

            (code, _) = Run("msd", trajectory, json, interruptAfter: TimeSpan.FromSeconds(1.5));
            JsonNode partial = Document(json);
            Assert.Equal(130, code);
            Assert.True(partial["interrupted"]!.GetValue<bool>());
            Assert.InRange(partial["frames"]!.GetValue<int>(), 1, frames - 1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The frames of a short run again and again, with steps that go on.
    private static int Write(string path, long bytes)
    {
        string[] pieces = File.ReadAllText(TestData.Unpacked("analysis", "bf4_tri_423", "traj.dump.gz")).Split("ITEM: TIMESTEP\n", StringSplitOptions.RemoveEmptyEntries);
        byte[][] bodies = [.. pieces.Select(p => Encoding.ASCII.GetBytes(p[(p.IndexOf('\n', StringComparison.Ordinal) + 1)..]))];
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        int frames = 0;
        for (; file.Length < bytes; frames++)
        {
            file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ITEM: TIMESTEP\n{250L * frames}\n")));
            file.Write(bodies[frames % bodies.Length]);
        }

        return frames;
    }

    private static (int Code, long Peak) Run(string analysis, string trajectory, string json, TimeSpan? interruptAfter)
    {
        string tool = typeof(CommandLine.Application).Assembly.Location;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in new[] { tool, "analyze", analysis, trajectory, "--topology", TestData.Unpacked("analysis", "bf4_tri_423", "topology.data.gz"), "--timestep", "2", "--threads", "2", "--json", json })
            start.ArgumentList.Add(word);
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        long peak = 0;
        var clock = Stopwatch.StartNew();
        while (!process.WaitForExit(100))
        {
            peak = Math.Max(peak, Peak(process.Id));
            if (interruptAfter is { } after && clock.Elapsed > after)
            {
                using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
                kill.WaitForExit();
                interruptAfter = null;
            }
        }

        process.WaitForExit();
        return (process.ExitCode, peak);
    }

    private static long Peak(int id)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split((char[]?)[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Last(w => char.IsAsciiDigit(w[0])), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }

    private static JsonNode Document(string path) => JsonNode.Parse(File.ReadAllText(path))!;
}
