// SPDX-License-Identifier: GPL-2.0-only
#ifndef ILMLFF_LAMMPS_ELEMENTS_H
#define ILMLFF_LAMMPS_ELEMENTS_H

#include <string>
#include <vector>

namespace ilmlff_lammps {

// Symbols of the elements 1 to 118, in order.
const std::vector<std::string>& element_symbols();

// Standard atomic weight, g/mol (of the longest-lived isotope where there is none); 0 for an unknown symbol.
double standard_mass(const std::string& symbol);

// The element whose standard mass is nearest.
std::string element_of_mass(double mass);

}  // namespace ilmlff_lammps

#endif
