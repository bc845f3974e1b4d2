// SPDX-License-Identifier: GPL-2.0-only
// Several models for the same atoms: the first drives, and every out_freq steps the spread of all tells how far it can
// be trusted.
#ifndef ILMLFF_LAMMPS_COMMITTEE_H
#define ILMLFF_LAMMPS_COMMITTEE_H

#include <memory>
#include <string>
#include <vector>

#include "deviation_file.h"
#include "halo.h"
#include "ilmlff.h"
#include "lammps.h"
#include "lmptype.h"
#include "settings.h"

namespace ilmlff_lammps {

class Committee {
 public:
  // `elements`: one symbol or NULL per LAMMPS type.
  Committee(LAMMPS_NS::LAMMPS* lmp, const Settings& settings, const std::vector<std::string>& elements);

  // One line for the log.
  std::string description() const;

  // Before a run: opens the file when there is none yet. `energy_unit`: 1 eV in units of the simulation. Collective;
  // ends LAMMPS when the file can't be written.
  void prepare(double energy_unit);

  // Whether this evaluation needs the results of all members. `vflag`: as compute() got it.
  bool due(int vflag);

  // Room for the results of all members; `count` local and ghost atoms.
  void attach(ilmlff_results& results, std::size_t count);

  // After the evaluation: deviations over all ranks, the line of the file, warning and stop. Collective.
  void report(Halo& halo);

  double memory_usage() const {
    return static_cast<double>(forces_.capacity() + deviations_.capacity()) * sizeof(double);
  }

 private:
  DeviationRow deviation(Halo& halo);
  void write(const DeviationRow& row);
  void act_on(const DeviationRow& row);
  void write_frame(const DeviationRow& row, const std::string& name) const;
  std::string worst_atom(double max_f) const;
  void end_run() const;
  void request_flags();

  LAMMPS_NS::LAMMPS* lmp_;
  const Settings settings_;
  const std::vector<std::string> elements_;
  double energy_unit_ = 1;

  std::unique_ptr<DeviationFile> file_;  // on rank 0, once prepared
  bool open_ = false;
  LAMMPS_NS::bigint requested_ = -1;  // step for which energy and virial were asked for
  LAMMPS_NS::bigint reported_ = -1;   // last step reported
  LAMMPS_NS::bigint exceeded_ = 0;    // steps above devi_warn

  std::size_t count_ = 0;           // local and ghost atoms
  std::vector<double> forces_;      // member x (local and ghost atoms) x 3, eV/Angstrom
  std::vector<double> energies_;    // per member
  std::vector<double> virials_;     // 9 per member, eV
  std::vector<double> deviations_;  // of the local atoms: as in the file, but with eV for energies
};

}  // namespace ilmlff_lammps

#endif
