// SPDX-License-Identifier: MIT
// Which build of the kernels runs here.
#include "kernels.h"

namespace ilmlff_edges {

#ifdef ILMLFF_EDGES_X86
namespace avx512 {
extern const Kernels<float> of_float;
extern const Kernels<double> of_double;
}  // namespace avx512
namespace avx2 {
extern const Kernels<float> of_float;
extern const Kernels<double> of_double;
}  // namespace avx2
#endif
namespace plain {
extern const Kernels<float> of_float;
extern const Kernels<double> of_double;
}  // namespace plain

namespace {

int level() {
#ifdef ILMLFF_EDGES_X86
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return 2;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 1;
#endif
  return 0;
}

}  // namespace

template <>
const Kernels<float>& kernels() {
  static const int best = level();
#ifdef ILMLFF_EDGES_X86
  if (best == 2) return avx512::of_float;
  if (best == 1) return avx2::of_float;
#endif
  return best >= 0 ? plain::of_float : plain::of_float;
}

template <>
const Kernels<double>& kernels() {
  static const int best = level();
#ifdef ILMLFF_EDGES_X86
  if (best == 2) return avx512::of_double;
  if (best == 1) return avx2::of_double;
#endif
  return best >= 0 ? plain::of_double : plain::of_double;
}

}  // namespace ilmlff_edges
