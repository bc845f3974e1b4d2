// SPDX-License-Identifier: GPL-2.0-only
// The two functions by which registration.cpp reaches the pair style.
#include <string>

#include "force.h"
#include "pair_ilmlff.h"

using namespace LAMMPS_NS;

extern "C" {

void* ilmlff_create_pair(void* lmp) {
  return static_cast<Pair*>(new PairIlmlff(static_cast<LAMMPS*>(lmp)));
}

void ilmlff_register_pair(void* force) {
  (*static_cast<Force*>(force)->pair_map)["ilmlff"] = [](LAMMPS* lmp) -> Pair* { return new PairIlmlff(lmp); };
}
}
