using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace.Simd.Channels;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Mace.Simd.Layers;

/// <summary>
/// Feature rows as hosts exchange them: doubles, [component, channel] without padding. Called on every rank, also without atoms.
/// </summary>
internal sealed unsafe class HaloRows<L, V, T>(ChannelLayout layout)
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private double[] rows = [];

    /// <summary>Ghost rows become their owners'.</summary>
    public void Forward(IHaloExchange halo, T* features, int components, int localCount, int allCount)
    {
        Span<double> all = Rows(components, allCount);
        Pack(features, components, 0, localCount);
        halo.Forward(all, components * layout.Channels);
        Unpack(features, components, localCount, allCount);
    }

    /// <summary>Ghost rows are added to their owners'.</summary>
    public void Reverse(IHaloExchange halo, T* gradients, int components, int localCount, int allCount)
    {
        Span<double> all = Rows(components, allCount);
        Pack(gradients, components, 0, allCount);
        halo.Reverse(all, components * layout.Channels);
        Unpack(gradients, components, 0, localCount);
    }

    private Span<double> Rows(int components, int allCount)
    {
        int needed = checked(allCount * components * layout.Channels);
        if (rows.Length < needed)
            rows = new double[needed + needed / 2];
        return rows.AsSpan(0, needed);
    }

    private void Pack(T* features, int components, int first, int end)
    {
        int length = layout.RowLength(components), k = first * components * layout.Channels;
        for (int i = first; i < end; i++)
        {
            for (int m = 0; m < components; m++)
                for (int c = 0; c < layout.Channels; c++)
                    rows[k++] = L.ToDouble(features[(long)i * length + layout.Index(c, m, components)]);
        }
    }

    private void Unpack(T* features, int components, int first, int end)
    {
        int length = layout.RowLength(components), k = first * components * layout.Channels;
        for (int i = first; i < end; i++)
        {
            T* row = features + (long)i * length;
            new Span<T>(row, length).Clear(); // the padding
            for (int m = 0; m < components; m++)
                for (int c = 0; c < layout.Channels; c++)
                    row[layout.Index(c, m, components)] = L.FromDouble(rows[k++]);
        }
    }
}
