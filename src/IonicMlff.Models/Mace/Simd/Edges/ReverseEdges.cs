using System.Runtime.CompilerServices;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Mace.Simd.Edges;

/// <summary>From the edges' gradients g = ∂E/∂v to forces and virials, in double.</summary>
internal static unsafe class ReverseEdges<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>
    /// The sender feels +g, the receiver −g; the virial of the edge, −v⊗g, belongs to the sender (<paramref name="atomVirials"/> may be null).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(EdgeList<T> edges, int receiver, double* forces, double* virial, double* atomVirials)
    {
        long first = edges.Start[receiver], end = first + edges.Count[receiver];
        T* distance = edges.Distance, ux = edges.Unit(0), uy = edges.Unit(1), uz = edges.Unit(2);
        T* gradX = edges.Gradient(0), gradY = edges.Gradient(1), gradZ = edges.Gradient(2);
        double fx = 0, fy = 0, fz = 0;
        double xx = 0, xy = 0, xz = 0, yx = 0, yy = 0, yz = 0, zx = 0, zy = 0, zz = 0;
        for (long e = first; e < end; e++)
        {
            int j = edges.Sender[e];
            double gx = L.ToDouble(gradX[e]), gy = L.ToDouble(gradY[e]), gz = L.ToDouble(gradZ[e]);
            double d = -L.ToDouble(distance[e]);
            double x = d * L.ToDouble(ux[e]), y = d * L.ToDouble(uy[e]), z = d * L.ToDouble(uz[e]); // −v
            double* f = forces + 3L * j;
            f[0] += gx;
            f[1] += gy;
            f[2] += gz;
            fx += gx;
            fy += gy;
            fz += gz;
            xx += x * gx;
            xy += x * gy;
            xz += x * gz;
            yx += y * gx;
            yy += y * gy;
            yz += y * gz;
            zx += z * gx;
            zy += z * gy;
            zz += z * gz;
            if (atomVirials != null)
                AddOuter(atomVirials + 9L * j, x, y, z, gx, gy, gz);
        }

        double* own = forces + 3L * receiver;
        own[0] -= fx;
        own[1] -= fy;
        own[2] -= fz;
        virial[0] += xx;
        virial[1] += xy;
        virial[2] += xz;
        virial[3] += yx;
        virial[4] += yy;
        virial[5] += yz;
        virial[6] += zx;
        virial[7] += zy;
        virial[8] += zz;
    }

    private static void AddOuter(double* w, double x, double y, double z, double gx, double gy, double gz)
    {
        w[0] += x * gx;
        w[1] += x * gy;
        w[2] += x * gz;
        w[3] += y * gx;
        w[4] += y * gy;
        w[5] += y * gz;
        w[6] += z * gx;
        w[7] += z * gy;
        w[8] += z * gz;
    }
}
