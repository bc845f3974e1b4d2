// SPDX-License-Identifier: GPL-2.0-only
#include "pair_ilmlff.h"

#include <mpi.h>
#include <sys/stat.h>
#include <unistd.h>

#include "atom.h"
#include "comm.h"
#include "elements.h"
#include "error.h"
#include "force.h"
#include "here.h"
#include "mapping.h"
#include "memory.h"
#include "nearest.h"
#include "neighbor.h"
#include "preflight.h"
#include "units.h"
#include "update.h"

using namespace LAMMPS_NS;
using ilmlff_lammps::Halo;
using ilmlff_lammps::Settings;

namespace {

// LAMMPS renamed these two in 2022; whichever the headers declare is called.
template <typename C>
auto exchange_forward(C* comm, Pair* pair, int) -> decltype(comm->forward_comm_pair(pair)) {
  comm->forward_comm_pair(pair);
}
template <typename C>
void exchange_forward(C* comm, Pair* pair, long) {
  comm->forward_comm(pair);
}
template <typename C>
auto exchange_reverse(C* comm, Pair* pair, int) -> decltype(comm->reverse_comm_pair(pair)) {
  comm->reverse_comm_pair(pair);
}
template <typename C>
void exchange_reverse(C* comm, Pair* pair, long) {
  comm->reverse_comm(pair);
}

std::vector<std::string> as_words(int narg, char** arg) {
  return std::vector<std::string>(arg, arg + narg);
}

}  // namespace

PairIlmlff::PairIlmlff(LAMMPS* lmp)
    : Pair(lmp),
      parameters_(lmp),
      species_(lmp),
      halo_([this] { exchange_forward(comm, this, 0); }, [this] { exchange_reverse(comm, this, 0); }) {
  manybody_flag = 1;
  single_enable = 0;
  restartinfo = 0;
  one_coeff = 0;  // coeff() demands '* *' itself, with a better message; hybrid needs 1, see there
  no_virial_fdotr_compute = 1;
  centroidstressflag = CENTROID_AVAIL;
  comm_forward = comm_reverse = comm_reverse_off = Halo::widest_block;
}

PairIlmlff::~PairIlmlff() {
  if (!allocated) return;
  memory->destroy(setflag);
  memory->destroy(cutsq);
}

bool PairIlmlff::in_hybrid() const {
  return !force->pair_style || std::string(force->pair_style).rfind("hybrid", 0) == 0;
}

void PairIlmlff::allocate() {
  const int n = atom->ntypes + 1;
  memory->destroy(setflag);
  memory->destroy(cutsq);
  memory->create(setflag, n, n, "pair:setflag");
  memory->create(cutsq, n, n, "pair:cutsq");
  allocated = 1;
  // Outside hybrid all pairs of types are ours, also before pair_coeff, so that init_style() can tell what is missing.
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) setflag[i][j] = in_hybrid() ? 0 : 1;
}

/* ---- pair_style ---- */

void PairIlmlff::settings(int narg, char** arg) {
  // The same answer on every rank, whatever their file systems hold: refusals must be unanimous.
  const auto exists_on_first_rank = [this](const std::string& name) {
    int exists = 0;
    if (comm->me == 0) {
      // Not by opening it: that would wait for ever on a named pipe.
      struct stat status;
      exists = stat(name.c_str(), &status) == 0 && !S_ISFIFO(status.st_mode) && access(name.c_str(), R_OK) == 0;
    }
    MPI_Bcast(&exists, 1, MPI_INT, 0, world);
    return exists != 0;
  };
  try {
    settings_ = ilmlff_lammps::parse_settings(as_words(narg, arg), exists_on_first_rank);
  } catch (const ilmlff_lammps::SettingsError& e) {
    error->all(ILMLFF_HERE, std::string(e.what()));
  }
  if (settings_.models.size() == 1 && !settings_.committee_words.empty() && comm->me == 0)
    error->warning(ILMLFF_HERE, "pair_style ilmlff: '" + settings_.committee_words.front() +
                                    "' has no effect with one model: a deviation needs at least two");
  evaluator_.reset();
  committee_.reset();
  elements_.clear();
  if (atom->ntypes > 0) allocate();
}

/* ---- pair_coeff ---- */

void PairIlmlff::coeff(int narg, char** arg) {
  std::vector<std::string> words = as_words(narg, arg);
  settings_.own_words = ilmlff_lammps::take_own_words(words, settings_, atom->ntypes);
  committee_.reset();
  elements_.clear();
  elements_in_order_ = words == std::vector<std::string>{"*", "*"};
  if (elements_in_order_) map_types_in_order();
  try {
    if (elements_.empty()) elements_ = ilmlff_lammps::parse_mapping(words, atom->ntypes);
  } catch (const ilmlff_lammps::SettingsError& e) {
    error->all(ILMLFF_HERE, std::string(e.what()));
  }
  allocate();
  species_.map_types(elements_);
  if (in_hybrid()) {
    one_coeff = 1;
    for (int i = 1; i <= atom->ntypes; i++)
      for (int j = i; j <= atom->ntypes; j++) setflag[i][j] = species_.sees_type(i) && species_.sees_type(j);
  }
  open_model(settings_);
  parameters_.use(settings_, evaluator_->info());
  if (settings_.models.size() > 1) committee_ = std::make_unique<ilmlff_lammps::Committee>(lmp, settings_, elements_);
  print_model();
}

// DeePMD-kit's inputs may leave the names out: type n is then the model's n-th. Other models have no order of their
// own.
void PairIlmlff::map_types_in_order() {
  species_.map_types({ilmlff_lammps::no_element});
  Settings first = settings_;
  first.models.resize(1);
  open_model(first);
  const ilmlff_model_info info = evaluator_->info();
  evaluator_.reset();
  if (std::string(info.summary).rfind("DeePMD", 0) != 0) return;

  const std::vector<std::string>& symbols = ilmlff_lammps::element_symbols();
  std::vector<std::string> known;
  for (int i = 0; i < info.element_count; i++) known.push_back(symbols[info.atomic_numbers[i] - 1]);
  if (atom->ntypes > info.element_count)
    error->all(ILMLFF_HERE, "pair_coeff for ilmlff: without names the atom types are the model's in its order (" +
                                ilmlff_lammps::listed(known) + "), but there are " + std::to_string(atom->ntypes) +
                                " types: write 'pair_coeff * *' followed by one element symbol or NULL for each");
  known.resize(atom->ntypes);
  elements_ = known;
  if (comm->me == 0)
    utils::logmesg(lmp,
                   std::string("ilmlff: no names in 'pair_coeff * *': the atom types are the model's in its order\n"));
}

void PairIlmlff::open_model(const Settings& settings) {
  evaluator_.reset();
  std::string failure;
  try {
    evaluator_ = std::make_unique<ilmlff_lammps::Evaluator>(settings, species_.evaluator_elements());
  } catch (const ilmlff_lammps::EvaluatorError& e) {
    failure = "pair_style ilmlff: " + std::string(e.what());
  }
  print_evaluator_log();

  // All ranks read the same file: normally all fail or none. Where only some fail (a node without the file, without
  // .NET), those speak for themselves.
  const int mine = failure.empty() ? 0 : 1;
  int failed = 0;
  MPI_Allreduce(&mine, &failed, 1, MPI_INT, MPI_SUM, world);
  if (failed == comm->nprocs) error->all(ILMLFF_HERE, failure);
  if (mine) error->one(ILMLFF_HERE, failure);
  if (failed) MPI_Barrier(world);  // until the failing rank has ended the run
}

// Follows the evaluator's own line about the model. Every line starts with "ilmlff: ", to be found in the log.
void PairIlmlff::print_model() const {
  if (comm->me != 0) return;
  const ilmlff_model_info& info = evaluator_->info();
  const auto counted = [](int n, const std::string& what) {
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
  };
  std::vector<std::string> lines = {
      std::string("evaluator ") + info.backend + " on " + settings_.device + ", precision " +
          (settings_.mixed ? "mixed" : "double") + ", " + counted(comm->nprocs, "MPI rank") + " with " +
          counted(settings_.threads, "thread") + " each",
      "cutoff " + ilmlff_lammps::shortest(info.cutoff) + " Angstrom; ghost atoms within cutoff + skin" +
          (info.message_passing_layers > 1
               ? ", node features sent to them between the " + std::to_string(info.message_passing_layers) + " layers"
               : "")};
  if (committee_) lines.push_back(committee_->description());
  for (std::size_t i = 0; i < elements_.size(); i++) {
    std::string line = "atom type " + std::to_string(i + 1) + " -> " + elements_[i];
    if (elements_[i] == ilmlff_lammps::no_element)
      line += in_hybrid() ? " (not seen by the model)" : " (not seen by the model: feels no force from any pair style)";
    lines.push_back(line);
  }
  for (const std::string& line : lines) utils::logmesg(lmp, "ilmlff: " + line + "\n");
}

void PairIlmlff::print_evaluator_log() const {
  for (const auto& [line, is_warning] : ilmlff_lammps::Evaluator::take_log()) {
    if (comm->me != 0) continue;
    if (is_warning)
      error->warning(ILMLFF_HERE, "pair_style ilmlff: " + line);
    else
      utils::logmesg(lmp, "ilmlff: " + line + "\n");
  }
}

/* ---- before a run ---- */

void PairIlmlff::init_style() {
  if (!evaluator_)
    error->all(
        ILMLFF_HERE,
        "pair_style ilmlff: pair_coeff is missing; write 'pair_coeff * *' followed by one element symbol or NULL "
        "for each of the " +
            std::to_string(atom->ntypes) + " atom types");
  ilmlff_lammps::check_simulation(lmp, species_);
  ilmlff_lammps::check_masses(lmp, elements_, elements_in_order_);
  ilmlff_lammps::check_threads(lmp, settings_.threads);
  energy_unit_ = ilmlff_lammps::electronvolt_in(update->unit_style);
  parameters_.prepare();
  if (committee_) committee_->prepare(energy_unit_);

  // No neighbour list is asked for: the evaluator keeps its own over LAMMPS's local and ghost atoms.
  checked_ = false;
  last_build_ = -1;
  pair_is_ours_.assign(static_cast<std::size_t>(atom->ntypes + 1) * (atom->ntypes + 1), 0);
}

double PairIlmlff::init_one(int i, int j) {
  pair_is_ours_[static_cast<std::size_t>(i) * (atom->ntypes + 1) + j] = 1;
  return evaluator_->info().cutoff;
}

// After all init functions of LAMMPS: fixes add exclusions in theirs, hybrid tells which pairs of types are ours.
void PairIlmlff::check_before_first_step() {
  checked_ = true;
  species_.check_exclusions();
  for (int i = 1; i <= atom->ntypes; i++)
    for (int j = i; j <= atom->ntypes; j++) {
      if (!species_.sees_type(i) || !species_.sees_type(j)) continue;
      if (pair_is_ours_[static_cast<std::size_t>(i) * (atom->ntypes + 1) + j]) continue;
      const std::string pair = std::to_string(i) + " " + std::to_string(j);
      error->all(
          ILMLFF_HERE,
          "pair_style ilmlff: 'pair_coeff " + pair +
              "' gives this pair to another style of 'hybrid', but the "
              "model sees both types and would count it as well; use 'hybrid/overlay' to add, or NULL for one of "
              "the types in 'pair_coeff * * ilmlff ...'");
    }
}

/* ---- every step ---- */

// LAMMPS rebuilds its lists when atoms have moved far enough, changed their rank or order, or come and gone.
bool PairIlmlff::neighbors_changed() {
  const bool rebuilt = neighbor->ago == 0 || neighbor->ncalls != last_build_;
  last_build_ = neighbor->ncalls;
  return species_.update(rebuilt) || rebuilt;
}

void PairIlmlff::compute(int eflag, int vflag) {
  ev_init(eflag, vflag);
  if (!checked_) check_before_first_step();

  const std::size_t count = static_cast<std::size_t>(atom->nlocal) + static_cast<std::size_t>(atom->nghost);
  ilmlff_atoms atoms = {};
  atoms.struct_size = sizeof(atoms);
  atoms.n_local = atom->nlocal;
  atoms.n_ghost = atom->nghost;
  atoms.positions = count ? &atom->x[0][0] : nullptr;
  atoms.neighbors_changed = neighbors_changed();
  atoms.species = species_.data();
  atoms.ghost_mode = 1;
  atoms.host_skin = neighbor->skin;
  atoms.halo = halo_.callbacks();
  parameters_.update(atoms);

  ilmlff_results results = {};
  results.struct_size = sizeof(results);
  results.forces = count ? &atom->f[0][0] : nullptr;
  results.site_energies = eflag_atom ? eatom : nullptr;
  if (energy_unit_ != 1 || !force->newton_pair) {
    forces_.assign(3 * count, 0.0);
    results.forces = forces_.data();
  }
  if (vflag_atom || cvflag_atom) {
    atom_virials_.assign(9 * count, 0.0);
    results.atom_virials = atom_virials_.data();
  }

  const bool all_members = committee_ && committee_->due(vflag);
  if (all_members) committee_->attach(results, count);

  try {
    evaluator_->compute(atoms, results);
    if (!force->newton_pair) add_ghosts_to_owners();
    if (all_members) committee_->report(halo_);
  } catch (const ilmlff_lammps::EvaluatorError& e) {
    halo_.rethrow();
    std::string text = "pair_style ilmlff, step " + std::to_string(update->ntimestep) + ": " + e.what();
    if (text.find("counted from 0") != std::string::npos)
      text += " (Atoms are counted in the order of this rank, not by ID.)";
    error->one(ILMLFF_HERE, text);
  }
  print_evaluator_log();
  tally(results);
}

// With 'newton off' LAMMPS leaves what ghosts have collected to the pair style.
void PairIlmlff::add_ghosts_to_owners() {
  halo_.add_to_owners(forces_.data(), 3);
  if (vflag_atom || cvflag_atom) halo_.add_to_owners(atom_virials_.data(), 9);
}

int PairIlmlff::atoms_with_results() const {
  return force->newton_pair ? atom->nlocal + atom->nghost : atom->nlocal;
}

void PairIlmlff::tally(const ilmlff_results& results) {
  if (results.forces == forces_.data()) {
    const int n = 3 * atoms_with_results();
    double* f = n ? &atom->f[0][0] : nullptr;
    for (int i = 0; i < n; i++) f[i] += energy_unit_ * forces_[i];
  }
  for (int i = 0; eflag_atom && energy_unit_ != 1 && i < atom->nlocal; i++) eatom[i] *= energy_unit_;
  if (eflag_global) eng_vdwl += energy_unit_ * results.energy;
  if (vflag_global) {
    const double* w = results.virial;  // xx xy xz yx yy yz zx zy zz
    const double symmetric[6] = {w[0], w[4], w[8], 0.5 * (w[1] + w[3]), 0.5 * (w[2] + w[6]), 0.5 * (w[5] + w[7])};
    for (int k = 0; k < 6; k++) virial[k] += energy_unit_ * symmetric[k];
  }
  if (vflag_atom || cvflag_atom) tally_atom_virials();
}

void PairIlmlff::tally_atom_virials() {
  const int count = atoms_with_results();
  for (int i = 0; i < count; i++) {
    const double* w = &atom_virials_[9 * static_cast<std::size_t>(i)];  // xx xy xz yx yy yz zx zy zz
    if (cvflag_atom) {
      // LAMMPS: xx yy zz xy xz yz yx zx zy
      const double centroid[9] = {w[0], w[4], w[8], w[1], w[2], w[5], w[3], w[6], w[7]};
      for (int k = 0; k < 9; k++) cvatom[i][k] += energy_unit_ * centroid[k];
    }
    if (vflag_atom) {
      const double symmetric[6] = {w[0], w[4], w[8], 0.5 * (w[1] + w[3]), 0.5 * (w[2] + w[6]), 0.5 * (w[5] + w[7])};
      for (int k = 0; k < 6; k++) vatom[i][k] += energy_unit_ * symmetric[k];
    }
  }
}

/* ---- ghost exchange between layers ---- */

int PairIlmlff::pack_forward_comm(int n, int* list, double* buffer, int, int*) {
  return halo_.pack_forward(n, list, buffer);
}

void PairIlmlff::unpack_forward_comm(int n, int first, double* buffer) {
  halo_.unpack_forward(n, first, buffer);
}

int PairIlmlff::pack_reverse_comm(int n, int first, double* buffer) {
  return halo_.pack_reverse(n, first, buffer);
}

void PairIlmlff::unpack_reverse_comm(int n, int* list, double* buffer) {
  halo_.unpack_reverse(n, list, buffer);
}

double PairIlmlff::memory_usage() {
  return Pair::memory_usage() + species_.memory_usage() + (committee_ ? committee_->memory_usage() : 0) +
         static_cast<double>((forces_.capacity() + atom_virials_.capacity()) * sizeof(double));
}
