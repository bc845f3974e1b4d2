using System.Text;
using IonicMlff.Models.Dpmd.Import.Pb;

namespace IonicMlff.Models.Tests.Dpmd.Pb;

/// <summary>Makes and changes graph files for the tests, field by field.</summary>
internal static class GraphBytes
{
    /// <summary>A graph without the nodes that match.</summary>
    public static byte[] Without(byte[] graph, Predicate<GraphNode> drop)
    {
        var kept = new List<byte>();
        bool dropped = false;
        for (var reader = new ProtoReader(graph, "test"); reader.Next();)
        {
            if (reader.Field != 1)
            {
                continue;
            }

            if (drop(new GraphNode(reader.Message(), "test")))
                dropped = true;
            else
                kept.AddRange(Field(1, [.. reader.Message()]));
        }

        return dropped ? [.. kept] : throw new InvalidOperationException("No node matches.");
    }

    /// <summary>A graph whose nodes, and the inputs that name them, have other names.</summary>
    public static byte[] Renamed(byte[] graph, Func<string, string> rename)
    {
        var renamed = new List<byte>();
        for (var reader = new ProtoReader(graph, "test"); reader.Next();)
        {
            if (reader.Field != 1)
                continue;

            var node = new List<byte>();
            for (var field = new ProtoReader(reader.Message(), "test"); field.Next();)
                node.AddRange(Field(field.Field, field.Field is 1 or 3 ? Utf8(rename(field.Text())) : [.. field.Message()]));
            renamed.AddRange(Field(1, [.. node]));
        }

        return [.. renamed];
    }

    /// <summary>A graph without the node of that name.</summary>
    public static byte[] Without(byte[] graph, string name) => Without(graph, n => n.Name == name);

    /// <summary>A graph with one more node.</summary>
    public static byte[] With(byte[] graph, byte[] node) => [.. graph, .. Field(1, node)];

    /// <summary>A graph with a constant in place of the one of the same name.</summary>
    public static byte[] Replace(byte[] graph, string name, byte[] node) => With(Without(graph, name), node);

    public static byte[] Node(string name, string op, params string[] inputs) =>
        [.. Field(1, Utf8(name)), .. Field(2, Utf8(op)), .. inputs.SelectMany(i => Field(3, Utf8(i)))];

    /// <summary>A constant of float64 stored as bytes.</summary>
    public static byte[] Doubles(string name, long[] shape, params double[] values) =>
        Const(name, [.. Varint(1, 2), .. Shape(shape), .. Field(4, [.. values.SelectMany(BitConverter.GetBytes)])]);

    /// <summary>A constant that stores fewer values than its shape has.</summary>
    public static byte[] Repeated(string name, int type, long[] shape, params double[] values) =>
        Const(name, [.. Varint(1, type), .. Shape(shape), .. Field(6, [.. values.SelectMany(BitConverter.GetBytes)])]);

    public static byte[] Text(string name, string value) => Const(name, [.. Varint(1, 7), .. Field(2, []), .. Field(8, Utf8(value))]);

    /// <summary>The node that makes the environment matrix.</summary>
    public static byte[] Environment(float cutoff, float start, params int[] sel) =>
    [
        .. Node("ProdEnvMatA", "ProdEnvMatA", "c", "t", "n", "b", "m", "descrpt_attr/t_avg/read", "descrpt_attr/t_std/read"),
        .. Attribute("rcut_r", [4 << 3 | 5, .. BitConverter.GetBytes(cutoff)]),
        .. Attribute("rcut_r_smth", [4 << 3 | 5, .. BitConverter.GetBytes(start)]),
        .. Attribute("sel_a", Field(1, [.. sel.SelectMany(s => Varint(3, s))])),
    ];

    /// <summary>Field with bytes.</summary>
    public static byte[] Field(int number, byte[] payload) => [.. Raw((ulong)(number << 3 | 2)), .. Raw((ulong)payload.Length), .. payload];

    /// <summary>Field with an integer.</summary>
    public static byte[] Varint(int number, long value) => [.. Raw((ulong)(number << 3)), .. Raw((ulong)value)];

    private static byte[] Const(string name, byte[] tensor) => [.. Node(name, "Const"), .. Attribute("value", Field(8, tensor))];

    private static byte[] Attribute(string key, byte[] value) => Field(5, [.. Field(1, Utf8(key)), .. Field(2, value)]);

    private static byte[] Shape(long[] shape) => Field(2, [.. shape.SelectMany(n => Field(2, Varint(1, n)))]);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static IEnumerable<byte> Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
