using IonicMlff.Core.Errors;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.DataSets;
using IonicMlff.Training.Randomness;

namespace IonicMlff.Training.FineTuning;

/// <summary>Puts frames of an earlier training beside the new ones, so that a model does not forget what it knew.</summary>
public static class ReplayFrames
{
    /// <summary>The frames of a fine-tuning: new ones, repeated where they are few, and those of the earlier training.</summary>
    /// <param name="plan">Plan of the run; without replay the frames are given back as they are.</param>
    /// <param name="frames">New frames.</param>
    /// <param name="relabel">Labels a frame by the start model, when the plan wants that.</param>
    /// <param name="note">Takes a sentence for the user.</param>
    /// <exception cref="IlmlffException">No frame of the earlier training can be used.</exception>
    public static TrainingFrames Add(TrainingPlan plan, TrainingFrames frames, Func<LabelledFrame, LabelledFrame> relabel, Action<string> note)
    {
        if (plan.FineTune?.Replay is not { } replay)
            return frames;
        var reading = new FrameReading { Keys = plan.Data.Keys, Heads = plan.Data.Heads, TypeWeights = plan.Data.ConfigTypeWeights };
        var all = FrameSet.Open(replay.Files.Select(f => new FrameSetSource(f, null, replay.Head)), reading);
        int head = plan.Data.Heads.ToList().IndexOf(replay.Head);
        HashSet<int> ours = [.. frames.Elements];
        LabelledFrame[] usable = [.. all.Where(f => !replay.OnlyOurElements || f.Frame.AtomicNumbers.All(ours.Contains))];
        if (usable.Length == 0)
        {
            throw IlmlffException.BadData($"None of the {all.Count} frames to replay can be used: each has elements that the new data lack. "
                + "Give others, or set only_our_elements: false.");
        }

        int[] order = new SeededGenerator(plan.Seeds.Shuffle, "replay").Permutation(usable.Length);
        LabelledFrame[] chosen = [.. order.Take(replay.MostFrames).Order().Select(i => usable[i] with { Head = head })];
        if (replay.RelabelWithModel)
            chosen = Array.ConvertAll(chosen, f => relabel(f));
        int copies = 1 + Repetitions(frames.Train.Count, chosen.Length, replay.LeastRatio);
        note($"Replay: {chosen.Length} of {all.Count} earlier frames in head {replay.Head}, {frames.Train.Count} new ones"
            + (copies > 1 ? $", each {copies} times." : "."));
        int systems = frames.Train.Count == 0 ? 0 : frames.Train.Max(f => f.System) + 1;
        return frames with
        {
            Train = new FrameSet(
                [
                    .. Enumerable.Repeat(frames.Train, copies).SelectMany(t => t),
                    .. chosen.Select(f => f with { System = f.System + systems }),
                ], keepIsolatedAtoms: true),
        };
    }

    /// <summary>Upstream's rule: when there are fewer than <paramref name="least"/> new frames per replayed one, int(least/ratio) more copies.</summary>
    internal static int Repetitions(int newFrames, int replayed, double least)
    {
        double ratio = (double)newFrames / replayed;
        return ratio > 0 && ratio < least ? (int)(least / ratio) : 0;
    }
}
