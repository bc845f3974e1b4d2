using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Elements;

/// <summary>Symbols, standard atomic weights and covalent radii of the elements 1 to 118.</summary>
/// <remarks>
/// Weights: IUPAC abridged standard atomic weights (Prohaska et al., Pure Appl. Chem. 94, 573 (2022)); for elements without one
/// the mass number of the longest-lived isotope. Radii: Cordero et al., Dalton Trans. 2832 (2008); sp3 carbon, low-spin Mn, Fe,
/// Co.
/// </remarks>
public static class PeriodicTable
{
    /// <summary>Largest atomic number.</summary>
    public const int Count = 118;

    private const string Symbols =
        "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y "
        + "Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re "
        + "Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg "
        + "Cn Nh Fl Mc Lv Ts Og";

    private const string Weights =
        "1.0080 4.0026 6.94 9.0122 10.81 12.011 14.007 15.999 18.998 20.180 22.990 24.305 26.982 28.085 30.974 32.06 "
        + "35.45 39.95 39.098 40.078 44.956 47.867 50.942 51.996 54.938 55.845 58.933 58.693 63.546 65.38 69.723 "
        + "72.630 74.922 78.971 79.904 83.798 85.468 87.62 88.906 91.224 92.906 95.95 97 101.07 102.91 106.42 107.87 "
        + "112.41 114.82 118.71 121.76 127.60 126.90 131.29 132.91 137.33 138.91 140.12 140.91 144.24 145 150.36 "
        + "151.96 157.25 158.93 162.50 164.93 167.26 168.93 173.05 174.97 178.49 180.95 183.84 186.21 190.23 192.22 "
        + "195.08 196.97 200.59 204.38 207.2 208.98 209 210 222 223 226 227 232.04 231.04 238.03 237 244 243 247 247 "
        + "251 252 257 258 259 262 267 268 269 270 269 278 281 282 285 286 289 290 293 294 294";

    private const string Radii =
        "0.31 0.28 1.28 0.96 0.84 0.76 0.71 0.66 0.57 0.58 1.66 1.41 1.21 1.11 1.07 1.05 1.02 1.06 2.03 1.76 1.70 "
        + "1.60 1.53 1.39 1.39 1.32 1.26 1.24 1.32 1.22 1.22 1.20 1.19 1.20 1.20 1.16 2.20 1.95 1.90 1.75 1.64 1.54 "
        + "1.47 1.46 1.42 1.39 1.45 1.44 1.42 1.39 1.39 1.38 1.39 1.40 2.44 2.15 2.07 2.04 2.03 2.01 1.99 1.98 1.98 "
        + "1.96 1.94 1.92 1.92 1.89 1.90 1.87 1.87 1.75 1.70 1.62 1.51 1.44 1.41 1.36 1.36 1.32 1.45 1.46 1.48 1.40 "
        + "1.50 1.50 2.60 2.21 2.15 2.06 2.00 1.96 1.90 1.87 1.80 1.69";

    private static readonly string[] AllSymbols = Symbols.Split(' ');
    private static readonly double[] AllWeights = Numbers(Weights);
    private static readonly double[] AllRadii = Numbers(Radii);

    // Atomic number by first letter (upper case) and second letter (lower case, or none): 26 × 27 entries.
    private static readonly byte[] ByLetters = MakeIndex();

    /// <summary>Symbol of an element, e.g. <c>Li</c> for 3.</summary>
    /// <exception cref="IlmlffException">Not an atomic number from 1 to 118.</exception>
    public static string Symbol(int atomicNumber) => AllSymbols[Checked(atomicNumber) - 1];

    /// <summary>Standard atomic weight, g/mol.</summary>
    /// <exception cref="IlmlffException">Not an atomic number from 1 to 118.</exception>
    public static double Weight(int atomicNumber) => AllWeights[Checked(atomicNumber) - 1];

    /// <summary>Covalent radius, Å; NaN beyond curium, for which none is tabulated.</summary>
    /// <exception cref="IlmlffException">Not an atomic number from 1 to 118.</exception>
    public static double CovalentRadius(int atomicNumber) =>
        Checked(atomicNumber) <= AllRadii.Length ? AllRadii[atomicNumber - 1] : double.NaN;

    /// <summary>Atomic number of a symbol; upper and lower case do not count.</summary>
    /// <exception cref="IlmlffException">No element has this symbol; the nearest one is named.</exception>
    public static int AtomicNumber(string symbol) =>
        TryAtomicNumber(symbol, out int z) ? z : throw IlmlffException.BadData(Unknown(symbol));

    /// <summary>Atomic number of a symbol; upper and lower case do not count.</summary>
    public static bool TryAtomicNumber(ReadOnlySpan<char> symbol, out int atomicNumber)
    {
        atomicNumber = 0;
        if (symbol.Length is < 1 or > 2 || !char.IsAsciiLetter(symbol[0]) || !char.IsAsciiLetter(symbol[^1]))
            return false;
        atomicNumber = ByLetters[Slot(symbol)];
        return atomicNumber > 0;
    }

    /// <summary>The text of a refusal: what was met, the nearest symbol.</summary>
    public static string Unknown(string symbol) =>
        int.TryParse(symbol, NumberStyles.Integer, CultureInfo.InvariantCulture, out int z) && z is >= 1 and <= Count
            ? $"'{symbol}' is not an element symbol; as an atomic number it would be {AllSymbols[z - 1]}"
            : $"'{symbol}' is not an element symbol; did you mean '{NearestWord.To(symbol, AllSymbols)}'?";

    private static int Checked(int z) => z is >= 1 and <= Count
        ? z
        : throw IlmlffException.BadData($"{z} is not an atomic number; 1 to {Count} are known.");

    private static int Slot(ReadOnlySpan<char> symbol) =>
        ((symbol[0] | 32) - 'a') * 27 + (symbol.Length == 1 ? 0 : (symbol[1] | 32) - 'a' + 1);

    private static double[] Numbers(string text) =>
        Array.ConvertAll(text.Split(' '), t => double.Parse(t, CultureInfo.InvariantCulture));

    private static byte[] MakeIndex()
    {
        var index = new byte[26 * 27];
        for (int z = 1; z <= Count; z++)
            index[Slot(AllSymbols[z - 1])] = (byte)z;
        return index;
    }
}
