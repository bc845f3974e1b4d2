using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Export;

/// <summary>Radial functions, embeddings and readouts.</summary>
internal sealed partial class MaceDecomposer
{
    private void AddRadial()
    {
        const string basis = "radial_embedding.bessel_fn.";
        const string transform = "radial_embedding.distance_transform.";
        RadialBasis radial = model.Radial;
        string weights = radial.Kind switch { BasisKind.Bessel => "bessel_weights", BasisKind.Gaussian => "gaussian_weights", _ => "n" };
        AddTable(basis + weights, radial.Weights, radial.Weights.Length);
        if (radial.Kind == BasisKind.Bessel)
            AddTable(basis + "prefactor", [radial.Factor]);
        AddTable("radial_embedding.cutoff_fn.p", [radial.EnvelopePower]);
        string[] parameters = radial.Transform switch
        {
            TransformKind.Agnesi => ["a", "q", "p"],
            TransformKind.Soft => ["alpha"],
            _ => [],
        };
        for (int i = 0; i < parameters.Length; i++)
            AddTable(transform + parameters[i], [radial.TransformParameters[i]]);
        if (radial.Transform != TransformKind.None)
            AddTable(transform + "covalent_radii", radial.CovalentRadii, radial.CovalentRadii.Length);

        if (model.PairRepulsion is not { } zbl)
            return;
        AddTable("pair_repulsion_fn.c", zbl.Coefficients, zbl.Coefficients.Length);
        AddTable("pair_repulsion_fn.p", [zbl.EnvelopePower]);
        AddTable("pair_repulsion_fn.a_exp", [zbl.AExponent]);
        AddTable("pair_repulsion_fn.a_prefactor", [zbl.APrefactor]);
        AddTable("pair_repulsion_fn.covalent_radii", zbl.CovalentRadii, zbl.CovalentRadii.Length);
    }

    private void AddJoint()
    {
        if (model.Joint is not { } joint)
            return;

        int total = 0;
        foreach (JointFeature feature in joint.Features)
        {
            string name = $"joint_embedding.embedders.{feature.Name}";
            total += feature.Width;
            if (feature.Table is { } table)
            {
                AddParameter(name + ".weight", table, table.Length / feature.Width, feature.Width);
            }
            else
            {
                AddTorchLinear(name + ".0", feature.Network![0], "");
                AddTorchLinear(name + ".2", feature.Network![1], "");
            }
        }

        int channels = joint.Project.Length / total;
        AddParameter("joint_embedding.project.0.weight", Transposed(joint.Project, total, channels), channels, total);
        if (joint.ProjectBias is { } bias)
            AddParameter("joint_embedding.project.0.bias", bias, channels);
        if (joint.EmbeddingReadout is { } readout)
            AddScaled("embedding_readout.linear.weight", readout, 1 / Math.Sqrt(channels), readout.Length);
    }

    private void AddReadout(string name, Readout readout)
    {
        if (readout is LinearReadout linear)
        {
            AddScaled(name + ".linear.weight", linear.Weight, 1 / Math.Sqrt(linear.Weight.Length / HeadCount), linear.Weight.Length);
            return;
        }

        var nonLinear = (NonLinearReadout)readout;
        AddScalarLinear(name + ".linear_1", nonLinear.Linear1);
        if (nonLinear.LinearMid is { } mid)
            AddScalarLinear(name + ".linear_mid", mid);
        AddScalarLinear(name + ".linear_2", nonLinear.Linear2);
    }

    private void AddScalarLinear(string name, DenseLayer layer)
    {
        AddScaled(name + ".weight", layer.Weight, 1 / Math.Sqrt(layer.In), layer.Weight.Length);
        if (layer.Bias is { } bias)
            AddParameter(name + ".bias", bias, layer.Out);
    }
}
