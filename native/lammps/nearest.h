// SPDX-License-Identifier: GPL-2.0-only
#ifndef ILMLFF_LAMMPS_NEAREST_H
#define ILMLFF_LAMMPS_NEAREST_H

#include <string>
#include <vector>

namespace ilmlff_lammps {

// The valid word nearest to a mistyped one (edit distance, upper and lower case equal); empty when nothing is near.
std::string nearest(const std::string& word, const std::vector<std::string>& valid);

// " (did you mean 'x'?)" or nothing.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& valid);

// "a, b, c"
std::string listed(const std::vector<std::string>& words);

}  // namespace ilmlff_lammps

#endif
