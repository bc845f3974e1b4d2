// SPDX-License-Identifier: MIT
// Gradients.
#include "support.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

using ilmlff::guarded;

namespace {

std::vector<at::Tensor> tensors(ilmlff_torch_tensor* const* handles, int32_t count) {
  std::vector<at::Tensor> list;
  list.reserve(count);
  for (int32_t i = 0; handles && i < count; i++) list.push_back(handles[i] ? handles[i]->value : at::Tensor());
  return list;
}

}  // namespace

int32_t ilmlff_torch_grad(ilmlff_torch_tensor* const* outputs, int32_t output_count, ilmlff_torch_tensor* const* inputs,
                          int32_t input_count, ilmlff_torch_tensor* const* seeds, int32_t retain_graph,
                          int32_t create_graph, int32_t allow_unused, ilmlff_torch_tensor** gradients) {
  return guarded(-1, [&] {
    std::vector<at::Tensor> found =
        torch::autograd::grad(tensors(outputs, output_count), tensors(inputs, input_count),
                              tensors(seeds, output_count), retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (size_t i = 0; i < found.size(); i++)
      gradients[i] = found[i].defined() ? ilmlff::make_handle(std::move(found[i])) : nullptr;
    return 0;
  });
}

int32_t ilmlff_torch_backward(ilmlff_torch_tensor* const* outputs, int32_t output_count,
                              ilmlff_torch_tensor* const* seeds, int32_t retain_graph, int32_t create_graph,
                              ilmlff_torch_tensor* const* inputs, int32_t input_count) {
  return guarded(-1, [&] {
    torch::autograd::backward(tensors(outputs, output_count), tensors(seeds, output_count), retain_graph != 0,
                              create_graph != 0, tensors(inputs, input_count));
    return 0;
  });
}

int32_t ilmlff_torch_grad_enabled(void) {
  return c10::GradMode::is_enabled() ? 1 : 0;
}

void ilmlff_torch_enable_grad(int32_t on) {
  c10::GradMode::set_enabled(on != 0);
}
