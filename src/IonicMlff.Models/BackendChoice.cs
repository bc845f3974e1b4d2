using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Models;

/// <summary>What the options of every model's evaluator have in common: back end with precision, threads, skin.</summary>
internal static class BackendChoice
{
    /// <summary>The vectorised evaluator.</summary>
    public const string Simd = "simd";

    /// <summary>The exact one, in double.</summary>
    public const string Reference = "reference";

    /// <summary>Differentiable tensors of libtorch, on any device.</summary>
    public const string Torch = "torch";

    /// <summary>The back end that the options come to.</summary>
    /// <param name="options">Options.</param>
    /// <param name="hasSimd">True when the vectorised evaluator takes the model.</param>
    /// <param name="whyNotSimd">A sentence that says why it does not.</param>
    /// <exception cref="IlmlffException">Unknown back end, or one that can't evaluate the model or has not the precision.</exception>
    public static string Select(EvaluatorOptions options, bool hasSimd, string whyNotSimd)
    {
        string backend = options.Backend.ToLowerInvariant();
        CheckDevice(options.Device, backend);
        switch (backend)
        {
            case Torch or "auto" when backend == Torch || options.Device != "cpu":
                return Torch;
            case "auto" or Simd when hasSimd:
                return Simd;
            case Simd:
                throw IlmlffException.Usage(
                    $"Back end 'simd' can't evaluate this model: {whyNotSimd} Use backend 'reference' (or 'auto', which picks it).");
            case "auto" or Reference when options.Precision == Precision.Double:
                return Reference;
            case "auto":
                throw IlmlffException.Usage(
                    $"Precision 'mixed' is not available for this model: {whyNotSimd} Only the back end 'reference' can evaluate it, "
                    + "and that computes in double. Use precision 'double'.");
            case Reference:
                throw IlmlffException.Usage(
                    "The back end 'reference' computes in double only. Use precision 'double', or backend 'simd' for 'mixed'.");
            default:
                throw IlmlffException.Usage(
                    $"Unknown back end '{options.Backend}'; did you mean '{NearestWord.To(backend, ["auto", Simd, Reference, Torch])}'? "
                    + "Back ends are auto, simd, reference and torch.");
        }
    }

    // cpu, cuda or cuda:N; the other back ends know the CPU only
    private static void CheckDevice(string device, string backend)
    {
        if (device == "cpu")
            return;

        bool numbered = device.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(device.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (device != "cuda" && !numbered)
        {
            throw IlmlffException.Usage(
                $"Unknown device '{Quote.Short(device)}'; did you mean '{NearestWord.To(device, ["cpu", "cuda", "cuda:0"])}'? Devices are cpu, cuda and "
                + "cuda:N, e.g. cuda:0.");
        }

        if (backend is Simd or Reference)
        {
            throw IlmlffException.Usage(
                $"The back end '{backend}' computes on the CPU, but device '{device}' is asked for. Use backend 'torch' for a GPU, or device 'cpu'.");
        }
    }

    /// <summary>Refuses numbers of threads and skins that can't be.</summary>
    /// <exception cref="IlmlffException">Fewer than one thread, or a skin below 0 Å.</exception>
    public static void CheckThreadsAndSkin(EvaluatorOptions options)
    {
        if (options.Threads < 1)
        {
            throw IlmlffException.Usage($"threads {options.Threads}: at least 1 is needed.");
        }

        if (options.Skin is { } skin && !(skin >= 0 && double.IsFinite(skin)))
        {
            throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture, $"skin {skin}: a length of 0 Å or more is needed."));
        }
    }
}
