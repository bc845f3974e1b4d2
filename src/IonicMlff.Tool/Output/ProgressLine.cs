using Spectre.Console;

namespace IonicMlff.Tool.Output;

/// <summary>A bar with a text behind it, redrawn in place on a terminal by Spectre.Console.</summary>
internal sealed class ProgressLine(Terminal terminal) : IDisposable
{
    private const int WidestBar = 24, NarrowestBar = 6;
    private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        Out = new AnsiConsoleOutput(terminal.Error),
    });

    private bool drawn;

    /// <summary>Draws <paramref name="done"/> (0 to 1) and the text; on a narrow terminal the bar gives way first, then the end of the text.</summary>
    public void Draw(double done, string text)
    {
        Clear();
        int width = Math.Clamp(console.Profile.Width - text.Length - 2, NarrowestBar, WidestBar);
        int full = (int)(width * Math.Clamp(done, 0, 1)), room = Math.Max(0, console.Profile.Width - width - 2);
        string cut = text.Length > room ? text[..room] : text;
        console.Markup($"[green]{new string('━', full)}[/][grey]{new string('━', width - full)}[/] {Markup.Escape(cut)}");
        drawn = true;
    }

    /// <summary>Removes the line, so that a message can be written.</summary>
    public void Clear()
    {
        if (drawn)
            terminal.Error.Write("\r\x1b[2K");
        drawn = false;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();
}
