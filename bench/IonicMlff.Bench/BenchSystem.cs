using System.IO.Compression;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace;
using IonicMlff.Models.Mace.Import;

namespace IonicMlff.Bench;

/// <summary>
/// The system of every benchmark: the paper's model (16x0e+16x1o, l ≤ 3, correlation 3, two layers, 6 Å) and 10 ion pairs of PYR14-BF4,
/// 350 atoms at liquid density.
/// </summary>
internal sealed class BenchSystem
{
    private readonly double[] forces;
    private readonly double[] virial = new double[9];
    private readonly int[] species;
    private readonly Frame frame;

    public BenchSystem(string model = "paper_pyr14bf4", string structure = "box_pyr14bf4_10")
    {
        string data = Path.Combine(Root(), "tests", "data", "mace");
        string path = Path.GetTempFileName();
        using (var input = new GZipStream(File.OpenRead(Path.Combine(data, "models", model + ".model.gz")), CompressionMode.Decompress))
        using (FileStream output = File.Create(path))
            input.CopyTo(output);
        Potential = new MacePotential(MaceImporter.Read(path));
        File.Delete(path);
        frame = ExtxyzReader.Read(Path.Combine(data, "cases", model, structure, "structure.extxyz")).First();
        species = Array.ConvertAll(frame.AtomicNumbers, z => Potential.Info.AtomicNumbers.ToList().IndexOf(z));
        forces = new double[frame.Positions.Length];
    }

    public MacePotential Potential { get; }

    public int Count => frame.Count;

    public AtomsView Atoms => new() { LocalCount = Count, Positions = frame.Positions, Species = species, Cell = frame.Cell };

    public IEvaluator Create(string backend, Precision precision, int threads = 1) =>
        Potential.CreateEvaluator(new EvaluatorOptions { Backend = backend, Precision = precision, Threads = threads });

    /// <summary>One step: energy, forces and virial.</summary>
    public double Step(IEvaluator evaluator)
    {
        var results = new ResultsView { Forces = forces, Virial = virial };
        evaluator.Compute(Atoms, ref results);
        return results.Energy;
    }

    /// <summary>A file of the test data.</summary>
    public static string Data(params string[] parts) => Path.Combine([Root(), "tests", "data", .. parts]);

    internal static string Root()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "IonicMlff.sln")))
                return d.FullName;
        }

        throw new InvalidOperationException($"No IonicMlff.sln above {AppContext.BaseDirectory}; run the benchmarks from a checkout.");
    }
}
