namespace IonicMlff.Reports.Raster;

/// <summary>
/// Draws very many points into an image, every one of them: a vector file of 10⁶ marks opens in no viewer, and leaving points out would
/// hide outliers or fake densities.
/// </summary>
internal sealed class PointRaster(int width, int height, double scale)
{
    private readonly byte[] pixels = new byte[4 * width * height * (int)scale * (int)scale];
    private readonly int columns = width * (int)scale, rows = height * (int)scale;

    /// <summary>Draws a point; coordinates in units of the figure from the upper left corner of the image.</summary>
    public void Draw(double x, double y, MarkShape shape, double size, string colour, double opacity) =>
        Stamp(x * scale, y * scale, shape, 0.5 * size * scale, int.Parse(colour.AsSpan(1), System.Globalization.NumberStyles.HexNumber), opacity);

    /// <summary>The image.</summary>
    public byte[] ToPng() => PngEncoder.Encode(pixels, columns, rows);

    private void Stamp(double x, double y, MarkShape shape, double radius, int rgb, double opacity)
    {
        int left = Math.Max(0, (int)(x - radius - 1)), right = Math.Min(columns - 1, (int)(x + radius + 1));
        int top = Math.Max(0, (int)(y - radius - 1)), bottom = Math.Min(rows - 1, (int)(y + radius + 1));
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                double inside = radius - MarkGeometry.Distance(shape, column + 0.5 - x, row + 0.5 - y);
                double cover = Math.Clamp(inside + 0.5, 0, 1) * opacity;
                if (cover > 0)
                {
                    Blend(4 * (row * columns + column), rgb, cover);
                }
            }
        }
    }

    // "Over" of straight alpha.
    private void Blend(int at, int rgb, double cover)
    {
        double below = pixels[at + 3] / 255.0 * (1 - cover), alpha = cover + below;
        for (int c = 0; c < 3; c++)
        {
            int value = (rgb >> (16 - 8 * c)) & 255;
            pixels[at + c] = (byte)Math.Round((value * cover + pixels[at + c] * below) / alpha);
        }

        pixels[at + 3] = (byte)Math.Round(255 * alpha);
    }
}
