// SPDX-License-Identifier: GPL-2.0-only
#include "committee.h"

#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "atom.h"
#include "comm.h"
#include "compute.h"
#include "domain.h"
#include "error.h"
#include "evaluator.h"
#include "frame_file.h"
#include "gathered.h"
#include "here.h"
#include "modify.h"
#include "output.h"
#include "timer.h"
#include "units.h"
#include "update.h"

using namespace LAMMPS_NS;

namespace ilmlff_lammps {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

// Members whose results are not numbers disagree without limit. MPI's maximum and the comparisons need numbers.
double at_most_infinite(double deviation) {
  return std::isnan(deviation) ? infinite : deviation;
}

bool is_power_of_ten(bigint n) {
  while (n > 1 && n % 10 == 0) n /= 10;
  return n == 1;
}

}  // namespace

Committee::Committee(LAMMPS* lmp, const Settings& settings, const std::vector<std::string>& elements)
    : lmp_(lmp),
      settings_(settings),
      elements_(elements),
      energies_(settings.models.size()),
      virials_(9 * settings.models.size()) {}

std::string Committee::description() const {
  const std::string members = "committee of " + std::to_string(settings_.models.size()) + " models, the first drives; ";
  if (settings_.out_freq == 0) return members + "their deviation is not evaluated (out_freq 0)";
  return members + "deviation every " + std::to_string(settings_.out_freq) + " steps in " + settings_.out_file;
}

/* ---- before a run ---- */

void Committee::prepare(double energy_unit) {
  energy_unit_ = energy_unit;
  requested_ = -1;
  if (settings_.out_freq == 0) return;
  if (!lmp_->atom->tag_enable)
    lmp_->error->all(ILMLFF_HERE, std::string("pair_style ilmlff: the deviation of a committee is reported by atom ID; "
                                              "remove 'atom_modify id no', or write 'out_freq 0'"));
  if (open_) return;

  // Rank 0 alone writes; all must know when it can't.
  std::string failure;
  if (lmp_->comm->me == 0) {
    try {
      const bool goes_on = lmp_->update->ntimestep != 0;
      file_ = std::make_unique<DeviationFile>(settings_.out_file, goes_on, settings_.atomic);
    } catch (const DeviationFileError& e) {
      failure = std::string("pair_style ilmlff: ") + e.what();
    }
  }
  int length = static_cast<int>(failure.size());
  MPI_Bcast(&length, 1, MPI_INT, 0, lmp_->world);
  failure.resize(length);
  MPI_Bcast(&failure[0], length, MPI_CHAR, 0, lmp_->world);
  if (length > 0) lmp_->error->all(ILMLFF_HERE, failure);
  open_ = true;
}

/* ---- every step ---- */

// Fixes that try moves (gcmc, atom/swap) evaluate energies in between without asking for a virial. The integrator's own
// evaluation has one on the steps that matter here, because it was asked for.
bool Committee::due(int vflag) {
  const bigint step = lmp_->update->ntimestep;
  if (settings_.out_freq == 0) return false;
  if (step % settings_.out_freq == 0 && vflag == 0 && requested_ >= 0 && (requested_ == step || reported_ == step))
    return false;
  request_flags();
  return step % settings_.out_freq == 0;
}

// Asks LAMMPS for energy and virial on the next step that is reported. When the run may stop there, for all that any
// output can need, so that the thermodynamic output of that step can be printed.
void Committee::request_flags() {
  const bigint next = (lmp_->update->ntimestep / settings_.out_freq + 1) * settings_.out_freq;
  if (next == requested_) return;
  if (!std::isnan(settings_.devi_stop)) lmp_->modify->addstep_compute_all(next);
  for (int i = 0; i < lmp_->modify->ncompute; i++) {
    Compute* compute = lmp_->modify->compute[i];
    if (!compute->pressflag || !compute->timeflag) continue;
    compute->addstep(next);
    requested_ = next;
  }
}

void Committee::attach(ilmlff_results& results, std::size_t count) {
  count_ = count;
  forces_.resize(3 * count * energies_.size());
  results.member_energies = energies_.data();
  results.member_virials = virials_.data();
  results.member_forces = forces_.data();
}

void Committee::report(Halo& halo) {
  const DeviationRow row = deviation(halo);
  write(row);
  reported_ = row.step;
  act_on(row);
}

DeviationRow Committee::deviation(Halo& halo) {
  const int members = static_cast<int>(energies_.size());
  const std::size_t stride = 3 * count_;
  for (int k = 0; k < members; k++) halo.add_to_owners(forces_.data() + k * stride, 3);

  const int n = lmp_->atom->nlocal;
  deviations_.resize(n);
  if (n > 0)
    check(ilmlff_force_deviations(forces_.data(), members, static_cast<int64_t>(stride), n,
                                  settings_.relative / energy_unit_, deviations_.data()));
  double extremes[2] = {0, -infinite};  // largest, and smallest with the other sign
  std::vector<double> sums(1 + virials_.size(), 0.0);
  for (double& d : deviations_) {
    d = at_most_infinite(d);
    extremes[0] = std::max(extremes[0], d);
    extremes[1] = std::max(extremes[1], -d);
    sums[0] += d;
  }
  std::copy(virials_.begin(), virials_.end(), sums.begin() + 1);
  MPI_Allreduce(MPI_IN_PLACE, extremes, 2, MPI_DOUBLE, MPI_MAX, lmp_->world);
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, lmp_->world);

  DeviationRow row;
  row.step = lmp_->update->ntimestep;
  const bigint atoms = lmp_->atom->natoms;
  if (atoms == 0) return row;
  row.max_f = energy_unit_ * extremes[0];
  row.min_f = energy_unit_ * -extremes[1];
  row.avg_f = energy_unit_ * sums[0] / static_cast<double>(atoms);

  double of_virial[9];
  check(ilmlff_virial_deviations(&sums[1], members, atoms, settings_.relative_v / energy_unit_, of_virial));
  row.min_v = infinite;
  for (double d : of_virial) {
    d = energy_unit_ * at_most_infinite(d);
    row.max_v = std::max(row.max_v, d);
    row.min_v = std::min(row.min_v, d);
    row.avg_v += d * d / 9;
  }
  row.avg_v = std::sqrt(row.avg_v);
  return row;
}

void Committee::write(const DeviationRow& row) {
  std::vector<double> of_atoms;
  if (settings_.atomic) {
    of_atoms = gathered_by_id(lmp_->world, lmp_->atom->tag, lmp_->atom->nlocal, 1, deviations_);
    for (double& d : of_atoms) d *= energy_unit_;
  }
  if (!file_) return;
  // Minimisers evaluate several times per step; the last evaluation is the one that they accept.
  const bool again = row.step == reported_ && lmp_->update->setupflag == 0;
  try {
    file_->write(deviation_line(row, of_atoms), again);
  } catch (const DeviationFileError& e) {
    lmp_->error->one(ILMLFF_HERE, std::string("pair_style ilmlff: ") + e.what());
  }
}

/* ---- devi_warn and devi_stop ---- */

void Committee::act_on(const DeviationRow& row) {
  const std::string place =
      "pair_style ilmlff, step " + std::to_string(row.step) + ": max_devi_f " + shortest(row.max_f);
  if (row.max_f > settings_.devi_stop && !lmp_->timer->is_timeout()) {
    const std::string name = settings_.out_file + ".stop-" + std::to_string(row.step) + ".extxyz";
    const std::string atom = worst_atom(row.max_f);
    if (lmp_->comm->me == 0)
      lmp_->error->warning(ILMLFF_HERE, place + " (" + atom + ") is above devi_stop " + shortest(settings_.devi_stop) +
                                            ". This run ends after this step, later run and minimize commands are "
                                            "skipped; the frame is in " +
                                            name);
    write_frame(row, name);
    end_run();
  } else if (row.max_f > settings_.devi_warn && is_power_of_ten(++exceeded_)) {
    const std::string atom = worst_atom(row.max_f);
    if (lmp_->comm->me == 0)
      lmp_->error->warning(ILMLFF_HERE,
                           place + " (" + atom + ") is above devi_warn " + shortest(settings_.devi_warn) +
                               (exceeded_ == 1 ? "; the next warning comes after ten such steps"
                                               : ", as on " + std::to_string(exceeded_ - 1) + " steps before"));
  }
}

// ID and element of the atom whose deviation is largest, of the smallest ID where there are several. Collective.
std::string Committee::worst_atom(double max_f) const {
  const Atom* atom = lmp_->atom;
  tagint mine = MAXTAGINT, id = 0;
  int type = 0, owners_type = 0;
  for (int i = 0; i < atom->nlocal; i++)
    if (energy_unit_ * deviations_[i] >= max_f && atom->tag[i] < mine) {
      mine = atom->tag[i];
      type = atom->type[i];
    }
  MPI_Allreduce(&mine, &id, 1, MPI_LMP_TAGINT, MPI_MIN, lmp_->world);
  if (mine != id) type = 0;
  MPI_Allreduce(&type, &owners_type, 1, MPI_INT, MPI_MAX, lmp_->world);
  return "atom " + std::to_string(id) + (owners_type > 0 ? ", " + elements_[owners_type - 1] : "");
}

// As at the end of a run whose length was given: the output of the last step, then no further step.
void Committee::end_run() const {
  if (lmp_->update->whichflag == 1 && !lmp_->update->setupflag)
    lmp_->output->next = lmp_->output->next_thermo = lmp_->update->ntimestep;
  lmp_->timer->force_timeout();
}

void Committee::write_frame(const DeviationRow& row, const std::string& name) const {
  const Atom* atom = lmp_->atom;
  constexpr int width = 9;  // ID, type, position, force, deviation
  std::vector<double> rows;
  rows.reserve(static_cast<std::size_t>(width) * atom->nlocal);
  for (int i = 0; i < atom->nlocal; i++) {
    const double* x = atom->x[i];
    const double* f = &forces_[3 * static_cast<std::size_t>(i)];
    rows.insert(rows.end(), {static_cast<double>(atom->tag[i]), static_cast<double>(atom->type[i]), x[0], x[1], x[2],
                             f[0], f[1], f[2], deviations_[i]});
  }
  double energy = 0;
  MPI_Reduce(&energies_[0], &energy, 1, MPI_DOUBLE, MPI_SUM, 0, lmp_->world);
  const std::vector<double> all = gathered_by_id(lmp_->world, atom->tag, atom->nlocal, width, rows);
  if (lmp_->comm->me != 0) return;

  const Domain* domain = lmp_->domain;
  StoppedFrame frame;
  frame.step = row.step;
  frame.energy = energy;
  frame.relative = !std::isnan(settings_.relative);
  const double cell[9] = {domain->xprd, 0, 0, domain->xy, domain->yprd, 0, domain->xz, domain->yz, domain->zprd};
  std::copy(cell, cell + 9, frame.cell);
  std::copy(domain->boxlo, domain->boxlo + 3, frame.origin);
  for (int k = 0; k < 3; k++) frame.periodic[k] = domain->periodicity[k] != 0;
  for (std::size_t i = 0; i < all.size(); i += width)
    frame.atoms.push_back({elements_[static_cast<int>(all[i + 1]) - 1], static_cast<int64_t>(all[i]), &all[i + 2]});
  if (!write_extxyz(frame, name))
    lmp_->error->warning(ILMLFF_HERE, "pair_style ilmlff: the frame could not be written to " + name);
}

}  // namespace ilmlff_lammps
