// SPDX-License-Identifier: GPL-2.0-only
#include "halo.h"

#include <algorithm>
#include <utility>

namespace ilmlff_lammps {

Halo::Halo(std::function<void()> forward, std::function<void()> reverse)
    : forward_(std::move(forward)), reverse_(std::move(reverse)) {
  callbacks_.context = this;
  callbacks_.forward = [](void* context, double* rows, int32_t width) {
    Halo* halo = static_cast<Halo*>(context);
    return exchange(halo, halo->forward_, rows, width);
  };
  callbacks_.reverse = [](void* context, double* rows, int32_t width) {
    Halo* halo = static_cast<Halo*>(context);
    return exchange(halo, halo->reverse_, rows, width);
  };
}

int32_t Halo::exchange(Halo* halo, const std::function<void()>& communicate, double* rows, int32_t width) noexcept {
  try {
    halo->rows_ = rows;
    halo->width_ = width;
    for (halo->column_ = 0; halo->column_ < width; halo->column_ += widest_block) {
      halo->block_ = std::min(widest_block, width - halo->column_);
      communicate();
    }
    return 0;
  } catch (...) {
    halo->thrown_ = std::current_exception();
    return 1;
  }
}

void Halo::add_to_owners(double* rows, int width) {
  exchange(this, reverse_, rows, width);
  rethrow();
}

void Halo::rethrow() {
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
}

int Halo::pack_forward(int n, const int* list, double* buffer) const {
  for (int k = 0; k < n; k++) {
    const double* row = rows_ + static_cast<std::size_t>(list[k]) * width_ + column_;
    std::copy(row, row + block_, buffer + static_cast<std::size_t>(k) * block_);
  }
  return n * block_;
}

void Halo::unpack_forward(int n, int first, const double* buffer) {
  for (int k = 0; k < n; k++) {
    const double* from = buffer + static_cast<std::size_t>(k) * block_;
    std::copy(from, from + block_, rows_ + static_cast<std::size_t>(first + k) * width_ + column_);
  }
}

int Halo::pack_reverse(int n, int first, double* buffer) const {
  for (int k = 0; k < n; k++) {
    const double* row = rows_ + static_cast<std::size_t>(first + k) * width_ + column_;
    std::copy(row, row + block_, buffer + static_cast<std::size_t>(k) * block_);
  }
  return n * block_;
}

void Halo::unpack_reverse(int n, const int* list, const double* buffer) {
  for (int k = 0; k < n; k++) {
    double* row = rows_ + static_cast<std::size_t>(list[k]) * width_ + column_;
    const double* from = buffer + static_cast<std::size_t>(k) * block_;
    for (int c = 0; c < block_; c++) row[c] += from[c];
  }
}

}  // namespace ilmlff_lammps
