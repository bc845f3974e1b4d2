// SPDX-License-Identifier: GPL-2.0-only
#include "preflight.h"

#include <mpi.h>
#include <sched.h>

#include "atom.h"
#include "comm.h"
#include "domain.h"
#include "elements.h"
#include "error.h"
#include "force.h"
#include "here.h"
#include "mapping.h"
#include "update.h"

using namespace LAMMPS_NS;

namespace ilmlff_lammps {
namespace {

// LAMMPS drops 1-2, 1-3, 1-4 neighbours from its lists when both coefficients are zero.
bool drops_neighbours(const Force* force, int separation) {
  return force->special_lj[separation] == 0.0 && force->special_coul[separation] == 0.0;
}

bigint atoms_with_dropped_neighbours(LAMMPS* lmp, const Species& species) {
  const Atom* atom = lmp->atom;
  if (atom->molecular == Atom::ATOMIC) return 0;
  if (!drops_neighbours(lmp->force, 1) && !drops_neighbours(lmp->force, 2) && !drops_neighbours(lmp->force, 3))
    return 0;
  if (atom->molecular == Atom::TEMPLATE || !atom->nspecial) return atom->nbonds;

  bigint mine = 0, all = 0;
  for (int i = 0; i < atom->nlocal; i++) {
    if (!species.sees_type(atom->type[i])) continue;
    int dropped = 0;
    for (int k = 0; k < 3; k++)  // nspecial counts up to and including separation k
      if (drops_neighbours(lmp->force, k + 1)) dropped += atom->nspecial[i][k] - (k ? atom->nspecial[i][k - 1] : 0);
    if (dropped > 0) mine++;
  }
  MPI_Allreduce(&mine, &all, 1, MPI_LMP_BIGINT, MPI_SUM, lmp->world);
  return all;
}

int cores_of_this_rank() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 0;
}

}  // namespace

void check_simulation(LAMMPS* lmp, const Species& species) {
  const std::string units = lmp->update->unit_style;
  if (units != "metal" && units != "real")
    lmp->error->all(ILMLFF_HERE,
                    "pair_style ilmlff: units '" + units +
                        "' are not supported; write 'units metal' (eV, A, ps) or 'units real' (kcal/mol, A, fs) at "
                        "the start of the input");
  if (lmp->domain->dimension != 3)
    lmp->error->all(
        ILMLFF_HERE,
        std::string("pair_style ilmlff: 'dimension 2' is not supported; use 'dimension 3', for a layer with "
                    "'boundary p p f'"));
  const bigint dropped = atoms_with_dropped_neighbours(lmp, species);
  if (dropped > 0)
    lmp->error->all(
        ILMLFF_HERE,
        "pair_style ilmlff: special_bonds is 0 for bonded neighbours, but a machine-learned potential describes bonds "
        "itself and needs all neighbours (" +
            std::to_string(dropped) +
            " atoms of the model have such neighbours). Write 'special_bonds lj/coul 1.0 1.0 1.0'; where another "
            "sub-style of 'hybrid' needs the exclusions, 1.0e-20 instead of 0.0");
}

void check_masses(LAMMPS* lmp, const std::vector<std::string>& elements, bool assumed) {
  const Atom* atom = lmp->atom;
  if (!atom->mass || !atom->mass_setflag) return;
  for (int type = 1; type <= atom->ntypes; type++) {
    const std::string& element = elements[type - 1];
    if (!atom->mass_setflag[type] || !mass_is_doubtful(element, atom->mass[type])) continue;
    const std::string mass = std::to_string(atom->mass[type]);
    if (assumed)
      lmp->error->all(ILMLFF_HERE, "pair_style ilmlff: 'pair_coeff * *' has no names, so type " + std::to_string(type) +
                                       " would be " + element + ", but its mass " + mass + " is that of " +
                                       element_of_mass(atom->mass[type]) +
                                       ": write the element symbols after 'pair_coeff * *'");
    if (lmp->comm->me != 0) continue;
    lmp->error->warning(ILMLFF_HERE, "pair_style ilmlff: pair_coeff maps type " + std::to_string(type) + " to " +
                                         element + ", but its mass " + mass + " is that of " +
                                         element_of_mass(atom->mass[type]) + ": check the order of the element names");
  }
}

void check_threads(LAMMPS* lmp, int threads) {
  MPI_Comm machine;
  MPI_Comm_split_type(lmp->world, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
  int ranks = 1;
  MPI_Comm_size(machine, &ranks);
  MPI_Comm_free(&machine);

  const int cores = cores_of_this_rank();
  if (lmp->comm->me != 0 || threads == 1 || cores == 0 || cores >= threads) return;
  lmp->error->warning(ILMLFF_HERE,
                      "pair_style ilmlff: threads " + std::to_string(threads) + ", but this rank may only use " +
                          std::to_string(cores) + (cores == 1 ? " core" : " cores") +
                          (ranks > 1 ? ": start with 'mpirun --bind-to none', or use fewer threads per rank"
                                     : ": use fewer threads, or give the program more cores"));
}

}  // namespace ilmlff_lammps
