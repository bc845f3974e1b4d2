// SPDX-License-Identifier: GPL-2.0-only
// Frame and atom parameters of a DeePMD model (fparam, aparam): constants, or what a compute of LAMMPS gives.
#ifndef ILMLFF_LAMMPS_PARAMETERS_H
#define ILMLFF_LAMMPS_PARAMETERS_H

#include <string>
#include <vector>

#include "compute.h"
#include "ilmlff.h"
#include "lammps.h"
#include "settings.h"

namespace ilmlff_lammps {

class Parameters {
 public:
  explicit Parameters(LAMMPS_NS::LAMMPS* lmp) : lmp_(lmp) {}

  // Refuses words that do not fit the model. Ends LAMMPS, on all ranks alike.
  void use(const Settings& settings, const ilmlff_model_info& info);

  // Before a run: the computes exist and have as many numbers as the model takes. Ends LAMMPS, on all ranks alike.
  void prepare();

  // The numbers of this step, where they come from computes. Collective.
  void update(ilmlff_atoms& atoms);

 private:
  LAMMPS_NS::Compute* find(const std::string& word, const std::string& id) const;
  void update_frame();
  void update_atoms();

  LAMMPS_NS::LAMMPS* lmp_;
  std::string frame_id_, atom_id_;  // empty: no compute
  int frame_count_ = 0, atom_count_ = 0;
  std::vector<double> frame_, atoms_;
};

}  // namespace ilmlff_lammps

#endif
