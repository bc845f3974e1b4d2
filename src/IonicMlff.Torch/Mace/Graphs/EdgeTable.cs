using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>Edges in the order of their receivers, for the operators that sum over them.</summary>
/// <param name="Table">Edge, sender, pair, and 0 or 1 for the pair's first or second edge in this order; [4, E].</param>
/// <param name="Rows">First edge of each local node in this order, and the end.</param>
internal sealed record EdgeTable(Tensor Table, Tensor Rows) : IDisposable
{
    public static EdgeTable Of(GraphPlan plan)
    {
        int edges = plan.Receiver.Length, k = 0;
        var table = new int[4 * edges];
        var rows = new int[plan.LocalCount + 1];
        var seen = new bool[plan.EdgeOfPair.Length];
        for (int i = 0; i < plan.LocalCount; i++)
        {
            foreach (int e in plan.EdgesOf(i))
            {
                int pair = plan.PairOfEdge[e];
                (table[k], table[edges + k], table[2 * edges + k], table[3 * edges + k]) = (e, plan.Sender[e], pair, seen[pair] ? 1 : 0);
                seen[pair] = true;
                k++;
            }

            rows[i + 1] = k;
        }

        Tensor flat = MaceGraph.Indices(table, CPU);
        var result = new EdgeTable(flat.reshape(4, edges).DetachFromDisposeScope(), MaceGraph.Indices(rows, CPU));
        flat.Dispose();
        return result;
    }

    public void Dispose()
    {
        Table.Dispose();
        Rows.Dispose();
    }
}
