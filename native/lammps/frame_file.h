// SPDX-License-Identifier: GPL-2.0-only
// The frame at which devi_stop ended a run, as extended XYZ. Knows nothing of LAMMPS.
#ifndef ILMLFF_LAMMPS_FRAME_FILE_H
#define ILMLFF_LAMMPS_FRAME_FILE_H

#include <cstdint>
#include <string>
#include <vector>

namespace ilmlff_lammps {

struct StoppedFrame {
  struct Atom {
    std::string element;  // NULL: not seen by the model
    int64_t id;
    const double* numbers;  // position (Angstrom), force (eV/Angstrom), deviation of the force
  };

  int64_t step = 0;
  double energy = 0;  // eV
  bool relative = false;
  double cell[9] = {};  // rows a, b, c, Angstrom
  double origin[3] = {};
  bool periodic[3] = {};
  std::vector<Atom> atoms;
};

// False when the file can't be written.
bool write_extxyz(const StoppedFrame& frame, const std::string& name);

}  // namespace ilmlff_lammps

#endif
