using IonicMlff.Analysis.Results;

namespace IonicMlff.Analysis.Runs;

/// <summary>What an analysis asks of the frames it is given.</summary>
[Flags]
public enum AnalysisNeeds
{
    /// <summary>Any frames will do.</summary>
    None = 0,

    /// <summary>
    /// Lag times: all frames at the same distance. At the first frame that is not, the analysis ends there with what it has, while
    /// others go on.
    /// </summary>
    EvenFrames = 1,

    /// <summary>A cell that is periodic in all directions in every frame.</summary>
    Volume = 2,
}

/// <summary>
/// One analysis in a pass over a trajectory that it may share with others. Begin once; for each frame <see cref="Measure"/>, on any
/// thread and in any order, then <see cref="Accept"/> with what Measure gave, in the order of the frames and never two at a time;
/// Finish once, also after a fault or an interrupt.
/// </summary>
/// <remarks>Derive from <see cref="FrameAnalysis{T}"/>. Put what is expensive in Measure, what must be in order in Accept.</remarks>
public interface IAnalysis
{
    /// <summary>Its word in the tool: <c>density</c>, <c>msd</c>, …</summary>
    string Name { get; }

    /// <summary>What it asks of the frames.</summary>
    AnalysisNeeds Needs { get; }

    /// <summary>Gets to know the system; the first frame is at hand, since molecules may have been found in it.</summary>
    /// <exception cref="Core.Errors.IlmlffException">The system lacks what the analysis needs: atoms, masses, a cell, …</exception>
    void Begin(AnalysisSystem system, AnalysisFrame first);

    /// <summary>What one frame says; must not change the analysis.</summary>
    object? Measure(AnalysisFrame frame);

    /// <summary>Takes what <see cref="Measure"/> gave, frame by frame.</summary>
    void Accept(AnalysisFrame frame, object? measured);

    /// <summary>The numbers.</summary>
    AnalysisResult Finish(RunSummary run);
}

/// <summary>An analysis whose measurement of a frame is a <typeparamref name="T"/>.</summary>
public abstract class FrameAnalysis<T> : IAnalysis
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public virtual AnalysisNeeds Needs => AnalysisNeeds.None;

    /// <inheritdoc/>
    public abstract void Begin(AnalysisSystem system, AnalysisFrame first);

    /// <summary>What one frame says; on any thread, must not change the analysis.</summary>
    protected abstract T Measure(AnalysisFrame frame);

    /// <summary>Takes the measurements in the order of the frames.</summary>
    protected abstract void Accept(AnalysisFrame frame, T measured);

    /// <inheritdoc/>
    public abstract AnalysisResult Finish(RunSummary run);

    object? IAnalysis.Measure(AnalysisFrame frame) => Measure(frame);

    void IAnalysis.Accept(AnalysisFrame frame, object? measured) => Accept(frame, (T)measured!);
}
