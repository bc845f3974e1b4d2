using System.Security.Cryptography;
using IonicMlff.Core.Committees;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models;

namespace IonicMlff.Tool.Evaluation;

/// <summary>The model of a command line, or the members of a committee; the first one drives.</summary>
internal sealed class OpenedModels
{
    /// <summary>Opens the files.</summary>
    /// <exception cref="IlmlffException">A file can't be read, or the members can't form a committee.</exception>
    public OpenedModels(IReadOnlyList<string> files)
    {
        Files = files;
        Potentials = [.. files.Select(PotentialFile.Open)];
        RequireSame("frame parameters (fparam)", p => p.FrameParameterCount);
        RequireSame("atom parameters (aparam)", p => p.AtomParameterCount);
        Info = Potentials.Count == 1 ? Potentials[0].Info : CommitteeEvaluator.Describe(Potentials);
    }

    /// <summary>Files, in the order given.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Models, in the order of the files.</summary>
    public IReadOnlyList<IPotential> Potentials { get; }

    /// <summary>What the model, or the committee, declares.</summary>
    public PotentialInfo Info { get; }

    /// <summary>More than one model.</summary>
    public bool IsCommittee => Potentials.Count > 1;

    /// <summary>An evaluator of the model, or of all of them.</summary>
    public IEvaluator Create(EvaluatorOptions options) =>
        IsCommittee ? new CommitteeEvaluator(Potentials, options) : Potentials[0].CreateEvaluator(options);

    /// <summary>A pair of files with the same bytes, whose members can't deviate from each other; null when there is none.</summary>
    public (string First, string Second)? Twins()
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in IsCommittee ? Files.Where(File.Exists) : []) // FILE.dll:TYPE is no file
        {
            using FileStream stream = File.OpenRead(file);
            string hash = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (!seen.TryAdd(hash, file))
            {
                return (seen[hash], file);
            }
        }

        return null;
    }

    private void RequireSame(string what, Func<PotentialInfo, int> count)
    {
        for (int k = 1; k < Potentials.Count; k++)
        {
            if (count(Potentials[k].Info) != count(Potentials[0].Info))
            {
                throw IlmlffException.BadData($"{Files[0]} takes {count(Potentials[0].Info)} {what}, {Files[k]} takes {count(Potentials[k].Info)}; " +
                    "the members of a committee must take the same inputs.");
            }
        }
    }
}
