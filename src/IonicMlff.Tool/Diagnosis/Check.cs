using System.Text.Json.Nodes;

namespace IonicMlff.Tool.Diagnosis;

/// <summary>What a part is needed for.</summary>
internal enum Purpose
{
    /// <summary>LAMMPS with <c>pair_style ilmlff</c> from a clone; <c>doctor</c> fails without it.</summary>
    Main,

    /// <summary>OpenMM.</summary>
    OpenMm,

    /// <summary>Training, and models on libtorch (CUDA).</summary>
    Training,

    /// <summary>Pictures of the examples.</summary>
    Example,

    /// <summary>The test suite.</summary>
    Tests,
}

/// <summary>State of a part.</summary>
internal enum State
{
    /// <summary>There and usable.</summary>
    Ok,

    /// <summary>Not there; the cure says how to get it.</summary>
    Missing,

    /// <summary>There, but something does not fit.</summary>
    Mismatch,

    /// <summary>Built on first use; nothing to do.</summary>
    NotBuilt,
}

/// <summary>One line of the doctor's report.</summary>
/// <param name="Name">The part.</param>
/// <param name="State">Its state.</param>
/// <param name="Found">What was found: version, path.</param>
/// <param name="Purpose">What it is needed for.</param>
/// <param name="Cure">What to type when it is not ok; empty when it is.</param>
internal sealed record Check(string Name, State State, string Found, Purpose Purpose, string Cure = "")
{
    /// <summary>The part is there.</summary>
    public static Check Ok(string name, string found, Purpose purpose) => new(name, State.Ok, found, purpose);

    /// <summary>The part is missing and comes with Debian packages.</summary>
    public static Check Missing(string name, Purpose purpose, params string[] packages) =>
        new(name, State.Missing, "not found", purpose, "apt-get install " + string.Join(' ', packages));

    /// <summary>State as a word.</summary>
    public string StateWord => State switch
    {
        State.Ok => "ok",
        State.Missing => "missing",
        State.Mismatch => "mismatch",
        _ => "not built",
    };

    /// <summary>Purpose as a word.</summary>
    public string PurposeWord => Purpose switch { Purpose.Main => "LAMMPS", Purpose.OpenMm => "OpenMM", Purpose.Training => "training", Purpose.Example => "example", _ => "tests" };

    /// <summary>True when the main path can't work.</summary>
    public bool Stops => Purpose == Purpose.Main && (State is State.Missing or State.Mismatch);

    /// <summary>For <c>--json</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["state"] = StateWord,
        ["found"] = Found,
        ["needed_for"] = PurposeWord,
        ["cure"] = Cure.Length == 0 ? null : Cure,
    };
}
