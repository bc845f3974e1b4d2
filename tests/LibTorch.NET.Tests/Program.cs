#if !TORCHSHARP
using TorchSharp;

// Run as a program by MissingLibTorchTests, where libtorch is absent or another than the one of the build: what needs no libtorch works,
// the first call that does says what to do, and so does the second.
Console.WriteLine($"device {torch.device("cuda:1")}");
Console.WriteLine($"eps {torch.finfo(torch.float32).eps}");
for (int i = 0; i < 2; i++)
{
    try
    {
        using torch.Tensor one = torch.ones(1);
        Console.WriteLine($"a tensor of {one.numel()}");
    }
    catch (DllNotFoundException e)
    {
        Console.WriteLine(e.Message);
    }
}
#endif
