using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Frames;
using IonicMlff.Training.Metrics;

namespace IonicMlff.Tool.Accuracy;

/// <summary>The frames a model is worst at: where to look first.</summary>
internal sealed class WorstFrames
{
    private const int Most = 10;
    private readonly PriorityQueue<(string Origin, string Set, double Energy, double Force, string Atom), double> worst = new();

    /// <summary>Looks at a frame.</summary>
    public void Add(Frame frame, string set, in FrameReference reference, in FramePrediction predicted)
    {
        double energy = reference.Energy is { } e ? (predicted.Energy - e) / frame.Count : double.NaN, force = double.NaN;
        string atom = "";
        for (int i = 0; reference.Forces is not null && i < reference.Forces.Length; i++)
        {
            double error = Math.Abs(predicted.Forces[i] - reference.Forces[i]);
            if (!(error <= force))
            {
                (force, atom) = (error, string.Create(CultureInfo.InvariantCulture, $"{i / 3 + 1} ({PeriodicTable.Symbol(frame.AtomicNumbers[i / 3])})"));
            }
        }

        worst.Enqueue((frame.Origin, set, energy, force, atom), double.IsNaN(force) ? Math.Abs(energy) : force);
        if (worst.Count > Most)
        {
            worst.Dequeue();
        }
    }

    /// <summary>The table, worst first.</summary>
    public Reports.Table ToTable()
    {
        var table = new Reports.Table(
            "Frames with the largest errors of a force component (without forces: of the energy).",
            new("Frame"), new("Set"), new("Largest force error", "meV/Å", "0"), new("at atom"), new("Energy error", "meV/atom", "0.00"))
        { FileName = "worst-frames" };
        foreach (var (frame, _) in worst.UnorderedItems.OrderByDescending(w => w.Priority))
        {
            table.AddRow(frame.Origin, frame.Set, double.IsNaN(frame.Force) ? "–" : 1000 * frame.Force, frame.Atom, double.IsNaN(frame.Energy) ? "–" : 1000 * frame.Energy);
        }

        return table;
    }
}
