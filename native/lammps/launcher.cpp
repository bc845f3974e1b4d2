// SPDX-License-Identifier: GPL-2.0-only
// lmp-ilmlff: LAMMPS's own program, command line and all, with `pair_style ilmlff` in it. libilmlff_lammps.so stands in
// front of liblammps in the link order and does the rest.
#include <mpi.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "input.h"
#include "lammps.h"

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  // Newer versions of LAMMPS throw after having printed their message; older ones end the process themselves. Its
  // exception classes derive from std::exception; which of them it was makes no difference here: ranks may be waiting
  // for this one.
  try {
    LAMMPS_NS::LAMMPS* lammps = new LAMMPS_NS::LAMMPS(argc, argv, MPI_COMM_WORLD);
    lammps->input->file();
    delete lammps;
  } catch (const std::exception& e) {
    std::fflush(stdout);
    std::fprintf(stderr, "%s\n", e.what());
    MPI_Abort(MPI_COMM_WORLD, 1);
    return 1;
  }
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Finalize();
  return 0;
}
