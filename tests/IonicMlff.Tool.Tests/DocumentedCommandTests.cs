using System.Text.RegularExpressions;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>The commands of docs/deepmd.md work as they stand there.</summary>
public sealed partial class DocumentedCommandTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(TestData.Root, "docs", "deepmd.md"));

    public static TheoryData<string> Commands => [.. Blocks().SelectMany(b => b.Groups[1].Value.Split('\n')).Where(l => l.StartsWith("./ilmlff ", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Commands_of_the_page_for_DeePMD_users(string line)
    {
        ToolRun run = ToolRun.Of([.. line.Split(' ')[1..].Select(Place)]);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public void The_page_shows_several()
    {
        Assert.True(Commands.Count >= 5);
        Assert.All(Blocks(), b => Assert.StartsWith("./ilmlff ", b.Groups[1].Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("model-devi")]
    [InlineData("freq")]
    [InlineData("atomic")]
    [InlineData("relative")]
    [InlineData("relative-v")]
    [InlineData("real-error")]
    [InlineData("fparam")]
    [InlineData("aparam")]
    public void Options_of_the_page_exist(string option)
    {
        Assert.Contains($"--{option}", Page, StringComparison.Ordinal);
        Assert.Contains($"\n  --{option} ", ToolRun.Of("eval", "--help").Out, StringComparison.Ordinal);
    }

    /// <summary>Files of the page, by files of the tests.</summary>
    private static string Place(string word) => word switch
    {
        "model.pb" => TestData.Path("deepmd", "models", "synthetic_s_tanh_twoside.pb.gz"),
        "data/val" => TestData.Path("deepmd", "data", "nopbc_example"),
        "frames.extxyz" => TestData.Path("deepmd", "structures", "tiny_bf4_tric.extxyz"),
        "model_devi.out" or "out.extxyz" => Scratch.File(word),
        _ => Numbered().Match(word) is { Success: true } m ? TestData.Path("deepmd", "models", $"s_committee_{m.Groups[1].Value}.pth.gz") : word,
    };

    private static MatchCollection Blocks() => Bash().Matches(Page);

    [GeneratedRegex(@"```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Bash();

    [GeneratedRegex(@"^(\d)\.pth$")]
    private static partial Regex Numbered();
}
