// SPDX-License-Identifier: GPL-2.0-only
#include "deviation_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cinttypes>
#include <cstring>

namespace ilmlff_lammps {

std::string deviation_header(bool atomic) {
  char text[160];
  std::snprintf(text, sizeof(text), "#%11s%19s%19s%19s%19s%19s%19s", "step", "max_devi_v", "min_devi_v", "avg_devi_v",
                "max_devi_f", "min_devi_f", "avg_devi_f");
  std::string header = text;
  if (atomic) {
    std::snprintf(text, sizeof(text), "%19s", "atm_devi_f(N)");
    header += text;
  }
  return header + "\n";
}

std::string deviation_line(const DeviationRow& row, const std::vector<double>& of_atoms) {
  char text[32];
  std::snprintf(text, sizeof(text), "%12" PRId64, row.step);
  std::string line = text;
  const auto add = [&](double value) {
    std::snprintf(text, sizeof(text), " %18.6e", value);
    line += text;
  };
  for (double value : {row.max_v, row.min_v, row.avg_v, row.max_f, row.min_f, row.avg_f}) add(value);
  for (double value : of_atoms) add(value);
  return line + "\n";
}

DeviationFile::DeviationFile(const std::string& path, bool go_on, bool atomic) : path_(path) {
  const auto refuse = [&](const std::string& why) {
    throw DeviationFileError("out_file '" + path + "' can't be written: " + why +
                             ". Name another with 'out_file FILE' (its folder must exist), or write 'out_freq 0' to do "
                             "without");
  };
  // O_NONBLOCK: a named pipe that nobody reads is an error, not a reason to wait.
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC, 0666);
  if (descriptor < 0) refuse(std::strerror(errno));
  struct stat status = {};
  fstat(descriptor, &status);
  regular_ = S_ISREG(status.st_mode);
  // Fails where the file system has no locks as well; only a lock that another holds counts.
  if (regular_ && flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    close(descriptor);
    refuse("another ilmlff pair style, or another run, is writing to it");
  }
  if (regular_ && !go_on && ftruncate(descriptor, 0) != 0) {
    const int error = errno;
    close(descriptor);
    refuse(std::strerror(error));
  }
  fcntl(descriptor, F_SETFL, O_APPEND);
  file_ = fdopen(descriptor, "a");
  try {
    if (!regular_ || !go_on || status.st_size == 0) write_out(deviation_header(atomic));
  } catch (const DeviationFileError&) {
    std::fclose(file_);
    throw;
  }
}

DeviationFile::~DeviationFile() {
  if (file_) std::fclose(file_);
}

void DeviationFile::write(const std::string& line, bool instead_of_last) {
  if (regular_) {
    if (instead_of_last && begin_of_last_ >= 0 && ftruncate(fileno(file_), begin_of_last_) != 0)
      throw DeviationFileError("'" + path_ + "' could not be written: " + std::strerror(errno));
    struct stat status = {};
    if (fstat(fileno(file_), &status) == 0) begin_of_last_ = status.st_size;
  }
  write_out(line);
}

void DeviationFile::write_out(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size() || std::fflush(file_) != 0)
    throw DeviationFileError("'" + path_ + "' could not be written: " + std::strerror(errno));
}

}  // namespace ilmlff_lammps
