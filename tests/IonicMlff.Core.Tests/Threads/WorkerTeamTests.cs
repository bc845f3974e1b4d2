using IonicMlff.Core.Threads;
using Xunit;

namespace IonicMlff.Core.Tests.Threads;

public class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_member_works_once_per_round(int size)
    {
        using var team = new WorkerTeam(size);
        var rounds = new int[size];
        var threads = new int[size];
        for (int k = 0; k < 200; k++)
        {
            team.Run(member =>
            {
                rounds[member]++;
                threads[member] = Environment.CurrentManagedThreadId;
            });
        }

        Assert.All(rounds, r => Assert.Equal(200, r));
        Assert.Equal(size, threads.Distinct().Count());
        Assert.Equal(Environment.CurrentManagedThreadId, threads[0]);
    }

    [Fact]
    public void A_failure_reaches_the_caller_and_the_team_goes_on()
    {
        using var team = new WorkerTeam(3);
        var failure = Assert.Throws<InvalidOperationException>(() => team.Run(member =>
        {
            if (member == 2)
                throw new InvalidOperationException("member 2");
        }));
        Assert.Equal("member 2", failure.Message);
        int sum = 0;
        team.Run(member => Interlocked.Add(ref sum, member));
        Assert.Equal(3, sum);
    }

    [Fact]
    public void Members_that_sleep_wake_up()
    {
        using var team = new WorkerTeam(2);
        int sum = 0;
        team.Run(_ => Interlocked.Increment(ref sum));
        Thread.Sleep(100);
        team.Run(_ => Interlocked.Increment(ref sum));
        Assert.Equal(4, sum);
    }
}
