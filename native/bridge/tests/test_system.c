/* SPDX-License-Identifier: MIT */
#include "bridge_test.h"

#include <math.h>
#include <string.h>

void make_system(test_system* s) {
  static const double positions[3 * ATOMS] = {0.1, 0.2, 0.3, 2.9, 0.4, 0.2, 0.3, 3.1, 0.5, 2.7, 3.0, 3.3};
  static const double cell[9] = {6.5, 0, 0, 0.7, 6.8, 0, -0.4, 0.5, 7.1};
  memset(s, 0, sizeof *s);
  memcpy(s->positions, positions, sizeof positions);
  for (int i = 0; i < ATOMS; ++i) s->species[i] = i % 2;
  s->atoms.struct_size = sizeof s->atoms;
  s->atoms.n_local = ATOMS;
  s->atoms.positions = s->positions;
  s->atoms.species = s->species;
  memcpy(s->atoms.cell, cell, sizeof cell);
  for (int k = 0; k < 3; ++k) s->atoms.periodic[k] = 1;
  s->results.struct_size = sizeof s->results;
  s->results.forces = s->forces;
  s->results.site_energies = s->site_energies;
  s->results.atom_virials = s->atom_virials;
}

ilmlff_evaluator* open_model(const char* model) {
  return open_with(ilmlff_open, model);
}

ilmlff_evaluator* open_with(int32_t (*open)(const ilmlff_open_options*, ilmlff_evaluator**), const char* model) {
  static const char* const elements[] = {"H", "C"};
  ilmlff_open_options options = {.struct_size = sizeof options,
                                 .models = &model,
                                 .model_count = 1,
                                 .threads = 1,
                                 .elements = elements,
                                 .element_count = 2,
                                 .precision = ILMLFF_DOUBLE,
                                 .skin = -1,
                                 .total_charge = NAN,
                                 .total_spin = NAN};
  ilmlff_evaluator* evaluator = NULL;
  CHECK(open(&options, &evaluator) == ILMLFF_OK);
  CHECK(evaluator != NULL);
  return evaluator;
}

void print_last_error(int32_t status) {
  char text[8000];
  int64_t length = ilmlff_last_error(text, sizeof text);
  printf("status %d\n%s\n", status, length > 0 ? text : "");
}
