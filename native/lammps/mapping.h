// SPDX-License-Identifier: GPL-2.0-only
// The words after `pair_coeff`: an element for every atom type. Knows nothing of LAMMPS.
#ifndef ILMLFF_LAMMPS_MAPPING_H
#define ILMLFF_LAMMPS_MAPPING_H

#include <string>
#include <vector>

#include "settings.h"

namespace ilmlff_lammps {

extern const char* const no_element;  // "NULL": the model does not see atoms of this type

// Cuts off what follows the elements when a potential of the user's (.dll) is among the models: its own words.
std::vector<std::string> take_own_words(std::vector<std::string>& words, const Settings& settings, int type_count);

// `* * ELEMENT ...`: one element symbol or NULL per type; entry i belongs to type i + 1. Throws SettingsError.
std::vector<std::string> parse_mapping(const std::vector<std::string>& words, int type_count);

// True when a type's mass (g/mol) can't be that of its element: it may be a wrong order of names in pair_coeff.
// Isotopes of hydrogen and repartitioned hydrogen masses are let pass.
bool mass_is_doubtful(const std::string& element, double mass);

}  // namespace ilmlff_lammps

#endif
