// SPDX-License-Identifier: GPL-2.0-only
// Prints the version of the LAMMPS library, once, when the build is configured.
#include <cstdio>

extern "C" {
void* lammps_open_no_mpi(int argc, char** argv, void** handle);
int lammps_version(void* handle);
void lammps_close(void* handle);
}

int main() {
  char program[] = "lmp", log[] = "-log", screen[] = "-screen", none[] = "none";
  char* arguments[] = {program, log, none, screen, none, nullptr};
  void* lammps = lammps_open_no_mpi(5, arguments, nullptr);
  std::printf("version %d\n", lammps_version(lammps));
  lammps_close(lammps);
  return 0;
}
