/* SPDX-License-Identifier: MIT */
/*
 * A small C interface over OpenMM's C++ library, which Debian ships without one. Systems, integrators and states come
 * in as OpenMM's own XML, so there is no function per kind of force: what XmlSerializer reads, runs.
 *
 * Units are OpenMM's: nm, ps, kJ/mol, K, bar, dalton, elementary charges.
 *
 * Every function that can fail returns a status; no C++ exception crosses. Functions marked "text" leave their result
 * in openmm_text(), which also holds the error's text after a status other than OPENMM_OK. That text belongs to the
 * calling thread and lasts until its next call.
 *
 * Objects may be deleted in any order: a context keeps its system and its integrator alive. One object must not be used
 * by two threads at the same time; different contexts may.
 */
#ifndef OPENMM_CAPI_H
#define OPENMM_CAPI_H

#include <stdint.h>

#define OPENMM_CAPI_VERSION 2

#ifdef __cplusplus
extern "C" {
#endif

typedef enum openmm_status {
  OPENMM_OK = 0,
  OPENMM_FAILED = 1,       /* OpenMM threw; the text is its own */
  OPENMM_BAD_ARGUMENT = 2, /* refused before OpenMM was asked */
  OPENMM_NO_MEMORY = 3
} openmm_status;

/* What a state holds; the same bits as OpenMM::State::DataType. */
typedef enum openmm_data {
  OPENMM_POSITIONS = 1,
  OPENMM_VELOCITIES = 2,
  OPENMM_FORCES = 4,
  OPENMM_ENERGY = 8,
  OPENMM_PARAMETERS = 16,
  OPENMM_DERIVATIVES = 32,
  OPENMM_INTEGRATOR_PARAMETERS = 64
} openmm_data;

typedef struct openmm_system openmm_system;
typedef struct openmm_integrator openmm_integrator;
typedef struct openmm_context openmm_context;
typedef struct openmm_state openmm_state;

/* One position (nm), velocity (nm/ps) or force (kJ/mol/nm). */
typedef struct openmm_vec3 {
  double x;
  double y;
  double z;
} openmm_vec3;

typedef struct openmm_state_info {
  int64_t step_count;
  double time;             /* ps */
  double potential_energy; /* kJ/mol; NaN unless OPENMM_ENERGY was asked for */
  double kinetic_energy;
  double volume; /* nm^3 */
  double box[9]; /* vectors a, b, c */
  int32_t types; /* openmm_data bits that are there */
  int32_t reserved;
} openmm_state_info;

/* OPENMM_CAPI_VERSION of the library. */
int32_t openmm_capi_version(void);

/* The calling thread's last text or error: copies at most capacity bytes (no terminating zero) and returns its length.
 */
int64_t openmm_text(char* buffer, int64_t capacity);

/* text: "NAME SIZE FIELD:OFFSET ..." of every struct above, one per line. */
int32_t openmm_layout(void);

/* text: version of the OpenMM library, like "7.7". */
int32_t openmm_version(void);

/* text: file of the OpenMM library that is in use. */
int32_t openmm_library_file(void);

/* --- platforms and plugins (call from one thread at a time) --- */

/* text: OpenMM's default folder of plugins (OPENMM_PLUGIN_DIR, or the one it was built with). */
int32_t openmm_default_plugin_folder(void);

/* text: files that were loaded, one per line. */
int32_t openmm_load_plugins(const char* folder);
int32_t openmm_load_plugin(const char* file);

/* text: plugins that could not be loaded and why, one per line. */
int32_t openmm_plugin_failures(void);

int32_t openmm_platform_count(void);

/* text: name. */
int32_t openmm_platform_name(int32_t index);
int32_t openmm_platform_speed(const char* platform, double* speed);

/* text: "NAME=DEFAULT" of every property, one per line. */
int32_t openmm_platform_properties(const char* platform);

/* --- objects from XML, and XML from objects (text) --- */

int32_t openmm_system_from_xml(const char* xml, openmm_system** system);
int32_t openmm_system_to_xml(const openmm_system* system);
int32_t openmm_system_particle_count(const openmm_system* system, int32_t* count);
void openmm_system_delete(openmm_system* system);

int32_t openmm_integrator_from_xml(const char* xml, openmm_integrator** integrator);
int32_t openmm_integrator_to_xml(const openmm_integrator* integrator);
void openmm_integrator_delete(openmm_integrator* integrator);

int32_t openmm_state_from_xml(const char* xml, openmm_state** state);
int32_t openmm_state_to_xml(const openmm_state* state);
void openmm_state_delete(openmm_state* state);

/* --- contexts --- */

/* platform: a name, or NULL for the fastest that can. names, values: property_count platform properties. */
int32_t openmm_context_create(const openmm_system* system, const openmm_integrator* integrator, const char* platform,
                              const char* const* names, const char* const* values, int32_t property_count,
                              openmm_context** context);
void openmm_context_delete(openmm_context* context);

/* text: name of the platform; value of one of its properties. */
int32_t openmm_context_platform(const openmm_context* context);
int32_t openmm_context_property(const openmm_context* context, const char* name);

/* xyz: 3 * count numbers. */
int32_t openmm_context_set_positions(openmm_context* context, const double* xyz, int64_t count);
int32_t openmm_context_set_velocities(openmm_context* context, const double* xyz, int64_t count);
int32_t openmm_context_set_velocities_to_temperature(openmm_context* context, double temperature, int32_t seed);

/* box: vectors a, b, c in OpenMM's reduced form. */
int32_t openmm_context_set_box(openmm_context* context, const double* box);
int32_t openmm_context_apply_constraints(openmm_context* context, double tolerance);
int32_t openmm_context_compute_virtual_sites(openmm_context* context);

int32_t openmm_context_set_time(openmm_context* context, double time);
int32_t openmm_context_set_step_count(openmm_context* context, int64_t count);
int32_t openmm_context_step_count(const openmm_context* context, int64_t* count);

/* text: "NAME" of every parameter, one per line. */
int32_t openmm_context_parameter_names(const openmm_context* context);
int32_t openmm_context_get_parameter(const openmm_context* context, const char* name, double* value);
int32_t openmm_context_set_parameter(openmm_context* context, const char* name, double value);

/* name: stepSize, constraintTolerance, temperature, friction, errorTolerance, maximumStepSize, randomSeed,
   currentIntegrator, or a global variable of a CustomIntegrator. */
int32_t openmm_context_get_integrator(const openmm_context* context, const char* name, double* value);
int32_t openmm_context_set_integrator(openmm_context* context, const char* name, double value);

int32_t openmm_context_step(openmm_context* context, int32_t steps);
int32_t openmm_context_minimize(openmm_context* context, double tolerance, int32_t max_iterations);
int32_t openmm_context_reinitialize(openmm_context* context, int32_t preserve_state);

/* Number of molecules (particles joined by bonds and constraints), which barostats scale as a whole. */
int32_t openmm_context_molecule_count(const openmm_context* context, int32_t* count);

/* text: the bytes of the checkpoint. */
int32_t openmm_context_checkpoint(openmm_context* context);
int32_t openmm_context_load_checkpoint(openmm_context* context, const void* bytes, int64_t size);

/* Address of the OpenMM::Context, for the C functions of plugins. */
int32_t openmm_context_address(openmm_context* context, int64_t* address);

/* --- states --- */

int32_t openmm_context_get_state(const openmm_context* context, int32_t types, int32_t enforce_periodic_box,
                                 int32_t groups, openmm_state** state);
int32_t openmm_context_set_state(openmm_context* context, const openmm_state* state);
int32_t openmm_state_read(const openmm_state* state, openmm_state_info* info);

/* The state's own memory (count vectors), valid until it is deleted. kind: OPENMM_POSITIONS, _VELOCITIES or _FORCES. */
int32_t openmm_state_vectors(const openmm_state* state, int32_t kind, const openmm_vec3** vectors, int64_t* count);

/* text: "NAME=VALUE" of every parameter (kind OPENMM_PARAMETERS) or energy derivative, one per line. */
int32_t openmm_state_parameters(const openmm_state* state, int32_t kind);

#ifdef __cplusplus
}
#endif

#endif
