// SPDX-License-Identifier: MIT
// Operators by name. libtorch's dispatcher takes a stack of IValues, the same way that TorchScript calls it.
#include "support.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/List.h>
#include <ATen/core/ivalue.h>

#include <cstring>
#include <vector>

using ilmlff::guarded;

struct ilmlff_torch_op {
  c10::OperatorHandle handle;
};

namespace {

const at::Tensor& tensor_of(const void* handle) {
  return static_cast<const ilmlff_torch_tensor*>(handle)->value;
}

c10::IValue list_of_tensors(ilmlff_torch_tensor* const* handles, int32_t count) {
  c10::List<at::Tensor> list;
  list.reserve(count);
  for (int32_t i = 0; i < count; i++) list.push_back(tensor_of(handles[i]));
  return list;
}

c10::IValue list_of_optionals(ilmlff_torch_tensor* const* handles, int32_t count) {
  // The element type is what this libtorch calls an optional, c10's or the standard library's.
  using Optional = decltype(std::declval<c10::IValue&>().toOptional<at::Tensor>());
  c10::List<Optional> list;
  list.reserve(count);
  for (int32_t i = 0; i < count; i++) list.push_back(handles[i] ? Optional(tensor_of(handles[i])) : Optional());
  return list;
}

c10::IValue list_of_integers(const int64_t* items, int32_t count) {
  c10::List<int64_t> list;
  list.reserve(count);
  for (int32_t i = 0; i < count; i++) list.push_back(items[i]);
  return list;
}

c10::IValue to_ivalue(const ilmlff_torch_value& v) {
  switch (v.kind) {
    case ILMLFF_TORCH_NONE:
      return c10::IValue();
    case ILMLFF_TORCH_TENSOR:
      return tensor_of(v.items);
    case ILMLFF_TORCH_INTEGER:
      return v.integer;
    case ILMLFF_TORCH_NUMBER:
      return v.number;
    case ILMLFF_TORCH_BOOLEAN:
      return v.integer != 0;
    case ILMLFF_TORCH_TEXT:
      return std::string(static_cast<const char*>(v.items), v.count);
    case ILMLFF_TORCH_INTEGERS:
      return list_of_integers(static_cast<const int64_t*>(v.items), v.count);
    case ILMLFF_TORCH_TENSORS:
      return list_of_tensors(static_cast<ilmlff_torch_tensor* const*>(v.items), v.count);
    case ILMLFF_TORCH_OPTIONALS:
      return list_of_optionals(static_cast<ilmlff_torch_tensor* const*>(v.items), v.count);
    case ILMLFF_TORCH_DEVICE:
      return c10::Device(static_cast<c10::DeviceType>(v.integer), static_cast<c10::DeviceIndex>(v.count));
    default:
      throw std::invalid_argument("unknown kind of argument " + std::to_string(v.kind));
  }
}

// Returns the number of values written; a list of tensors is flattened.
void flatten(const c10::IValue& v, std::vector<c10::IValue>& flat) {
  if (v.isTensorList()) {
    for (const at::Tensor& tensor : v.toTensorVector()) flat.emplace_back(tensor);
  } else {
    flat.push_back(v);
  }
}

ilmlff_torch_value from_ivalue(const c10::IValue& v) {
  ilmlff_torch_value result{ILMLFF_TORCH_NONE, 0, 0, 0, nullptr};
  if (v.isTensor()) {
    result.kind = ILMLFF_TORCH_TENSOR;
    result.items = ilmlff::make_handle(v.toTensor());
  } else if (v.isInt()) {
    result.kind = ILMLFF_TORCH_INTEGER;
    result.integer = v.toInt();
  } else if (v.isDouble()) {
    result.kind = ILMLFF_TORCH_NUMBER;
    result.number = v.toDouble();
  } else if (v.isBool()) {
    result.kind = ILMLFF_TORCH_BOOLEAN;
    result.integer = v.toBool() ? 1 : 0;
  } else if (!v.isNone()) {
    throw std::runtime_error("result of type " + v.tagKind() + " has no counterpart in this interface");
  }
  return result;
}

// Reused from call to call: no allocation for the stack. Nothing called here calls back into this file.
thread_local std::vector<c10::IValue> stack;
thread_local std::vector<c10::IValue> results_left;

void call(const c10::OperatorHandle& op, const ilmlff_torch_value* arguments, int32_t count) {
  stack.clear();
  for (int32_t i = 0; i < count; i++) stack.push_back(to_ivalue(arguments[i]));
  const std::vector<c10::Argument>& declared = op.schema().arguments();
  for (size_t i = count; i < declared.size(); i++) {
    if (!declared[i].default_value())
      throw std::invalid_argument(op.schema().name() + ": argument '" + declared[i].name() + "' is missing");
    stack.push_back(*declared[i].default_value());
  }
  op.callBoxed(&stack);
}

int32_t hand_out(const std::vector<c10::IValue>& values, int32_t first, ilmlff_torch_value* results, int32_t capacity) {
  const int32_t total = static_cast<int32_t>(values.size());
  for (int32_t i = first; i < total && i - first < capacity; i++) results[i - first] = from_ivalue(values[i]);
  return total;
}

}  // namespace

const ilmlff_torch_op* ilmlff_torch_operator(const char* name, const char* overload) {
  return guarded<const ilmlff_torch_op*>(nullptr, [&]() -> const ilmlff_torch_op* {
    std::string full = std::strstr(name, "::") ? name : std::string("aten::") + name;
    auto handle = c10::Dispatcher::singleton().findSchema({full, overload});
    if (handle) return new ilmlff_torch_op{*handle};
    ilmlff::keep_error("This libtorch has no operator " + full +
                       (*overload ? std::string(".") + overload : std::string()));
    return nullptr;
  });
}

int32_t ilmlff_torch_call(const ilmlff_torch_op* op, const ilmlff_torch_value* arguments, int32_t count,
                          ilmlff_torch_value* results, int32_t capacity) {
  int32_t produced = guarded(-1, [&] {
    call(op->handle, arguments, count);
    if (stack.size() == 1 && capacity >= 1 && !stack[0].isTensorList()) return hand_out(stack, 0, results, 1);
    results_left.clear();
    for (const c10::IValue& v : stack) flatten(v, results_left);
    return hand_out(results_left, 0, results, capacity);
  });
  stack.clear();  // no tensor outlives the call here
  if (produced <= capacity) results_left.clear();
  return produced;
}

int32_t ilmlff_torch_more(int32_t first, ilmlff_torch_value* results, int32_t capacity) {
  int32_t total = guarded(-1, [&] { return hand_out(results_left, first, results, capacity); });
  if (total <= first + capacity) results_left.clear();
  return total;
}
