// SPDX-License-Identifier: MIT
// The functions of ilmlff.h: each forwards to its C# entry point under the guards that a foreign process needs.
#include <exception>
#include <string>

#include "host_process.h"
#include "ilmlff.h"
#include "messages.h"
#include "runtime.h"

#define ILMLFF_EXPORT extern "C" __attribute__((visibility("default")))

namespace ilmlff {

std::string layout();

namespace {

// Managed errors are copied to this side at once, so that last_error has one source.
int32_t fail_with_managed_text(const ilmlff_api& entry, int32_t status) {
  std::string text(static_cast<size_t>(entry.last_error(nullptr, 0)), '\0');
  entry.last_error(text.data(), static_cast<int64_t>(text.size()) + 1);
  return fail(status, std::move(text));
}

template <class Call>
int32_t managed(const char* name, Call call) {
  const ilmlff_api* entry = api();
  if (entry == nullptr)
    return fail(ILMLFF_USAGE,
                std::string(name) + ": .NET is not started; call ilmlff_start first and check what it returns.");
  if (forked_after_start()) return refuse_after_fork(name);
  const DefaultFloatingPoint default_floating_point;
  const int32_t status = call(*entry);
  return status == ILMLFF_OK ? status : fail_with_managed_text(*entry, status);
}

// No C++ exception (out of memory is the only one to expect here) leaves the library.
template <class Work>
int32_t guarded(Work work) noexcept {
  try {
    return work();
  } catch (const std::exception& e) {
    return fail(ILMLFF_FAILED, std::string("libilmlff: ") + e.what());
  }
}

}  // namespace
}  // namespace ilmlff

ILMLFF_EXPORT int32_t ilmlff_abi_version(void) {
  return ILMLFF_ABI_VERSION;
}

ILMLFF_EXPORT int32_t ilmlff_start(const ilmlff_start_options* options) {
  return ilmlff::guarded([&] { return ilmlff::start(options); });
}

ILMLFF_EXPORT int32_t ilmlff_set_api(const void* table, int64_t table_size) {
  return ilmlff::guarded([&] { return ilmlff::set_api(static_cast<const ilmlff_api*>(table), table_size); });
}

ILMLFF_EXPORT int64_t ilmlff_last_error(char* buffer, int64_t capacity) {
  return ilmlff::copy_text(ilmlff::last_error(), buffer, capacity);
}

ILMLFF_EXPORT void ilmlff_set_log(ilmlff_log_fn log, void* context) {
  ilmlff::set_log(log, context);
}

ILMLFF_EXPORT int32_t ilmlff_open(const ilmlff_open_options* options, ilmlff_evaluator** evaluator) {
  return ilmlff::guarded([&] {
    return ilmlff::managed("ilmlff_open", [&](const ilmlff_api& entry) { return entry.open(options, evaluator); });
  });
}

ILMLFF_EXPORT int32_t ilmlff_describe(ilmlff_evaluator* evaluator, ilmlff_model_info* info) {
  return ilmlff::guarded([&] {
    return ilmlff::managed("ilmlff_describe", [&](const ilmlff_api& entry) { return entry.describe(evaluator, info); });
  });
}

ILMLFF_EXPORT int32_t ilmlff_compute(ilmlff_evaluator* evaluator, const ilmlff_atoms* atoms, ilmlff_results* results) {
  return ilmlff::guarded([&] {
    return ilmlff::managed("ilmlff_compute",
                           [&](const ilmlff_api& entry) { return entry.compute(evaluator, atoms, results); });
  });
}

ILMLFF_EXPORT int32_t ilmlff_force_deviations(const double* forces, int32_t members, int64_t stride, int64_t atoms,
                                              double level, double* deviations) {
  return ilmlff::guarded([&] {
    return ilmlff::managed("ilmlff_force_deviations", [&](const ilmlff_api& entry) {
      return entry.force_deviations(forces, members, stride, atoms, level, deviations);
    });
  });
}

ILMLFF_EXPORT int32_t ilmlff_virial_deviations(const double* virials, int32_t members, int64_t atoms, double level,
                                               double* deviations) {
  return ilmlff::guarded([&] {
    return ilmlff::managed("ilmlff_virial_deviations", [&](const ilmlff_api& entry) {
      return entry.virial_deviations(virials, members, atoms, level, deviations);
    });
  });
}

ILMLFF_EXPORT int32_t ilmlff_close(ilmlff_evaluator* evaluator) {
  // Destructors run in forked children too: nothing to release there.
  if (evaluator == nullptr || ilmlff::api() == nullptr || ilmlff::forked_after_start()) return ILMLFF_OK;
  return ilmlff::guarded(
      [&] { return ilmlff::managed("ilmlff_close", [&](const ilmlff_api& entry) { return entry.close(evaluator); }); });
}

ILMLFF_EXPORT int64_t ilmlff_layout(char* buffer, int64_t capacity) {
  return ilmlff::copy_text(ilmlff::layout(), buffer, capacity);
}
