using System.Diagnostics;
using System.Globalization;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Trajectories.Dcd;
using IonicMlff.Core.Trajectories.Xtc;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Trajectories;

/// <summary>Files of our writers, read by MDAnalysis.</summary>
public sealed class UpstreamReaderTests
{
    private const string Python = "/usr/bin/python3", Package = "/usr/lib/python3/dist-packages/MDAnalysis";

    [FactRequiring(Python, Package)]
    public void Another_program_reads_what_is_written()
    {
        var random = new Random(4);
        int[] sizes = [1, 9, 10, 123];
        var cell = Cell.FromRows([40, 0, 0, 8, 35, 0, -5, 6, 30], true, true, true);
        string folder = Directory.CreateDirectory(Path.Combine(TestData.Scratch, "upstream")).FullName;
        foreach (int atoms in sizes)
        {
            using XtcWriter xtc = XtcWriter.Create(Path.Combine(folder, $"{atoms}.xtc"), atoms);
            using var dcd = new DcdWriter(Path.Combine(folder, $"{atoms}.dcd"), atoms, 0.002, 0, 500, periodic: true);
            using var text = new StreamWriter(Path.Combine(folder, $"{atoms}.txt"));
            for (int k = 0; k < 3; k++)
            {
                double[] x = [.. Enumerable.Range(0, 3 * atoms).Select(i => 0.3 * i + 4 * random.NextDouble())];
                xtc.Write(500 * (k + 1), k + 1, cell, x);
                dcd.Write(cell, x);
                text.WriteLine(string.Join(' ', x.Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
            }
        }

        string program = $$"""
            import warnings; warnings.filterwarnings("ignore")
            import numpy as np, MDAnalysis as mda
            for n in {{"[" + string.Join(',', sizes) + "]"}}:
                expected = np.loadtxt(f"{{folder}}/{n}.txt", ndmin=2).reshape(3, n, 3)
                for kind, tolerance in (("xtc", 0.00501 if n > 9 else 1e-5), ("dcd", 1e-5)):
                    frames = mda.Universe.empty(n, trajectory=True).load_new(f"{{folder}}/{n}.{kind}").trajectory
                    assert len(frames) == 3, (n, kind, len(frames))
                    for k, frame in enumerate(frames):
                        assert np.abs(frame.positions - expected[k]).max() < tolerance, (n, kind, k)
                        assert np.allclose(frame.triclinic_dimensions, [[40, 0, 0], [8, 35, 0], [-5, 6, 30]], atol=1e-4), (n, kind, frame.triclinic_dimensions)
                        if kind == "xtc":
                            assert (frame.time, frame.data["step"]) == (k + 1.0, 500 * (k + 1)), (n, k, frame.time)
            print("good")
            """;
        using Process process = Process.Start(new ProcessStartInfo(Python, ["-c", program]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(output == "good\n", output + errors.Result);
    }
}
