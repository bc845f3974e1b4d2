// SPDX-License-Identifier: GPL-2.0-only
// pair_style ilmlff: hands LAMMPS's atoms to an evaluator behind ilmlff.h and its results back to LAMMPS.
#ifndef ILMLFF_LAMMPS_PAIR_ILMLFF_H
#define ILMLFF_LAMMPS_PAIR_ILMLFF_H

#include <memory>
#include <string>
#include <vector>

#include "committee.h"
#include "evaluator.h"
#include "halo.h"
#include "lmptype.h"
#include "pair.h"
#include "parameters.h"
#include "settings.h"
#include "species.h"

namespace LAMMPS_NS {

class PairIlmlff : public Pair {
 public:
  explicit PairIlmlff(LAMMPS* lmp);
  ~PairIlmlff() override;

  void settings(int narg, char** arg) override;
  void coeff(int narg, char** arg) override;
  void init_style() override;
  double init_one(int i, int j) override;
  void compute(int eflag, int vflag) override;
  double memory_usage() override;

  int pack_forward_comm(int n, int* list, double* buffer, int pbc_flag, int* pbc) override;
  void unpack_forward_comm(int n, int first, double* buffer) override;
  int pack_reverse_comm(int n, int first, double* buffer) override;
  void unpack_reverse_comm(int n, int* list, double* buffer) override;

 private:
  bool in_hybrid() const;
  void allocate();
  void map_types_in_order();
  void open_model(const ilmlff_lammps::Settings& settings);
  void print_model() const;
  void print_evaluator_log() const;
  void check_before_first_step();
  bool neighbors_changed();
  void add_ghosts_to_owners();
  int atoms_with_results() const;
  void tally(const ilmlff_results& results);
  void tally_atom_virials();

  ilmlff_lammps::Settings settings_;
  std::vector<std::string> elements_;  // per LAMMPS type; empty before pair_coeff
  bool elements_in_order_ = false;     // 'pair_coeff * *' without names
  std::unique_ptr<ilmlff_lammps::Evaluator> evaluator_;
  std::unique_ptr<ilmlff_lammps::Committee> committee_;  // of several models
  ilmlff_lammps::Parameters parameters_;
  ilmlff_lammps::Species species_;
  ilmlff_lammps::Halo halo_;

  double energy_unit_ = 1;          // 1 eV in units of this simulation
  bool checked_ = false;            // since the last init
  std::vector<char> pair_is_ours_;  // types i, j: since the last init, LAMMPS asked for their cutoff
  bigint last_build_ = -1;          // LAMMPS's count of neighbour-list builds at the last evaluation

  std::vector<double> forces_;        // used when LAMMPS's energy unit is not eV, and with 'newton off'
  std::vector<double> atom_virials_;  // 9 per local and ghost atom, when asked for
};

}  // namespace LAMMPS_NS

#endif
