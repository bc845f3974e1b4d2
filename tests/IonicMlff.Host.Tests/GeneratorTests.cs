using IonicMlff.Interop.Generator;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Host.Tests;

/// <summary>The generated C# files are what the generator writes from the headers of today.</summary>
public sealed class GeneratorTests
{
    private const string Clang = "clang-14";

    [FactRequiring(Clang)]
    public void CommittedFilesAreUpToDate()
    {
        // Headers of other projects are where they are installed, or not.
        Binding[] bindings = [.. Binding.ReadAll(Path.Combine(TestData.Root, "interop", "bindings.txt")).Where(b => !Path.IsPathRooted(b.Header) || File.Exists(b.Header))];
        Assert.NotEmpty(bindings);
        foreach (Binding b in bindings)
            Assert.Equal(b.Generate(TestData.Root, Clang), File.ReadAllText(Path.Combine(TestData.Root, b.Output)));
    }

    [FactRequiring(Clang)]
    public void WritesWhatTheHeaderSays()
    {
        string header = Path.Combine(TestData.Scratch, "sample.h");
        File.WriteAllText(header, """
            #include <stdint.h>
            #define S_LIMIT 12
            #define OTHER 3
            typedef enum s_color { S_RED, S_BLUE = 5, S_GREEN } s_color;
            typedef struct s_opaque s_opaque;
            typedef uint16_t half_t;
            typedef struct s_tag { half_t bits; } s_alias;
            typedef int32_t (*s_callback)(void* context, const double* x);
            typedef struct s_record { int64_t n; char name[8]; s_color color; s_callback call; void (*done)(void); s_opaque** all; } s_record;
            int32_t s_run(const char* command, char* buffer, uint64_t size, s_record* record, const char* const* list, s_callback call);
            void s_other(s_alias* a, half_t b);
            void unrelated(int);
            """);
        var binding = Binding.Parse($"{header} out.cs namespace=N class=C prefix=s_ library=sample");
        string text = binding.Generate("/", Clang);
        foreach (string expected in (string[])[
            "public const int S_LIMIT = 12;",
            "    S_RED = 0,\n    S_BLUE = 5,\n    S_GREEN = 6,\n",
            "public struct s_opaque;",
            "public fixed byte name[8];",
            "public s_color color;",
            "public delegate* unmanaged[Cdecl]<void*, double*, int> call;",
            "public delegate* unmanaged[Cdecl]<void> done;",
            "public s_opaque** all;",
            "public ushort bits;",
            "public static partial void s_other(s_tag* a, ushort b);",
            "[LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]",
            "public static partial int s_run(string? command, byte* buffer, ulong size, s_record* record, byte** list, delegate* unmanaged[Cdecl]<void*, double*, int> call);",
        ])
        {
            Assert.Contains(expected, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("OTHER", text, StringComparison.Ordinal);
        Assert.DoesNotContain("unrelated", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.h out.cs namespace=N class=C")]
    [InlineData("a.h out.cs namespace=N class=C prefix=p librray=x")]
    [InlineData("a.h")]
    public void WrongLinesAreRefused(string line) => Assert.Throws<FormatException>(() => Binding.Parse(line));

    [FactRequiring(Clang)]
    public void AnErrorInTheHeaderIsReported()
    {
        string header = Path.Combine(TestData.Scratch, "broken.h");
        File.WriteAllText(header, "int s_f(unknown_type x);");
        var e = Assert.Throws<InvalidOperationException>(() => Binding.Parse($"{header} o.cs namespace=N class=C prefix=s_").Generate("/", Clang));
        Assert.Contains("unknown_type", e.Message, StringComparison.Ordinal);
    }
}
