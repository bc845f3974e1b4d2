// SPDX-License-Identifier: GPL-2.0-only
// The words after `pair_style ilmlff`. Knows nothing of LAMMPS, so that it can be tested alone.
#ifndef ILMLFF_LAMMPS_SETTINGS_H
#define ILMLFF_LAMMPS_SETTINGS_H

#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace ilmlff_lammps {

// A word that can't be obeyed; the text says which, what was expected and what to do.
struct SettingsError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Settings {
  static constexpr double not_given = std::numeric_limits<double>::quiet_NaN();

  std::vector<std::string> models;  // the first drives
  std::string device = "cpu";       // cpu, cuda, cuda:N
  bool mixed = false;               // precision: double or mixed
  int threads = 1;                  // per MPI rank
  std::string backend = "auto";     // auto, simd, reference, torch
  std::string head;                 // empty: the model's default
  double charge = not_given;        // total charge, e
  double spin = not_given;          // spin multiplicity

  // Parameters of a DeePMD model: constants, or the ID of a compute that has them.
  std::vector<double> fparam, aparam;
  std::string fparam_compute, aparam_compute;

  // Model deviation of a committee, DeePMD's words; levels in units of the simulation.
  std::string out_file = "model_devi.out";
  int out_freq = 100;  // steps; 0: never
  bool atomic = false;
  double relative = not_given;    // force
  double relative_v = not_given;  // energy
  double devi_stop = not_given;   // as in the file
  double devi_warn = not_given;   // as in the file

  // Name, value, name, value, ... for a potential written in C#; behind the elements of pair_coeff.
  std::vector<std::string> own_words;

  std::vector<std::string> committee_words;  // those of the above that were given
};

// MODEL [MODEL ...] [keyword value ...]. `file_exists` tells model files from misspelt keywords.
// Throws SettingsError.
Settings parse_settings(const std::vector<std::string>& words,
                        const std::function<bool(const std::string&)>& file_exists);

}  // namespace ilmlff_lammps

#endif
