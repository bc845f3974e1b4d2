namespace Lammps.Sessions;

/// <summary>Finds LAMMPS's message in what it printed.</summary>
internal static class ErrorText
{
    private const string Start = "ERROR", Last = "Last command: ";

    /// <summary>An exception with the last message in the lines; <paramref name="otherwise"/> when there is none.</summary>
    public static LammpsException ToException(IReadOnlyList<string> lines, string otherwise)
    {
        int from = -1;
        for (int i = 0; i < lines.Count; i++)
        {
            if (lines[i].StartsWith(Start, StringComparison.Ordinal))
                from = i;
        }

        if (from < 0)
        {
            string all = string.Join(' ', lines.Where(l => l.Trim().Length > 0)).Trim();
            return new LammpsException(otherwise == "" ? LammpsFailure.Error : LammpsFailure.ProcessLost, otherwise == "" ? all : otherwise) { LastLines = [.. lines] };
        }

        // The text may go on over several lines, up to the last command or to what MPI has to say.
        string[] text = [.. lines.Skip(from).TakeWhile(l => !l.StartsWith(Last, StringComparison.Ordinal)
            && !l.StartsWith("-----", StringComparison.Ordinal) && l.Trim().Length > 0)];
        string? command = lines.Skip(from).FirstOrDefault(l => l.StartsWith(Last, StringComparison.Ordinal))?[Last.Length..].Trim();
        string message = string.Join(' ', text.Select(t => t.Trim()));
        return new LammpsException(LammpsFailure.Error, command is null ? message : $"{message} (at '{command}')")
        {
            LastCommand = command,
            LastLines = [.. lines],
        };
    }
}
