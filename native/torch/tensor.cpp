// SPDX-License-Identifier: MIT
// Tensors: made from data, released, asked for their properties.
#include "support.h"

#include <ATen/ops/empty.h>

#include <cstring>

using ilmlff::guarded;

ilmlff_torch_tensor* ilmlff_torch_copy_in(const void* data, const int64_t* sizes, int32_t dimensions, int32_t dtype) {
  return guarded<ilmlff_torch_tensor*>(nullptr, [&] {
    at::Tensor tensor = at::empty(at::IntArrayRef(sizes, dimensions), static_cast<at::ScalarType>(dtype));
    if (tensor.numel() > 0) std::memcpy(tensor.data_ptr(), data, tensor.numel() * tensor.element_size());
    return ilmlff::make_handle(std::move(tensor));
  });
}

ilmlff_torch_tensor* ilmlff_torch_alias(const ilmlff_torch_tensor* tensor) {
  return guarded<ilmlff_torch_tensor*>(nullptr, [&] { return ilmlff::make_handle(tensor->value); });
}

void ilmlff_torch_free(ilmlff_torch_tensor* tensor) {
  if (!tensor) return;
  guarded(0, [&] {
    delete tensor;
    return 0;
  });
  ilmlff::live_handles.fetch_sub(1, std::memory_order_relaxed);
}

int64_t ilmlff_torch_live(void) {
  return ilmlff::live_handles.load(std::memory_order_relaxed);
}

int32_t ilmlff_torch_dimensions(const ilmlff_torch_tensor* tensor) {
  return static_cast<int32_t>(tensor->value.dim());
}

int64_t ilmlff_torch_size(const ilmlff_torch_tensor* tensor, int32_t dimension) {
  return guarded<int64_t>(-1, [&] { return tensor->value.size(dimension); });
}

int64_t ilmlff_torch_stride(const ilmlff_torch_tensor* tensor, int32_t dimension) {
  return guarded<int64_t>(-1, [&] { return tensor->value.stride(dimension); });
}

int64_t ilmlff_torch_elements(const ilmlff_torch_tensor* tensor) {
  return tensor->value.numel();
}

int64_t ilmlff_torch_storage_offset(const ilmlff_torch_tensor* tensor) {
  return guarded<int64_t>(-1, [&] { return tensor->value.storage_offset(); });
}

int32_t ilmlff_torch_dtype(const ilmlff_torch_tensor* tensor) {
  return guarded(-1, [&] { return static_cast<int32_t>(tensor->value.scalar_type()); });
}

int32_t ilmlff_torch_device(const ilmlff_torch_tensor* tensor, int32_t* index) {
  return guarded(-1, [&] {
    const c10::Device device = tensor->value.device();
    *index = device.index();
    return static_cast<int32_t>(device.type());
  });
}

int32_t ilmlff_torch_contiguous(const ilmlff_torch_tensor* tensor) {
  return guarded(-1, [&] { return tensor->value.is_contiguous() ? 1 : 0; });
}

void* ilmlff_torch_data(const ilmlff_torch_tensor* tensor) {
  return guarded<void*>(nullptr, [&] { return tensor->value.data_ptr(); });
}

int32_t ilmlff_torch_requires_grad(const ilmlff_torch_tensor* tensor) {
  return tensor->value.requires_grad() ? 1 : 0;
}

int32_t ilmlff_torch_set_requires_grad(ilmlff_torch_tensor* tensor, int32_t on) {
  return guarded(-1, [&] {
    tensor->value.requires_grad_(on != 0);
    return 0;
  });
}

int32_t ilmlff_torch_leaf(const ilmlff_torch_tensor* tensor) {
  return tensor->value.is_leaf() ? 1 : 0;
}

int32_t ilmlff_torch_retain_grad(ilmlff_torch_tensor* tensor) {
  return guarded(-1, [&] {
    tensor->value.retain_grad();
    return 0;
  });
}

ilmlff_torch_tensor* ilmlff_torch_grad_of(const ilmlff_torch_tensor* tensor) {
  return guarded<ilmlff_torch_tensor*>(nullptr, [&]() -> ilmlff_torch_tensor* {
    const at::Tensor& gradient = tensor->value.grad();
    return gradient.defined() ? ilmlff::make_handle(gradient) : nullptr;
  });
}

int32_t ilmlff_torch_set_grad(ilmlff_torch_tensor* tensor, const ilmlff_torch_tensor* grad) {
  return guarded(-1, [&] {
    tensor->value.mutable_grad() = grad ? grad->value : at::Tensor();
    return 0;
  });
}
