using System.Diagnostics;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>The script ./ilmlff of a clone.</summary>
public sealed class ScriptTests
{
    [Fact]
    public void Runs_from_anywhere_through_a_link_and_passes_words_and_exit_code_on()
    {
        string link = Path.Combine(TestData.Scratch, "my tool");
        File.CreateSymbolicLink(link, Path.Combine(TestData.Root, "ilmlff"));
        Assert.Matches(@"^ilmlff \d+\.\d+\.\d+\n$", Run(link, ["--version"]).Out);

        (int code, string output, string error) = Run(link, ["no such command", "a b"]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("unknown command 'no such command'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_dotnet_says_so_with_the_cure()
    {
        string folder = Directory.CreateDirectory(Path.Combine(TestData.Scratch, "bin without dotnet")).FullName;
        foreach (string program in new[] { "bash", "readlink", "dirname", "find" })
        {
            File.CreateSymbolicLink(Path.Combine(folder, program), $"/usr/bin/{program}");
        }

        (int code, string output, string error) = Run("/usr/bin/env", ["-i", $"PATH={folder}", Path.Combine(TestData.Root, "ilmlff"), "--version"]);
        Assert.Equal((69, ""), (code, output));
        Assert.Equal(
            "ilmlff: 'dotnet' is not on PATH; install the .NET SDK 10 (https://learn.microsoft.com/dotnet/core/install/linux-debian) "
            + "and put it on PATH.\n",
            error);
    }

    [Fact]
    public void Builds_again_when_any_source_changed_and_only_then()
    {
        using var clone = new ScriptClone();
        Assert.Equal("publish|info|", clone.Run("info"));
        Assert.Equal("info|", clone.Run("info"));
        foreach (string source in new[] { "src/IonicMlff.Torch/A.cs", "src/IonicMlff.Reports/Html/a.js", "interop/LibTorch/A.cs", "global.json" })
        {
            clone.Change(source);
            Assert.Equal("publish|info|", clone.Run("info"));
            Assert.Equal("info|", clone.Run("info"));
        }

        foreach (string other in new[] { "tests/IonicMlff.Torch.Tests/A.cs", "src/IonicMlff.Torch/obj/A.cs", "docs/a.md" })
        {
            clone.Change(other);
            Assert.Equal("info|", clone.Run("info"));
        }
    }

    [Theory]
    [InlineData("train c.yaml")]
    [InlineData("finetune m.model c.yaml --steps 3")]
    [InlineData("test m.model f.xyz --backend torch")]
    [InlineData("eval --device=cuda:0 m.model f.xyz")]
    public void Builds_the_library_for_libtorch_for_commands_that_need_it(string words)
    {
        using var clone = new ScriptClone();
        string[] arguments = words.Split(' ');
        Assert.Equal($"publish|native|{words}|", clone.Run(arguments));
        Assert.Equal($"{words}|", clone.Run(arguments));
        clone.Change("native/torch/call.cpp");
        Assert.Equal($"native|{words}|", clone.Run(arguments));
    }

    [Theory]
    [InlineData("train c.yaml --explain")]
    [InlineData("train --help")]
    [InlineData("eval m.model f.xyz")]
    [InlineData("analyze rdf torch.xyz")]
    public void Other_commands_need_no_native_build(string words)
    {
        using var clone = new ScriptClone();
        Assert.Equal($"publish|{words}|", clone.Run(words.Split(' ')));
    }

    [Fact]
    public void Without_libtorch_says_so_with_the_cure_and_goes_on_once_it_is_there()
    {
        using var clone = new ScriptClone { HasLibTorch = false };
        (int code, string error) = clone.Fail("train", "c.yaml");
        Assert.Equal(69, code);
        Assert.Contains("needs libtorch", error, StringComparison.Ordinal);
        Assert.Contains("sudo apt install libtorch-dev", error, StringComparison.Ordinal);
        clone.HasLibTorch = true;
        Assert.Equal("native|train c.yaml|", clone.Run("train", "c.yaml"));
    }

    internal static (int Code, string Out, string Error) Run(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
