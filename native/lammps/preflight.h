// SPDX-License-Identifier: GPL-2.0-only
// What is looked at before the first step: settings under which the potential would be wrong are refused with the cure.
#ifndef ILMLFF_LAMMPS_PREFLIGHT_H
#define ILMLFF_LAMMPS_PREFLIGHT_H

#include <string>
#include <vector>

#include "lammps.h"
#include "species.h"

namespace ilmlff_lammps {

// units, dimension, special_bonds. Collective; ends LAMMPS where a setting can't work.
void check_simulation(LAMMPS_NS::LAMMPS* lmp, const Species& species);

// Warns of types whose mass belongs to another element; ends LAMMPS when the elements were not named but `assumed`.
void check_masses(LAMMPS_NS::LAMMPS* lmp, const std::vector<std::string>& elements, bool assumed);

// Warns when a rank may use fewer cores than it has threads (mpirun binds ranks to cores).
void check_threads(LAMMPS_NS::LAMMPS* lmp, int threads);

}  // namespace ilmlff_lammps

#endif
