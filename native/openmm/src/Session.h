// SPDX-License-Identifier: MIT
#pragma once
#include "IlmlffForce.h"
#include "ilmlff.h"
#include "openmm/System.h"
#include "openmm/Vec3.h"

namespace ilmlff {

/// One opened model in one Context: the way from OpenMM's positions to ilmlff_compute and back, with the units. Every
/// failure is an OpenMMException; the session stays usable after a failed evaluation.
class Session {
 public:
  /// Checks the Force against the System, starts .NET if need be and opens the model.
  Session(const IlmlffForce& force, const OpenMM::System& system);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  bool isPeriodic() const { return periodic; }

  /// Energy in kJ/mol; positions and box in nm. When forces is given, the model's forces are added to it, kJ/mol/nm.
  double compute(const std::vector<OpenMM::Vec3>& positions, const OpenMM::Vec3 box[3],
                 std::vector<OpenMM::Vec3>* forces);

  /// Virial of the last evaluation, kJ/mol, row by row: sum of r (x) f, which is -dE/dstrain.
  const double* getVirial() const { return virial; }

  /// Back end, cutoff and summary of the model.
  const ilmlff_model_info& getInfo() const { return info; }

 private:
  void checkParticles(const OpenMM::System& system) const;
  void open();
  void checkBox(const std::vector<OpenMM::Vec3>& positions, const OpenMM::Vec3 box[3]);

  const IlmlffForce& force;
  bool periodic;
  bool boxChecked = false;
  bool barostat;
  ilmlff_evaluator* evaluator = nullptr;
  ilmlff_model_info info{};
  std::string numbering;              // how the evaluator's atom numbers are to be read, when they are not the System's
  std::vector<std::string> elements;  // species of the evaluator
  std::vector<int32_t> species;
  std::vector<double> coordinates;  // Angstrom
  std::vector<double> gradients;    // forces, eV/Angstrom
  double virial[9] = {};
};

}  // namespace ilmlff
