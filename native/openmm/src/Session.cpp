// SPDX-License-Identifier: MIT
#include "Session.h"
#include "Periodicity.h"
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <thread>
#include <unordered_map>
#include <unordered_set>

using OpenMM::OpenMMException;
using OpenMM::Vec3;

namespace ilmlff {
namespace {

// CODATA 2022: e N_A / 1000, both exact by definition.
constexpr double KJ_PER_MOL_PER_EV = 96.48533212331002;
constexpr double ANGSTROM_PER_NM = 10.0;

void require(int32_t status, const std::string& note = "") {
  if (status == ILMLFF_OK) return;
  std::string text(static_cast<size_t>(ilmlff_last_error(nullptr, 0)) + 1, '\0');
  ilmlff_last_error(text.data(), static_cast<int64_t>(text.size()));
  text.pop_back();
  throw OpenMMException("IlmlffForce: " + (text.empty() ? "failed with status " + std::to_string(status) : text) +
                        note);
}

int32_t choosePrecision(const std::string& word) {
  if (word == "double") return ILMLFF_DOUBLE;
  if (word == "mixed") return ILMLFF_MIXED;
  throw OpenMMException("IlmlffForce: precision '" + word + "' is not known; known are 'double' and 'mixed'.");
}

// Like OpenMM's CPU platform: its environment variable, else what this process may use.
int32_t chooseThreads(int wanted) {
  if (wanted > 0) return wanted;
  if (const char* text = std::getenv("OPENMM_CPU_THREADS")) {
    int number = std::atoi(text);
    if (number > 0) return number;
  }
  return static_cast<int32_t>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace

Session::Session(const IlmlffForce& force, const OpenMM::System& system)
    : force(force), periodic(decidePeriodic(force, system)), barostat(hasBarostat(system)) {
  if (force.getModels().empty()) throw OpenMMException("IlmlffForce: there is no model file.");
  checkParticles(system);
  std::unordered_map<std::string, int32_t> known;
  for (const IlmlffForce::Particle& particle : force.getParticles()) {
    auto [entry, isNew] = known.emplace(particle.element, static_cast<int32_t>(elements.size()));
    if (isNew) elements.push_back(particle.element);
    species.push_back(entry->second);
  }
  for (size_t i = 0; i < species.size() && numbering.empty(); i++) {
    if (force.getParticles()[i].index == static_cast<int>(i)) continue;
    numbering = " (Numbers of atoms count the particles of this Force: atom " + std::to_string(i) + " is particle " +
                std::to_string(force.getParticles()[i].index) + " of the System.)";
  }
  coordinates.resize(3 * species.size());
  gradients.resize(3 * species.size());
  open();
}

void Session::checkParticles(const OpenMM::System& system) const {
  std::ostringstream text;
  int size = system.getNumParticles();
  std::unordered_set<int> seen;
  if (force.getParticles().empty()) {
    text << "it has no atoms: call addAtoms before the Context is created.";
  } else if (force.getSystemSize() >= 0 && force.getSystemSize() != size) {
    text << "its atoms describe a System of " << force.getSystemSize() << " particles, but the System has " << size
         << ". When the model is meant for some of the particles only, say which: addAtoms(..., particles=[...]).";
  }
  for (const IlmlffForce::Particle& particle : force.getParticles()) {
    if (!text.str().empty()) break;
    if (particle.index < 0 || particle.index >= size) {
      text << "particle " << particle.index << " does not exist; the System has " << size << " particles, 0 to "
           << size - 1 << ".";
    } else if (!seen.insert(particle.index).second) {
      text << "particle " << particle.index << " is listed twice.";
    } else if (system.isVirtualSite(particle.index)) {
      text << "particle " << particle.index << " is a virtual site; the model can only see atoms.";
    }
  }
  for (auto [first, second] : force.getBonds()) {
    if (!text.str().empty()) break;
    if (std::min(first, second) < 0 || std::max(first, second) >= size || first == second) {
      text << "the bond " << first << "-" << second << " is impossible in a System of " << size << " particles.";
    }
  }
  if (!text.str().empty()) throw OpenMMException("IlmlffForce: " + text.str());
}

void Session::open() {
  if (ilmlff_abi_version() != ILMLFF_ABI_VERSION) {
    throw OpenMMException("IlmlffForce: libilmlff.so speaks version " + std::to_string(ilmlff_abi_version()) +
                          " of the interface, the OpenMM plugin version " + std::to_string(ILMLFF_ABI_VERSION) +
                          ". Build both together (native/build.sh).");
  }
  require(ilmlff_start(nullptr));

  const EvaluationOptions& wanted = force.getOptions();
  std::vector<const char*> models;
  std::vector<const char*> symbols;
  std::vector<const char*> words;
  for (const std::string& model : force.getModels()) models.push_back(model.c_str());
  for (const std::string& element : elements) symbols.push_back(element.c_str());
  for (const std::string& word : wanted.words) words.push_back(word.c_str());
  ilmlff_open_options options{};
  options.struct_size = sizeof options;
  options.models = models.data();
  options.model_count = static_cast<int32_t>(models.size());
  options.threads = chooseThreads(wanted.threads);
  options.elements = symbols.data();
  options.element_count = static_cast<int32_t>(symbols.size());
  options.precision = choosePrecision(wanted.precision);
  options.backend = wanted.backend.c_str();
  options.device = wanted.device.c_str();
  options.head = wanted.head.empty() ? nullptr : wanted.head.c_str();
  options.skin = -1;
  options.total_charge = wanted.charge;
  options.total_spin = wanted.spin;
  options.frame_parameters = wanted.frameParameters.empty() ? nullptr : wanted.frameParameters.data();
  options.frame_parameter_count = static_cast<int32_t>(wanted.frameParameters.size());
  options.atom_parameters = wanted.atomParameters.empty() ? nullptr : wanted.atomParameters.data();
  options.atom_parameter_count = static_cast<int32_t>(wanted.atomParameters.size());
  options.words = words.data();
  options.word_count = static_cast<int32_t>(words.size());
  ilmlff_evaluator* opened = nullptr;
  require(ilmlff_open(&options, &opened),
          wanted.atomParameters.size() == species.size() && species.size() > 1
              ? " (aparam: one list is for every atom; a list of lists has one for each.)"
              : "");
  evaluator.reset(opened);
  info.struct_size = sizeof info;
  require(ilmlff_describe(opened, &info));
  checkParameters();
}

// A wrong number in the options was refused when the model was opened, except by models that have no parameters.
void Session::checkParameters() {
  const EvaluationOptions& wanted = force.getOptions();
  const std::vector<IlmlffForce::Particle>& particles = force.getParticles();
  const std::string model = "IlmlffForce: the model " + force.getModels()[0] + " takes ";
  const size_t frame = info.frame_parameter_count;
  const size_t atom = info.atom_parameter_count;
  if (frame == 0 && !wanted.frameParameters.empty())
    throw OpenMMException(model + "no frame parameters; leave fparam out.");
  if (frame > 0 && wanted.frameParameters.empty() && info.has_default_frame_parameters == 0) {
    throw OpenMMException(model + std::to_string(frame) +
                          " frame parameter(s), and none are given: IlmlffForce(..., fparam=[...]).");
  }
  for (const IlmlffForce::Particle& particle : particles) {
    size_t given = wanted.atomParameters.size() + particle.parameters.size();
    if (given == atom && (wanted.atomParameters.empty() || particle.parameters.empty())) continue;
    if (atom == 0) throw OpenMMException(model + "no atom parameters; leave aparam out.");
    throw OpenMMException(model + std::to_string(atom) + " atom parameter(s), and particle " +
                          std::to_string(particle.index) + " has " + (given == 0 ? "none" : std::to_string(given)) +
                          ": IlmlffForce(..., aparam=[...]) gives them to every atom, a list of lists to each.");
  }
  for (const IlmlffForce::Particle& particle : particles)
    atomParameters.insert(atomParameters.end(), particle.parameters.begin(), particle.parameters.end());
}

// The atoms as the evaluator wants them.
ilmlff_atoms Session::present(const std::vector<Vec3>& positions, const Vec3 box[3]) {
  const std::vector<IlmlffForce::Particle>& particles = force.getParticles();
  for (size_t i = 0; i < particles.size(); i++) {
    const Vec3& position = positions[particles[i].index];
    for (int k = 0; k < 3; k++) {
      if (!std::isfinite(position[k])) {
        throw OpenMMException("IlmlffForce: the position of particle " + std::to_string(particles[i].index) + " (" +
                              particles[i].element +
                              ") is not a finite number. The simulation has blown up, or the positions "
                              "were never right: try a smaller step, or minimise the energy first.");
      }
      coordinates[3 * i + k] = position[k] * ANGSTROM_PER_NM;
    }
  }
  if (!boxChecked) checkBox(positions, box);

  ilmlff_atoms atoms{};
  atoms.struct_size = sizeof atoms;
  atoms.n_local = static_cast<int32_t>(species.size());
  atoms.positions = coordinates.data();
  atoms.species = species.data();
  atoms.atom_parameters = atomParameters.empty() ? nullptr : atomParameters.data();
  for (int row = 0; row < 3; row++) {
    atoms.periodic[row] = periodic ? 1 : 0;
    for (int column = 0; column < 3; column++)
      atoms.cell[3 * row + column] = periodic ? box[row][column] * ANGSTROM_PER_NM : 0;
  }
  return atoms;
}

bool Session::isEvaluated(const ilmlff_atoms& atoms) const {
  return coordinates == evaluated && std::equal(atoms.cell, atoms.cell + 9, evaluatedCell);
}

void Session::evaluate(const ilmlff_atoms& atoms, ilmlff_results& results) {
  evaluated.clear();
  std::fill(gradients.begin(), gradients.end(), 0.0);
  results.struct_size = sizeof results;
  results.forces = gradients.data();
  require(ilmlff_compute(evaluator.get(), &atoms, &results), numbering);
  energy = results.energy;
  for (int k = 0; k < 9; k++) virial[k] = results.virial[k] * KJ_PER_MOL_PER_EV;
}

double Session::compute(const std::vector<Vec3>& positions, const Vec3 box[3], std::vector<Vec3>* forces) {
  ilmlff_atoms atoms = present(positions, box);
  if (!isEvaluated(atoms)) {
    ilmlff_results results{};
    evaluate(atoms, results);
  }
  if (forces != nullptr) {
    constexpr double UNIT = KJ_PER_MOL_PER_EV * ANGSTROM_PER_NM;
    const std::vector<IlmlffForce::Particle>& particles = force.getParticles();
    for (size_t i = 0; i < particles.size(); i++) {
      (*forces)[particles[i].index] += Vec3(gradients[3 * i], gradients[3 * i + 1], gradients[3 * i + 2]) * UNIT;
    }
  }
  return energy * KJ_PER_MOL_PER_EV;
}

Deviation Session::deviate(const std::vector<Vec3>& positions, const Vec3 box[3], double level, double virialLevel) {
  if (info.model_count < 2) {
    throw OpenMMException("IlmlffForce: a deviation is that of two or more models, and this Force has one (" +
                          force.getModels()[0] + "). Give it a committee: IlmlffForce(\"a.pth\", \"b.pth\", ...).");
  }
  const auto members = static_cast<size_t>(info.model_count);
  memberEnergies.resize(members);
  memberVirials.resize(9 * members);
  memberForces.resize(members * gradients.size());
  ilmlff_atoms atoms = present(positions, box);
  ilmlff_results results{};
  results.member_energies = memberEnergies.data();
  results.member_virials = memberVirials.data();
  results.member_forces = memberForces.data();
  evaluate(atoms, results);
  evaluated = coordinates;
  std::copy(atoms.cell, atoms.cell + 9, evaluatedCell);

  Deviation deviation{};
  deviation.atoms.resize(species.size());
  const auto number = static_cast<int64_t>(species.size());
  require(ilmlff_force_deviations(memberForces.data(), info.model_count, 3 * number, number, level,
                                  deviation.atoms.data()));
  require(ilmlff_virial_deviations(memberVirials.data(), info.model_count, number, virialLevel, deviation.virial));
  return deviation;
}

// Once per Context: what can be known only when positions and box are there.
void Session::checkBox(const std::vector<Vec3>& positions, const Vec3 box[3]) {
  if (!periodic && force.getOptions().periodic == Periodic::Auto && !isUntouchedDefaultBox(box)) {
    throw OpenMMException(
        "IlmlffForce: a periodic box was given to the Context, but nothing in the System used one when the Context was "
        "created. "
        "Say periodic=True or periodic=False, or call system.setDefaultPeriodicBoxVectors before the Context is "
        "created.");
  }
  if (periodic && force.getDefaultBoxRefused() && isUntouchedDefaultBox(box)) {
    throw OpenMMException(
        "IlmlffForce: the Topology has a periodic box, but the System still has the 2 nm cube that OpenMM gives to "
        "every System. Call "
        "system.setDefaultPeriodicBoxVectors(*topology.getPeriodicBoxVectors()), or context.setPeriodicBoxVectors.");
  }
  if (periodic && barostat) requireWholeMolecules(force, positions, box);
  boxChecked = true;
}

}  // namespace ilmlff
