/* SPDX-License-Identifier: MIT
 * What the test programs share: one small system, and checks that end the program with a line on stderr. */
#ifndef BRIDGE_TEST_H
#define BRIDGE_TEST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "ilmlff.h"

#define CHECK(condition)                                                                               \
  do {                                                                                                 \
    if (!(condition)) {                                                                                \
      char text_[2000];                                                                                \
      ilmlff_last_error(text_, sizeof text_);                                                          \
      fprintf(stderr, "%s:%d: not true: %s; last error: %s\n", __FILE__, __LINE__, #condition, text_); \
      exit(1);                                                                                         \
    }                                                                                                  \
  } while (0)

enum { ATOMS = 4 };

/* Four atoms in a triclinic periodic box. */
typedef struct test_system {
  double positions[3 * ATOMS];
  int32_t species[ATOMS];
  double forces[3 * ATOMS];
  double site_energies[ATOMS];
  double atom_virials[9 * ATOMS];
  ilmlff_atoms atoms;
  ilmlff_results results;
} test_system;

void make_system(test_system* s);
ilmlff_evaluator* open_model(const char* model);
ilmlff_evaluator* open_with(int32_t (*open)(const ilmlff_open_options*, ilmlff_evaluator**), const char* model);
void print_last_error(int32_t status);

#endif
