namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>A node of a graph (NodeDef): a name, an operation, the names of its inputs, attributes. Attributes are read when asked for.</summary>
internal sealed class GraphNode
{
    private readonly List<(string Key, ArraySegment<byte> Value)> attributes = [];
    private readonly string file;

    public GraphNode(ArraySegment<byte> message, string file)
    {
        this.file = file;
        for (var reader = new ProtoReader(message, file); reader.Next();)
        {
            switch (reader.Field)
            {
                case 1:
                    Name = reader.Text();
                    break;
                case 2:
                    Op = reader.Text();
                    break;
                case 3:
                    Inputs.Add(SourceOf(reader.Text()));
                    break;
                case 5:
                    AddAttribute(reader.Message());
                    break;
            }
        }
    }

    /// <summary>Name, with slashes between scopes.</summary>
    public string Name { get; } = "";

    /// <summary>Operation.</summary>
    public string Op { get; } = "";

    /// <summary>Names of the nodes whose outputs enter.</summary>
    public List<string> Inputs { get; } = [];

    /// <summary>Number of strings, as a measure of the memory taken.</summary>
    public int Size => 2 + Inputs.Count + attributes.Count;

    /// <summary>The constant in an attribute, or null.</summary>
    public GraphTensor? Tensor(string key)
    {
        for (ProtoReader reader = Attribute(key); reader.Next();)
        {
            if (reader.Field == 8)
            {
                return new GraphTensor(reader.Message(), Name, file);
            }
        }

        return null;
    }

    /// <summary>A float attribute, or null.</summary>
    public float? Float(string key)
    {
        for (ProtoReader reader = Attribute(key); reader.Next();)
        {
            if (reader.Field == 4)
            {
                return reader.Float();
            }
        }

        return null;
    }

    /// <summary>An integer, truth value or type attribute, or 0.</summary>
    public long Integer(string key)
    {
        for (ProtoReader reader = Attribute(key); reader.Next();)
        {
            if (reader.Field is 3 or 5 or 6)
            {
                return reader.Integer();
            }
        }

        return 0;
    }

    /// <summary>A list of integers, empty when absent.</summary>
    public List<double> Integers(string key)
    {
        var list = new List<double>();
        for (ProtoReader reader = Attribute(key); reader.Next();)
        {
            if (reader.Field != 1)
            {
                continue;
            }

            for (var items = new ProtoReader(reader.Message(), file); items.Next();)
            {
                if (items.Field == 3)
                {
                    items.AddNumbers(list, NumberKind.Integer);
                }
            }
        }

        return list;
    }

    /// <summary>"^name" (control) and "name:1" (second output) both come from "name".</summary>
    private static string SourceOf(string input)
    {
        int colon = input.LastIndexOf(':');
        return (colon < 0 ? input : input[..colon]).TrimStart('^');
    }

    private ProtoReader Attribute(string key)
    {
        int at = attributes.FindIndex(a => a.Key == key);
        return new ProtoReader(at < 0 ? ArraySegment<byte>.Empty : attributes[at].Value, file);
    }

    private void AddAttribute(ArraySegment<byte> entry)
    {
        string key = "";
        ArraySegment<byte> value = ArraySegment<byte>.Empty;
        for (var reader = new ProtoReader(entry, file); reader.Next();)
        {
            if (reader.Field == 1)
            {
                key = reader.Text();
            }
            else if (reader.Field == 2)
            {
                value = reader.Message();
            }
        }

        attributes.Add((key, value));
    }
}
