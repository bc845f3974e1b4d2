// SPDX-License-Identifier: MIT
#define ILMLFF_ISA plain
#include "kernels.inc"
