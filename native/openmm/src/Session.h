// SPDX-License-Identifier: MIT
#pragma once
#include "IlmlffForce.h"
#include "ilmlff.h"
#include "openmm/System.h"
#include "openmm/Vec3.h"
#include <memory>

namespace ilmlff {

/// How far apart the members of a committee are for one structure, as DP-GEN defines it.
struct Deviation {
  double virial[9];           ///< standard deviations of W/atoms, eV; or relative ones
  std::vector<double> atoms;  ///< of each atom's force, eV/Angstrom, in the order of the Force's particles; or relative
};

/// One opened model in one Context: the way from OpenMM's positions to ilmlff_compute and back, with the units. Every
/// failure is an OpenMMException; the session stays usable after a failed evaluation.
class Session {
 public:
  /// Checks the Force against the System, starts .NET if need be and opens the model.
  Session(const IlmlffForce& force, const OpenMM::System& system);

  bool isPeriodic() const { return periodic; }

  /// Energy in kJ/mol; positions and box in nm. When forces is given, the model's forces are added to it, kJ/mol/nm.
  double compute(const std::vector<OpenMM::Vec3>& positions, const OpenMM::Vec3 box[3],
                 std::vector<OpenMM::Vec3>* forces);

  /// Evaluates all members of the committee, with one neighbour list. Levels make deviations relative (eV/Angstrom and
  /// eV); NaN: absolute.
  Deviation deviate(const std::vector<OpenMM::Vec3>& positions, const OpenMM::Vec3 box[3], double level,
                    double virialLevel);

  /// Virial of the last evaluation, kJ/mol, row by row: sum of r (x) f, which is -dE/dstrain.
  const double* getVirial() const { return virial; }

  /// Back end, cutoff and summary of the model.
  const ilmlff_model_info& getInfo() const { return info; }

 private:
  void checkParticles(const OpenMM::System& system) const;
  void open();
  void checkParameters();
  ilmlff_atoms present(const std::vector<OpenMM::Vec3>& positions, const OpenMM::Vec3 box[3]);
  bool isEvaluated(const ilmlff_atoms& atoms) const;
  void evaluate(const ilmlff_atoms& atoms, ilmlff_results& results);
  void checkBox(const std::vector<OpenMM::Vec3>& positions, const OpenMM::Vec3 box[3]);

  const IlmlffForce& force;
  bool periodic;
  bool boxChecked = false;
  bool barostat;
  struct Close {
    void operator()(ilmlff_evaluator* evaluator) const { ilmlff_close(evaluator); }
  };
  std::unique_ptr<ilmlff_evaluator, Close> evaluator;
  ilmlff_model_info info{};
  std::string numbering;              // how the evaluator's atom numbers are to be read, when they are not the System's
  std::vector<std::string> elements;  // species of the evaluator
  std::vector<int32_t> species;
  std::vector<double> atomParameters;  // of each atom, when the particles have their own
  std::vector<double> coordinates;     // Angstrom
  // Where all members were evaluated; empty: not at present. The step that follows a report takes its forces from it.
  std::vector<double> evaluated;
  double evaluatedCell[9] = {};
  double energy = 0;              // eV
  std::vector<double> gradients;  // forces, eV/Angstrom
  double virial[9] = {};
  // Of each member of the committee.
  std::vector<double> memberEnergies;
  std::vector<double> memberVirials;
  std::vector<double> memberForces;
};

}  // namespace ilmlff
