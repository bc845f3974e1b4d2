// SPDX-License-Identifier: GPL-2.0-only
// The C interface of ilmlff.h with C++ lifetimes and exceptions.
#ifndef ILMLFF_LAMMPS_EVALUATOR_H
#define ILMLFF_LAMMPS_EVALUATOR_H

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ilmlff.h"
#include "settings.h"

namespace ilmlff_lammps {

// What the C interface reported.
struct EvaluatorError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws EvaluatorError with the text of the last failure unless `status` is ILMLFF_OK.
void check(int32_t status);

class Evaluator {
 public:
  // Starts .NET if need be and opens the model. `elements`: one symbol or "NULL" per species. Throws EvaluatorError.
  Evaluator(const Settings& settings, const std::vector<std::string>& elements);
  ~Evaluator() { ilmlff_close(handle_); }
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  const ilmlff_model_info& info() const { return info_; }

  // Throws EvaluatorError.
  void compute(const ilmlff_atoms& atoms, ilmlff_results& results);

  // Lines that the evaluator logged since the last call; second: true for warnings.
  static std::vector<std::pair<std::string, bool>> take_log();

 private:
  ilmlff_evaluator* handle_ = nullptr;
  ilmlff_model_info info_ = {};
};

}  // namespace ilmlff_lammps

#endif
