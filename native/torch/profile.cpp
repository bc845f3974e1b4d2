// SPDX-License-Identifier: MIT
// Time per operator, by libtorch's own observer of operator calls. Nothing is installed while it is off.
#include "support.h"

#include <ATen/record_function.h>

#include <ctime>
#include <cstdio>
#include <map>
#include <mutex>
#include <vector>

using ilmlff::guarded;

namespace {

// CPU seconds of this thread: what else the machine does is not counted.
double now() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct Total {
  int64_t calls = 0;
  double seconds = 0;  // without the operators that it called
};

// One operator that runs on this thread.
struct Running : at::ObserverContext {
  double start = 0;
  double inner = 0;
};

std::mutex lock;
std::map<std::string, Total> totals;
at::CallbackHandle observer = 0;
bool is_on = false;
thread_local std::vector<Running*> running;
std::string report;

std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction&) {
  auto context = std::make_unique<Running>();
  running.push_back(context.get());
  context->start = now();
  return context;
}

void end(const at::RecordFunction& function, at::ObserverContext* of) {
  auto* context = static_cast<Running*>(of);
  const double whole = now() - context->start;
  if (!running.empty()) running.pop_back();
  if (!running.empty()) running.back()->inner += whole;
  std::lock_guard<std::mutex> hold(lock);
  Total& total = totals[function.name()];
  total.calls++;
  total.seconds += whole - context->inner;
}

}  // namespace

int32_t ilmlff_torch_profile(int32_t on) {
  return guarded(-1, [&] {
    if (on && !is_on) {
      {
        std::lock_guard<std::mutex> hold(lock);
        totals.clear();
      }
      observer = at::addGlobalCallback(at::RecordFunctionCallback(begin, end)
                                           .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION}));
    } else if (!on && is_on) {
      at::removeCallback(observer);
    }
    is_on = on != 0;
    return 0;
  });
}

const char* ilmlff_torch_profile_report(void) {
  return guarded<const char*>("", [&] {
    std::lock_guard<std::mutex> hold(lock);
    report.clear();
    for (const auto& [name, total] : totals) {
      char numbers[64];
      std::snprintf(numbers, sizeof numbers, "\t%lld\t%.9g\n", static_cast<long long>(total.calls), total.seconds);
      report += name + numbers;
    }
    return report.c_str();
  });
}
