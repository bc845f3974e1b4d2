// SPDX-License-Identifier: MIT
// What a host process may do that .NET does not expect.
#pragma once

#include <cfenv>

namespace ilmlff {

// .NET expects the default floating-point environment: traps off (a host's feenableexcept would end the process at the
// first 1.0/0 in C#), round to nearest, no flush to zero. The host's own environment, flags included, comes back at the
// end.
class DefaultFloatingPoint {
 public:
  DefaultFloatingPoint() {
    std::fegetenv(&host_);
    std::fesetenv(FE_DFL_ENV);
  }
  ~DefaultFloatingPoint() { std::fesetenv(&host_); }
  DefaultFloatingPoint(const DefaultFloatingPoint&) = delete;
  DefaultFloatingPoint& operator=(const DefaultFloatingPoint&) = delete;

 private:
  std::fenv_t host_;
};

}  // namespace ilmlff
