using System.Globalization;
using IonicMlff.Analysis.Logs;
using IonicMlff.Analysis.Transport;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Analysis.Tests.Logs;

/// <summary>Tables of numbers as simulation programs write them: columns, units, runs, damage.</summary>
public sealed class LogSeriesTests
{
    private const string Head = "Step Temp Press Pxx Pyy Pzz Pxy Pxz Pyz Volume";

    private static readonly LogRequest Metal = new() { Units = LogUnits.Metal, TimeStep = 0.5 };

    [Fact]
    public void A_LAMMPS_log_with_warnings_and_several_runs()
    {
        string log = $"""
            LAMMPS (29 Sep 2021)
            units           metal
            timestep        0.0005
            Per MPI rank memory allocation (min/avg/max) = 15.61 | 15.61 | 15.61 Mbytes
            Step Temp E_pair
            0 300 -5
            10 301 -6
            Loop time of 1.5 on 1 procs for 10 steps with 350 atoms
               {Head}
            {Rows(0, 10, 3)}
            Loop time of 1.5 on 1 procs for 30 steps with 350 atoms
            Performance: 0.542 ns/day, 44.2 hours/ns, 31.4 timesteps/s
            {Head}
            {Rows(30, 10, 2)}
            WARNING: Bond atom missing in image check (src/domain.cpp:1)
            some text of fix print
            {Rows(50, 10, 2)}
            Loop time of 1.5 on 1 procs for 30 steps with 350 atoms
            """;
        string file = Scratch.File("log.lammps", log);
        LogSeries last = LogSeries.Read(file, new LogRequest(), LogQuantity.Pressure);
        Assert.Equal((4, 5.0, 423.0, 3600.0), (last.Rows, last.Interval, last.Temperature, last.Volume));
        Assert.Contains("--all-runs joins", Assert.Single(last.Remarks), StringComparison.Ordinal);
        Assert.Equal(1e5 / 101325, last.Factor(last.Find(LogQuantity.Pressure, 3)!, u => u.Pressure) / PressureTensor.Atmosphere, 1e-15);
        LogSeries all = LogSeries.Read(file, new LogRequest { AllRuns = true }, LogQuantity.Pressure);
        Assert.Equal((7, (0, 60)), (all.Rows, all.Steps!.Value));
    }

    [Fact]
    public void Files_of_fixes_CSV_and_XVG()
    {
        const string Fix = "# Time-averaged data for fix p\n# TimeStep c_press[1] c_press[2] c_press[3] c_press[4] c_press[5] c_press[6] v_vol\n0 1 2 3 4 5 6 1000\n5 1 2 3 40 5 6 1000\n";
        const string Csv = "step,time_ps,stage,temperature_K,pressure_xy_bar,pressure_xz_bar,pressure_yz_bar,volume_A3\n0,0,1,300,4,5,6,1000\n9,0.9,2,300,1,1,1,1000\n10,1,2,300,40,5,6,1000\n";
        const string Xvg = "# GROMACS\n@    title \"Energies\"\n@ s0 legend \"Pres-XY\"\n@ s1 legend \"Pres-YZ\"\n@ s2 legend \"Volume\"\n0.000 4 5 1\n0.005 40 5 1\n";
        LogSeries fix = Read(Fix, Metal with { Temperature = 300 }), csv = Read(Csv, new LogRequest()), xvg = Read(Xvg, new LogRequest { Temperature = 300 });
        Assert.Equal([4, 40], fix.Values(fix.Find(LogQuantity.Pressure, 3)!));
        Assert.Equal(2.5, fix.Interval);
        Assert.Equal([1, 40], csv.Values(csv.Find(LogQuantity.Pressure, 3)!)); // the last stage
        Assert.Equal(100, csv.Interval, 1e-9);
        Assert.Equal((5.0, 1000.0), (xvg.Interval, xvg.Volume));
        Assert.Equal([4, 40], xvg.Values(xvg.Find(LogQuantity.Pressure, 3)!));
    }

    [Fact]
    public void Columns_by_name_or_number()
    {
        LogRequest given = new() { Units = LogUnits.Real, Interval = 0.005, Temperature = 300, Volume = 1000, Columns = new Dictionary<string, string> { ["xy"] = "2", ["xz"] = "3" } };
        LogSeries log = Read("0 7 8\n5 9 10\n", given);
        Assert.Equal([7, 9], log.Values(log.Find(LogQuantity.Pressure, 3)!));
        Assert.Equal([8, 10], log.Values(log.Find(LogQuantity.Pressure, 4)!));
    }

    [Theory]
    [InlineData("30 423 1 1 1 1 4", FaultKind.Truncated, 3)]
    [InlineData("30 423 1 1 1 1 4\n40 423 1 1 1 1 4 5 6 3600", FaultKind.BadRecord, 3)]
    [InlineData("30 423 1 1 1 1 nan 5 6 3600\n40 423 1 1 1 1 4 5 6 3600", FaultKind.NonFinite, 3)]
    [InlineData("30 423 1 1 1 1 -inf 5 6 3600", FaultKind.NonFinite, 3)]
    [InlineData("30 423 1 1 1 1 1.2.3 5 6 3600", FaultKind.BadNumber, 3)]
    [InlineData("50 423 1 1 1 1 4 5 6 3600", FaultKind.UnevenFrames, 3)]
    public void Rows_before_damage_are_used(string bad, FaultKind kind, int good)
    {
        LogSeries log = Read($"{Head}\n{Rows(0, 10, 3)}\n{bad}\n", Metal);
        Assert.Equal((good, kind), (log.Rows, log.Fault?.Kind));
    }

    [Theory]
    [InlineData("time_ps Temp Pxy Volume\n0 1 2 3\n5 1 2 3\n", "give --units")]
    [InlineData("Step Temp pressure_xy_bar Volume\n0 1 2 3\n5 1 2 3\n", "--timestep")]
    [InlineData("time_ps pressure_xy_bar volume_A3\n0 2 3\n5 2 3\n", "--temperature")]
    [InlineData("time_ps pressure_xy_bar temperature_K\n0 2 3\n5 2 3\n", "--volume")]
    [InlineData("Step Temp Press\n0 1 2\n5 1 2\n", "columns met: Step Temp Press")]
    [InlineData("", "no table of numbers")]
    public void What_is_not_known_is_asked_for(string text, string asked)
    {
        string message = Assert.Throws<IlmlffException>(() => new PressureTensor(Read(text, new LogRequest()))).Message;
        Assert.Contains(asked, message, StringComparison.Ordinal);
    }

    private static LogSeries Read(string text, LogRequest request) => LogSeries.Read(Scratch.File("table.txt", text), request, LogQuantity.Pressure);

    private static string Rows(int first, int every, int count) => string.Join('\n', Enumerable.Range(0, count).Select(k =>
        string.Create(CultureInfo.InvariantCulture, $"{first + k * every} 423 1 1 1 1 {k} 5 6 3600")));
}
