// SPDX-License-Identifier: MIT
#define ILMLFF_ISA avx2
#include "kernels.inc"
