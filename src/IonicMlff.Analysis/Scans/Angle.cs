namespace IonicMlff.Analysis.Scans;

/// <summary>Angles as they are compared and shown.</summary>
internal static class Angle
{
    public const double Degree = Math.PI / 180;

    /// <summary>Into (−π, π].</summary>
    public static double Wrapped(double radians) => radians - 2 * Math.PI * Math.Ceiling((radians - Math.PI) / (2 * Math.PI));
}
