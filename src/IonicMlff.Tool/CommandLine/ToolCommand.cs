using System.CommandLine;

namespace IonicMlff.Tool.CommandLine;

/// <summary>A command with what its help shows beyond options: notes and examples.</summary>
internal sealed class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>Paragraphs between the description and the options.</summary>
    public string[] Notes { get; init; } = [];

    /// <summary>Command lines a user can copy, each with a remark (may be empty).</summary>
    public (string Line, string Remark)[] Examples { get; init; } = [];
}
