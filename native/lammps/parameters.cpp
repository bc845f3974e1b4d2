// SPDX-License-Identifier: GPL-2.0-only
#include "parameters.h"

#include "atom.h"
#include "error.h"
#include "here.h"
#include "modify.h"
#include "update.h"

using namespace LAMMPS_NS;

namespace ilmlff_lammps {
namespace {

std::string counted(int n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

// What is wrong with the words about one kind of parameters; empty: nothing.
std::string mismatch(const std::string& word, const std::string& kind, const std::vector<double>& constants,
                     const std::string& compute, int needed, bool has_default) {
  if (needed == 0 && (!constants.empty() || !compute.empty()))
    return "'" + word + (compute.empty() ? "" : "_from_compute") + "': the model takes no " + kind +
           " parameters; remove the word";
  if (!constants.empty() && static_cast<int>(constants.size()) != needed)
    return word + ": " + counted(static_cast<int>(constants.size()), "number") + " given, but the model takes " +
           counted(needed, kind + " parameter");
  if (needed > 0 && constants.empty() && compute.empty() && !has_default)
    return "the model takes " + counted(needed, kind + " parameter") + ", and none is given: add '" + word + "' with " +
           counted(needed, "number") + ", or '" + word + "_from_compute ID'";
  return "";
}

}  // namespace

void Parameters::use(const Settings& settings, const ilmlff_model_info& info) {
  frame_count_ = info.frame_parameter_count;
  atom_count_ = info.atom_parameter_count;
  frame_id_ = settings.fparam_compute;
  atom_id_ = settings.aparam_compute;
  for (const std::string& text :
       {mismatch("fparam", "frame", settings.fparam, frame_id_, frame_count_, info.has_default_frame_parameters != 0),
        mismatch("aparam", "atom", settings.aparam, atom_id_, atom_count_, false)})
    if (!text.empty()) lmp_->error->all(ILMLFF_HERE, "pair_style ilmlff: " + text);
}

Compute* Parameters::find(const std::string& word, const std::string& id) const {
  const int at = lmp_->modify->find_compute(id);
  if (at < 0)
    lmp_->error->all(ILMLFF_HERE, "pair_style ilmlff: " + word + " '" + id +
                                      "': there is no compute with this ID; define it before the run");
  return lmp_->modify->compute[at];
}

void Parameters::prepare() {
  if (!frame_id_.empty()) {
    const Compute* compute = find("fparam_from_compute", frame_id_);
    const bool fits = frame_count_ == 1 ? compute->scalar_flag != 0
                                        : compute->vector_flag != 0 &&
                                              (compute->size_vector >= frame_count_ || compute->size_vector_variable);
    if (!fits)
      lmp_->error->all(ILMLFF_HERE, "pair_style ilmlff: fparam_from_compute '" + frame_id_ + "': the model takes " +
                                        counted(frame_count_, "frame parameter") + ", so a compute with a global " +
                                        (frame_count_ == 1 ? std::string("scalar")
                                                           : "vector of " + std::to_string(frame_count_) + " numbers") +
                                        " is needed");
  }
  if (!atom_id_.empty()) {
    const Compute* compute = find("aparam_from_compute", atom_id_);
    const bool fits = compute->peratom_flag &&
                      (atom_count_ == 1 ? compute->size_peratom_cols == 0 : compute->size_peratom_cols >= atom_count_);
    if (!fits)
      lmp_->error->all(ILMLFF_HERE,
                       "pair_style ilmlff: aparam_from_compute '" + atom_id_ + "': the model takes " +
                           counted(atom_count_, "atom parameter") + ", so a per-atom compute with " +
                           (atom_count_ == 1 ? std::string("one number") : std::to_string(atom_count_) + " columns") +
                           " is needed");
  }
}

void Parameters::update(ilmlff_atoms& atoms) {
  if (!frame_id_.empty()) {
    update_frame();
    atoms.frame_parameters = frame_.data();
  }
  if (!atom_id_.empty()) {
    update_atoms();
    atoms.atom_parameters = atoms_.data();
  }
}

// LAMMPS prepares computes (degrees of freedom of a temperature) after the first forces of a run: too late for us.
// Values are asked for anew each time: on the same step atoms can have moved, changed their rank or their order.
void Parameters::update_frame() {
  Compute* compute = find("fparam_from_compute", frame_id_);
  if (lmp_->update->setupflag) compute->setup();
  const bigint step = lmp_->update->ntimestep;
  frame_.resize(frame_count_);
  if (frame_count_ == 1) {
    frame_[0] = compute->compute_scalar();
    return;
  }
  compute->compute_vector();
  if (compute->size_vector < frame_count_)
    lmp_->error->all(ILMLFF_HERE, "pair_style ilmlff: fparam_from_compute '" + frame_id_ + "' gives " +
                                      counted(compute->size_vector, "number") + " on step " + std::to_string(step) +
                                      ", but the model takes " + std::to_string(frame_count_));
  for (int k = 0; k < frame_count_; k++) frame_[k] = compute->vector[k];
}

void Parameters::update_atoms() {
  Compute* compute = find("aparam_from_compute", atom_id_);
  if (lmp_->update->setupflag) compute->setup();
  compute->compute_peratom();
  const std::size_t n = static_cast<std::size_t>(lmp_->atom->nlocal);
  atoms_.resize(n * atom_count_ + 1);  // never without memory: NULL means that there are none
  for (std::size_t i = 0; i < n; i++)
    for (int k = 0; k < atom_count_; k++)
      atoms_[i * atom_count_ + k] = atom_count_ == 1 ? compute->vector_atom[i] : compute->array_atom[i][k];
}

}  // namespace ilmlff_lammps
