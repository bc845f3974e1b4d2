// SPDX-License-Identifier: GPL-2.0-only
// lmp-ilmlff: LAMMPS's own program, command line and all, with `pair_style ilmlff` in it. libilmlff_lammps.so stands in
// front of liblammps in the link order and does the rest.
#include <mpi.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <typeinfo>

#include "input.h"
#include "lammps.h"

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  // Newer versions of LAMMPS print their message and throw, where older ones end the process themselves. Other ranks
  // may wait for the one that threw, so it ends them all.
  try {
    LAMMPS_NS::LAMMPS* lammps = new LAMMPS_NS::LAMMPS(argc, argv, MPI_COMM_WORLD);
    lammps->input->file();
    delete lammps;
  } catch (const std::exception& e) {
    std::fflush(stdout);
    const bool printed_already = std::strstr(typeid(e).name(), "LAMMPS") != nullptr;
    if (!printed_already) std::fprintf(stderr, "%s\n", e.what());
    MPI_Abort(MPI_COMM_WORLD, 1);
    return 1;
  }
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Finalize();
  return 0;
}
