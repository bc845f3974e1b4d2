using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>
/// A clone with the real script ./ilmlff, in which <c>dotnet</c> and native/build.sh only leave a word on what they were called for.
/// </summary>
internal sealed class ScriptClone : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ilmlff clone ").FullName;

    public ScriptClone()
    {
        File.Copy(Path.Combine(TestData.Root, "ilmlff"), At("ilmlff"));
        foreach (string file in new[]
        {
            "src/IonicMlff.Torch/A.cs", "src/IonicMlff.Torch/obj/A.cs", "src/IonicMlff.Reports/Html/a.js", "interop/LibTorch/A.cs", "native/torch/call.cpp",
            "tests/IonicMlff.Torch.Tests/A.cs", "docs/a.md", "global.json", "Directory.Build.props", "Directory.Packages.props",
        })
        {
            Write(file, "");
            File.SetLastWriteTimeUtc(At(file), DateTime.UtcNow.AddHours(-1));
        }

        // as `dotnet publish ... -o FOLDER`; whatever else runs the tool
        Program("bin/dotnet", """
            if [ "$1" = publish ]; then
              while [ "$1" != -o ]; do shift; done
              touch "$2/ilmlff.dll"; echo publish >>"$ILMLFF_TEST_CALLS"
            else
              shift; echo "$*" >>"$ILMLFF_TEST_CALLS"
            fi
            """);
        Program("native/build.sh", """
            here=$(cd "$(dirname "$0")/.." && pwd)
            echo native >>"$ILMLFF_TEST_CALLS"
            mkdir -p "$here/build/lib"
            if [ -e "$here/libtorch" ]; then touch "$here/build/lib/libilmlff_torch.so"; fi
            """);
        HasLibTorch = true;
    }

    /// <summary>Whether the native build finds libtorch.</summary>
    public bool HasLibTorch
    {
        get => File.Exists(At("libtorch"));
        set
        {
            if (value)
                Write("libtorch", "");
            else
                File.Delete(At("libtorch"));
        }
    }

    /// <summary>Makes a file newer than all that was built.</summary>
    public void Change(string file)
    {
        Thread.Sleep(20); // file systems that count time coarsely
        File.SetLastWriteTimeUtc(At(file), DateTime.UtcNow);
        Thread.Sleep(20);
    }

    /// <summary>What was called, in order, each followed by '|'.</summary>
    public string Run(params string[] arguments)
    {
        (int code, string calls, string error) = Start(arguments);
        Assert.True(code == 0, error);
        return calls;
    }

    /// <summary>A run that has to fail: exit code and message.</summary>
    public (int Code, string Error) Fail(params string[] arguments)
    {
        (int code, string calls, string error) = Start(arguments);
        Assert.DoesNotContain(string.Join(' ', arguments), calls, StringComparison.Ordinal);
        return (code, error);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (int Code, string Calls, string Error) Start(string[] arguments)
    {
        File.WriteAllText(At("calls"), "");
        string[] call = ["-u", "ILMLFF_LIBTORCH", $"PATH={At("bin")}:{Environment.GetEnvironmentVariable("PATH")}", $"ILMLFF_TEST_CALLS={At("calls")}", At("ilmlff"), .. arguments];
        (int code, _, string error) = ScriptTests.Run("/usr/bin/env", call);
        return (code, File.ReadAllText(At("calls")).Replace('\n', '|'), error);
    }

    private string At(string path) => Path.Combine(_folder, path);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    private void Program(string path, string text)
    {
        Write(path, "#!/usr/bin/env bash\nset -eu\n" + text + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(At(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
