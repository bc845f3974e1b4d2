// SPDX-License-Identifier: GPL-2.0-only
// Ghost exchange between message-passing layers through LAMMPS's own communication.
#ifndef ILMLFF_LAMMPS_HALO_H
#define ILMLFF_LAMMPS_HALO_H

#include <exception>
#include <functional>

#include "ilmlff.h"

namespace ilmlff_lammps {

// LAMMPS sizes its communication buffers once per run, and `pair_style hybrid` asks for the sizes before the model is
// known: rows of any width therefore travel in column blocks of a fixed largest width.
class Halo {
 public:
  static constexpr int widest_block = 128;

  // `forward`, `reverse`: LAMMPS's exchange for this pair style, which calls the pack and unpack functions below.
  Halo(std::function<void()> forward, std::function<void()> reverse);

  const ilmlff_halo* callbacks() const { return &callbacks_; }

  // Owner's row += ghost row, as the evaluator has it done between layers.
  void add_to_owners(double* rows, int width);

  // Throws what LAMMPS threw inside an exchange; exceptions must not pass through the evaluator's frames.
  void rethrow();

  int pack_forward(int n, const int* list, double* buffer) const;
  void unpack_forward(int n, int first, const double* buffer);
  int pack_reverse(int n, int first, double* buffer) const;
  void unpack_reverse(int n, const int* list, const double* buffer);

 private:
  static int32_t exchange(Halo* halo, const std::function<void()>& communicate, double* rows, int32_t width) noexcept;

  std::function<void()> forward_, reverse_;
  ilmlff_halo callbacks_;
  std::exception_ptr thrown_;

  // The block of columns under way.
  double* rows_ = nullptr;
  int width_ = 0;  // of a whole row
  int column_ = 0;
  int block_ = 0;
};

}  // namespace ilmlff_lammps

#endif
