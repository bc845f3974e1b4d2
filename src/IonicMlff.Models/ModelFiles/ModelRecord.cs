using System.Text.Json;
using IonicMlff.Core.Errors;

namespace IonicMlff.Models.ModelFiles;

/// <summary>What the author of a model knows about it and no file tells; null means unknown.</summary>
public sealed record ModelFacts
{
    /// <summary>Level of theory of the training labels, e.g. <c>PBE-D3(BJ)/TZV2P</c>.</summary>
    public string? LevelOfTheory { get; init; }

    /// <summary>Dispersion included in the labels, e.g. <c>D3(BJ)</c>, or <c>none</c>.</summary>
    public string? Dispersion { get; init; }

    /// <summary>SHA-256 of the training data.</summary>
    public string? TrainingDataSha256 { get; init; }

    /// <summary>Licence of the model, e.g. <c>MIT</c>.</summary>
    public string? Licence { get; init; }

    /// <summary>How the isolated-atom energies were obtained.</summary>
    public string? IsolatedAtomEnergiesOrigin { get; init; }

    /// <summary>How the model was trained: frames, steps, errors; one line.</summary>
    public string? Training { get; init; }

    /// <summary>What the author has to say.</summary>
    public string? Description { get; init; }

    /// <summary>These facts, with unknown ones taken from <paramref name="other"/>.</summary>
    public ModelFacts OrElse(ModelFacts other) => new()
    {
        LevelOfTheory = LevelOfTheory ?? other.LevelOfTheory,
        Dispersion = Dispersion ?? other.Dispersion,
        TrainingDataSha256 = TrainingDataSha256 ?? other.TrainingDataSha256,
        Licence = Licence ?? other.Licence,
        IsolatedAtomEnergiesOrigin = IsolatedAtomEnergiesOrigin ?? other.IsolatedAtomEnergiesOrigin,
        Training = Training ?? other.Training,
        Description = Description ?? other.Description,
    };
}

/// <summary>Where a model file comes from.</summary>
/// <param name="SourceFile">Name of the file it was converted from; empty, with hash and date, when it was trained.</param>
/// <param name="SourceSha256">SHA-256 of that file.</param>
/// <param name="SourceFormat">Kind of that file.</param>
/// <param name="Converted">Date of the conversion, UTC, ISO 8601.</param>
/// <param name="Tool">Program and version that converted it.</param>
public sealed record ModelProvenance(string SourceFile, string SourceSha256, string SourceFormat, string Converted, string Tool);
