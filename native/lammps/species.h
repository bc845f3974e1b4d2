// SPDX-License-Identifier: GPL-2.0-only
// Which element of the model every atom is, and which atoms the model does not see.
#ifndef ILMLFF_LAMMPS_SPECIES_H
#define ILMLFF_LAMMPS_SPECIES_H

#include <cstdint>
#include <string>
#include <vector>

#include "lammps.h"

namespace ilmlff_lammps {

class Species {
 public:
  explicit Species(LAMMPS_NS::LAMMPS* lmp) : lmp_(lmp) {}

  // One element symbol or NULL per LAMMPS type.
  void map_types(const std::vector<std::string>& elements);

  // What the evaluator is opened with: the elements of the types, then NULL for atoms hidden by `neigh_modify exclude`.
  std::vector<std::string> evaluator_elements() const;

  bool sees_type(int type) const { return type_is_seen_[type]; }

  // Refuses settings of LAMMPS's neighbour lists that leave out pairs which the model needs. Collective; ends LAMMPS.
  void check_exclusions() const;

  // Brings the species of local and ghost atoms up to date; true when one changed. `rebuilt`: LAMMPS renewed its lists.
  bool update(bool rebuilt);

  const int32_t* data() const { return species_.data(); }
  double memory_usage() const {
    return static_cast<double>(species_.capacity() * sizeof(int32_t) + hidden_.capacity());
  }

 private:
  bool hidden_by_exclusion(int mask) const;
  bool any_seen_in(int groupbit) const;

  LAMMPS_NS::LAMMPS* lmp_;
  std::vector<std::string> elements_;
  std::vector<char> type_is_seen_;  // index = LAMMPS type
  std::vector<int32_t> species_;    // local and ghost atoms
  std::vector<char> hidden_;
};

}  // namespace ilmlff_lammps

#endif
