// SPDX-License-Identifier: GPL-2.0-only
#ifndef ILMLFF_LAMMPS_UNITS_H
#define ILMLFF_LAMMPS_UNITS_H

#include <cstdio>
#include <string>

namespace ilmlff_lammps {

// 1 eV in the energy unit of LAMMPS's `units metal` (eV) or `units real` (kcal/mol). CODATA 2022, exact by definition:
// e N_A / 4184 = 1.602176634e-19 * 6.02214076e23 / 4184; LAMMPS's own rounded constant, 23.060549, is 5e-8 larger.
inline double electronvolt_in(const std::string& unit_style) {
  return unit_style == "real" ? 1.602176634e-19 * 6.02214076e23 / 4184.0 : 1.0;
}

// A number as short as it can be written with six digits.
inline std::string shortest(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%g", value);
  return text;
}

}  // namespace ilmlff_lammps

#endif
