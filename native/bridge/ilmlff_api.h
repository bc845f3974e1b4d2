/* SPDX-License-Identifier: MIT
 *
 * ilmlff_api.h: the table of C# entry points (IonicMlff.Host) behind the functions of ilmlff.h. Only libilmlff.so and
 * .NET hosts that call ilmlff_set_api need it.
 */
#ifndef ILMLFF_API_H
#define ILMLFF_API_H

#include "ilmlff.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Every entry catches all exceptions; text of a failure: last_error, on the same thread. */
typedef struct ilmlff_api {
  int64_t struct_size; /* in: sizeof(ilmlff_api) of the caller */
  int32_t abi_version; /* in: of the caller; out: of IonicMlff.Host */
  int32_t reserved;
  int32_t (*open)(const ilmlff_open_options* options, ilmlff_evaluator** evaluator);
  int32_t (*describe)(ilmlff_evaluator* evaluator, ilmlff_model_info* info);
  int32_t (*compute)(ilmlff_evaluator* evaluator, const ilmlff_atoms* atoms, ilmlff_results* results);
  int32_t (*close)(ilmlff_evaluator* evaluator);
  int64_t (*last_error)(char* buffer, int64_t capacity);
  void (*set_log)(ilmlff_log_fn log, void* context);
  int32_t (*force_deviations)(const double* forces, int32_t members, int64_t stride, int64_t atoms, double level,
                              double* deviations);
  int32_t (*virial_deviations)(const double* virials, int32_t members, int64_t atoms, double level, double* deviations);
} ilmlff_api;

/* IonicMlff.Host.EntryPoints.GetApi: fills the table; returns an ilmlff_status. */
typedef int32_t (*ilmlff_get_api_fn)(ilmlff_api* table);

#ifdef __cplusplus
}
#endif

#endif
