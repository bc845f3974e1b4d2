// SPDX-License-Identifier: MIT
#define ILMLFF_ISA avx512
#include "kernels.inc"
