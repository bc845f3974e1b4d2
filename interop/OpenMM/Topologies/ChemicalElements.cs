namespace OpenMM;

/// <summary>Symbols of the elements in the order of their atomic numbers.</summary>
internal static class ChemicalElements
{
    public static readonly string[] Symbols = ("H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb "
        + "Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi "
        + "Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og").Split(' ');

    private static readonly Dictionary<string, int> Numbers = Symbols.Select((s, i) => (s, i + 1)).ToDictionary(p => p.s, p => p.Item2);

    /// <summary>Atomic number; 0 when it is no symbol.</summary>
    public static int Number(string? symbol) => symbol is null ? 0 : Numbers.GetValueOrDefault(symbol);
}
