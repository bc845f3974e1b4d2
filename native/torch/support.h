// SPDX-License-Identifier: MIT
// What the files of this folder share: handles, and the way errors leave.
#pragma once

// The functions of the interface are the only symbols that leave the library.
#pragma GCC visibility push(default)
#include "ilmlff_torch.h"
#pragma GCC visibility pop

#include <ATen/core/Tensor.h>

#include <atomic>
#include <exception>
#include <string>
#include <utility>

// The handle is a tensor on the heap, so that it can be undefined, moved and counted.
struct ilmlff_torch_tensor {
  at::Tensor value;
};

namespace ilmlff {

inline std::atomic<int64_t> live_handles{0};

inline ilmlff_torch_tensor* make_handle(at::Tensor tensor) {
  auto* handle = new ilmlff_torch_tensor{std::move(tensor)};
  live_handles.fetch_add(1, std::memory_order_relaxed);
  return handle;
}

// Keeps the text of the exception that is being handled: libtorch's own, without the list of C++ frames.
void keep_error() noexcept;
void keep_error(const std::string& text) noexcept;

// The function's result, or `failed` after keeping the text of what it threw.
template <class Result, class Function>
Result guarded(Result failed, Function&& function) noexcept {
  try {
    return function();
  } catch (...) {
    keep_error();
    return failed;
  }
}

}  // namespace ilmlff
