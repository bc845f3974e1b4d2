// SPDX-License-Identifier: GPL-2.0-only
// model_devi.out as DeePMD-kit's pair style writes it. Knows nothing of LAMMPS, so that it can be tested alone.
#ifndef ILMLFF_LAMMPS_DEVIATION_FILE_H
#define ILMLFF_LAMMPS_DEVIATION_FILE_H

#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace ilmlff_lammps {

struct DeviationFileError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The seven columns. Forces: over the atoms; virials (per atom): over the nine components, avg_v their root mean
// square.
struct DeviationRow {
  int64_t step = 0;
  double max_v = 0, min_v = 0, avg_v = 0;
  double max_f = 0, min_f = 0, avg_f = 0;
};

std::string deviation_header(bool atomic);

// `of_atoms`: further columns, in the order of the atom IDs.
std::string deviation_line(const DeviationRow& row, const std::vector<double>& of_atoms);

class DeviationFile {
 public:
  // `go_on`: after what an existing file holds; otherwise anew. The header is for new files. A file is written by one
  // pair style of one program at a time. Throws DeviationFileError, and then leaves an existing file as it was.
  DeviationFile(const std::string& path, bool go_on, bool atomic);
  ~DeviationFile();
  DeviationFile(const DeviationFile&) = delete;
  DeviationFile& operator=(const DeviationFile&) = delete;

  // A whole line, which is in the file when this returns. `instead_of_last`: the last line goes. Throws
  // DeviationFileError.
  void write(const std::string& line, bool instead_of_last);

 private:
  void write_out(const std::string& text);

  std::string path_;
  std::FILE* file_ = nullptr;
  bool regular_ = false;
  int64_t begin_of_last_ = -1;  // -1: no line yet
};

}  // namespace ilmlff_lammps

#endif
