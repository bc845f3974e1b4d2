// SPDX-License-Identifier: GPL-2.0-only
#include "frame_file.h"

#include <cinttypes>
#include <cstdio>

namespace ilmlff_lammps {

bool write_extxyz(const StoppedFrame& frame, const std::string& name) {
  std::FILE* file = std::fopen(name.c_str(), "w");
  if (!file) return false;
  std::fprintf(file, "%zu\nLattice=\"", frame.atoms.size());
  for (int k = 0; k < 9; k++) std::fprintf(file, "%s%.17g", k ? " " : "", frame.cell[k]);
  std::fprintf(file, "\" Origin=\"%.17g %.17g %.17g\" pbc=\"%c %c %c\"", frame.origin[0], frame.origin[1],
               frame.origin[2], frame.periodic[0] ? 'T' : 'F', frame.periodic[1] ? 'T' : 'F',
               frame.periodic[2] ? 'T' : 'F');
  std::fprintf(file, " Properties=species:S:1:pos:R:3:forces:R:3:%s:R:1:id:I:1 energy=%.17g step=%" PRId64 "\n",
               frame.relative ? "relative_force_deviation" : "force_deviation", frame.energy, frame.step);
  for (const StoppedFrame::Atom& atom : frame.atoms) {
    std::fprintf(file, "%-2s", atom.element == "NULL" ? "X" : atom.element.c_str());
    for (int k = 0; k < 7; k++) std::fprintf(file, " %.17g", atom.numbers[k]);
    std::fprintf(file, " %" PRId64 "\n", atom.id);
  }
  const bool written = std::ferror(file) == 0;
  return std::fclose(file) == 0 && written;
}

}  // namespace ilmlff_lammps
