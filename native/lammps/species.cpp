// SPDX-License-Identifier: GPL-2.0-only
#include "species.h"

#include <mpi.h>

#include "atom.h"
#include "error.h"
#include "group.h"
#include "here.h"
#include "mapping.h"
#include "neighbor.h"

using namespace LAMMPS_NS;

namespace ilmlff_lammps {
namespace {

constexpr int all_atoms = 1;  // bit of group "all"

const char* const cure =
    " A machine-learned potential needs every pair of its atoms: remove this neigh_modify command (atoms that shall "
    "not move: "
    "'fix setforce 0 0 0'), or map the types to NULL in pair_coeff.";

}  // namespace

void Species::map_types(const std::vector<std::string>& elements) {
  elements_ = elements;
  type_is_seen_.assign(elements.size() + 1, 0);
  for (std::size_t i = 0; i < elements.size(); i++) type_is_seen_[i + 1] = elements[i] != no_element;
  species_.clear();
}

std::vector<std::string> Species::evaluator_elements() const {
  std::vector<std::string> all = elements_;
  all.push_back(no_element);
  return all;
}

// `neigh_modify exclude group G all` takes atoms out of the interactions altogether; fix gcmc uses it to try deletions.
// All other exclusions take away some pairs, which a many-body energy can't do without.
bool Species::hidden_by_exclusion(int mask) const {
  const Neighbor* neighbor = lmp_->neighbor;
  for (int m = 0; m < neighbor->nex_group; m++) {
    const int bit1 = neighbor->ex1_bit[m], bit2 = neighbor->ex2_bit[m];
    if ((bit2 == all_atoms && (mask & bit1)) || (bit1 == all_atoms && (mask & bit2))) return true;
  }
  return false;
}

bool Species::any_seen_in(int groupbit) const {
  const Atom* atom = lmp_->atom;
  int mine = 0, any = 0;
  for (int i = 0; i < atom->nlocal; i++)
    if ((atom->mask[i] & groupbit) && type_is_seen_[atom->type[i]]) mine = 1;
  MPI_Allreduce(&mine, &any, 1, MPI_INT, MPI_MAX, lmp_->world);
  return any != 0;
}

void Species::check_exclusions() const {
  const Neighbor* neighbor = lmp_->neighbor;
  std::string found;
  for (int m = 0; m < neighbor->nex_type; m++) {
    const int type1 = neighbor->ex1_type[m], type2 = neighbor->ex2_type[m];
    if (type_is_seen_[type1] && type_is_seen_[type2])
      found = "'neigh_modify exclude type " + std::to_string(type1) + " " + std::to_string(type2) + "'";
  }
  for (int m = 0; m < neighbor->nex_group; m++) {
    const int bit1 = neighbor->ex1_bit[m], bit2 = neighbor->ex2_bit[m];
    if (bit1 != all_atoms && bit2 != all_atoms && any_seen_in(bit1) && any_seen_in(bit2))
      found = std::string("'neigh_modify exclude group ") + lmp_->group->names[neighbor->ex1_group[m]] + " " +
              lmp_->group->names[neighbor->ex2_group[m]] + "'";
  }
  for (int m = 0; m < neighbor->nex_mol; m++)
    if (any_seen_in(neighbor->ex_mol_bit[m])) found = "'neigh_modify exclude molecule'";
  if (neighbor->includegroup && neighbor->includegroup != lmp_->group->find("all")) found = "'neigh_modify include'";

  if (!found.empty())
    lmp_->error->all(ILMLFF_HERE,
                     "pair_style ilmlff: " + found + " would leave out pairs of atoms which the model sees." + cure);
}

bool Species::update(bool rebuilt) {
  const Atom* atom = lmp_->atom;
  const std::size_t count = static_cast<std::size_t>(atom->nlocal) + static_cast<std::size_t>(atom->nghost);

  // As in LAMMPS's own lists, exclusions count as of the time of the build.
  if (rebuilt || hidden_.size() != count) {
    hidden_.assign(count, 0);
    if (lmp_->neighbor->nex_group > 0)
      for (std::size_t i = 0; i < count; i++) hidden_[i] = hidden_by_exclusion(atom->mask[i]);
  }

  bool changed = species_.size() != count;
  species_.resize(count);
  const int32_t unseen = static_cast<int32_t>(elements_.size());
  for (std::size_t i = 0; i < count; i++) {
    const int32_t species = hidden_[i] ? unseen : atom->type[i] - 1;
    changed |= species_[i] != species;
    species_[i] = species;
  }
  return changed;
}

}  // namespace ilmlff_lammps
