using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;
using IonicMlff.Data.Sets;
using IonicMlff.Training.Metrics;
using Xunit;

namespace IonicMlff.Training.Tests.Metrics;

public class ErrorTableTests
{
    private static readonly FramePrediction Zero = new(0, new double[3], null, new double[9]);

    [Fact]
    public void RowsAreSetsTheirTypesAndAllTogether()
    {
        var table = new ErrorTable();
        table.Add("train", "eq", Energy(1), Zero);
        table.Add("train", "neq", Energy(3), Zero);
        table.Add("valid", "", Energy(2), Zero);
        Assert.Equal(
            [("train", null, 2L), ("train", "eq", 1L), ("train", "neq", 1L), ("valid", null, 1L), ("", null, 3L)],
            table.Rows.Select(r => (r.Set, r.ConfigType, r.Errors.Frames)));
        Assert.Equal(Math.Sqrt(14.0 / 3), table.All.Energy.Rmse, 14);
        Assert.Equal(3, table.Rows[2].Errors.Energy.Rmse);
    }

    [Fact]
    public void LabelsOfWeightZeroAndAbsentOnesDoNotCount()
    {
        var frame = new LabelledFrame { Frame = new Frame([1], new double[3], Cell.None), Energy = 1, Forces = [1, 2, 3] };
        var errors = new PredictionErrors();
        errors.Add(FrameReference.Of(frame with { Weights = FrameWeights.One with { Energy = 0 } }), Zero);
        Assert.Equal((0, 3, 0), (errors.Energy.Count, errors.Forces.Count, errors.Stress.Count));
        errors.Add(FrameReference.Of(frame with { Weights = FrameWeights.One with { Frame = 0 } }), Zero);
        Assert.Equal(1, errors.Frames);
    }

    private static FrameReference Energy(double energy) => new([1], energy, null, null, null);
}
