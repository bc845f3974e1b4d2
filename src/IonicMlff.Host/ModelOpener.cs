using IonicMlff.Core.Potentials;
using IonicMlff.Models;

namespace IonicMlff.Host;

/// <summary>Opens what a user names as a model: a model file, or a compiled potential <c>My.dll[:TypeName]</c>.</summary>
internal static class ModelOpener
{
    public static IPotential Open(string model) =>
        UserPotential.IsNamedBy(model, out string file, out string? type) ? UserPotential.Load(file, type) : PotentialFile.Open(model);
}
