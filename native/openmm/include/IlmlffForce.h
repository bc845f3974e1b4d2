// SPDX-License-Identifier: MIT
#pragma once
#include "openmm/Force.h"
#include "openmm/OpenMMException.h"
#include <limits>
#include <string>
#include <utility>
#include <vector>

#define ILMLFF_OPENMM_EXPORT __attribute__((visibility("default")))

namespace ilmlff {

/// Are images of the periodic box counted? Auto: decided from the System when a Context is created (see Periodicity.h).
enum class Periodic { Auto, Yes, No };

/// How the model is evaluated. The defaults are right for most runs.
struct EvaluationOptions {
  std::string device = "cpu";
  std::string precision = "double";  ///< "double", or "mixed": float arithmetic, sums in double
  std::string backend = "auto";      ///< "auto", "simd", "reference"
  std::string head;                  ///< of a multi-head model; empty: its default head
  int threads = 0;                   ///< 0: OPENMM_CPU_THREADS, else every core the process may use
  double charge = std::numeric_limits<double>::quiet_NaN();  ///< total charge, e; NaN: the model's default
  double spin = std::numeric_limits<double>::quiet_NaN();    ///< total spin multiplicity; NaN: the model's default
  std::vector<double> frameParameters;                       ///< fparam; empty: the model's default
  std::vector<double> atomParameters;  ///< aparam of every atom; empty: the particles have their own, or none
  std::vector<std::string> words;      ///< name, value, name, value, ... for potentials written in C#
  Periodic periodic = Periodic::Auto;
};

/// A machine-learned potential acting on all particles of a System, or on some of them. OpenMM's units outside (nm,
/// kJ/mol); the conversion to the model's Angstrom and eV is the Force's business.
class ILMLFF_OPENMM_EXPORT IlmlffForce : public OpenMM::Force {
 public:
  struct Particle {
    int index;                       ///< in the System
    std::string element;             ///< symbol
    std::vector<double> parameters;  ///< aparam of this atom; empty: those of the options
  };

  IlmlffForce() { setName("IlmlffForce"); }

  /// Model files. Several are a committee: the first drives, and IlmlffForceImpl::getModelDeviation tells how far apart
  /// they are.
  const std::vector<std::string>& getModels() const { return models; }
  void addModel(const std::string& path) { models.push_back(path); }

  const std::vector<Particle>& getParticles() const { return particles; }
  void addParticle(int index, const std::string& element, const std::vector<double>& parameters = {}) {
    particles.push_back({index, element, parameters});
  }

  /// Bonds have no energy here. They say which particles belong to one molecule, which barostats move as a whole.
  const std::vector<std::pair<int, int>>& getBonds() const { return bonds; }
  void addBond(int first, int second) { bonds.emplace_back(first, second); }

  /// Number of particles a System must have, when the list of particles is meant to be complete; -1: any.
  int getSystemSize() const { return systemSize; }
  void setSystemSize(int size) { systemSize = size; }

  /// Refuse to evaluate in the box that OpenMM gives to every System (2 nm), because the atoms are known to have
  /// another one.
  bool getDefaultBoxRefused() const { return defaultBoxRefused; }
  void setDefaultBoxRefused(bool refused) { defaultBoxRefused = refused; }

  const EvaluationOptions& getOptions() const { return options; }
  EvaluationOptions& getOptions() { return options; }

  /// Throws while it is undecided (Periodic::Auto, no Context yet), as OpenMM expects of a Force that can't tell.
  bool usesPeriodicBoundaryConditions() const override;

 protected:
  OpenMM::ForceImpl* createImpl() const override;

 private:
  friend class IlmlffForceImpl;
  std::vector<std::string> models;
  std::vector<Particle> particles;
  std::vector<std::pair<int, int>> bonds;
  EvaluationOptions options;
  int systemSize = -1;
  bool defaultBoxRefused = false;
  // What Auto became in the last Context that was created.
  mutable Periodic decided = Periodic::Auto;
};

}  // namespace ilmlff
