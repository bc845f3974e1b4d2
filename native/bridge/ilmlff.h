/* SPDX-License-Identifier: MIT
 *
 * ilmlff.h: the C interface of IonicMlff. The one source of truth for the layout of every struct that crosses the
 * boundary between a host (LAMMPS, OpenMM, any C/C++ program) and the C# evaluators; the C# side is generated from this
 * file.
 *
 * Units at this boundary: Angstrom, eV, eV/Angstrom. Virial W = sum r (x) f = -dE/dstrain. Matrices are row-major.
 * Every function that can fail returns an ilmlff_status; the text (UTF-8) is then available from ilmlff_last_error on
 * the same thread. No exception ever crosses this boundary. A handle is used by one thread at a time. Callbacks must
 * not throw.
 */
#ifndef ILMLFF_H
#define ILMLFF_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised whenever a struct or function below changes incompatibly. */
#ifndef ILMLFF_ABI_VERSION /* a test makes a library of another version */
#define ILMLFF_ABI_VERSION 2
#endif

typedef enum ilmlff_status {
  ILMLFF_OK = 0,
  ILMLFF_FAILED = 1,          /* the work failed */
  ILMLFF_USAGE = 2,           /* wrong argument, unknown option */
  ILMLFF_BAD_DATA = 65,       /* unreadable model, impossible atoms */
  ILMLFF_MISSING_PROGRAM = 69 /* .NET (or another program) is missing */
} ilmlff_status;

typedef enum ilmlff_precision { ILMLFF_DOUBLE = 0, ILMLFF_MIXED = 1 } ilmlff_precision;

typedef enum ilmlff_log_level { ILMLFF_LOG_INFO = 0, ILMLFF_LOG_WARNING = 1 } ilmlff_log_level;

/* An opened model with its evaluator and neighbour list. */
typedef struct ilmlff_evaluator ilmlff_evaluator;

/* Receives one line of text without newline. */
typedef void (*ilmlff_log_fn)(void* context, int32_t level, const char* message);

typedef struct ilmlff_start_options {
  int64_t struct_size;     /* sizeof(ilmlff_start_options) */
  const char* managed_dir; /* folder of IonicMlff.Host.dll; NULL: found relative to the bridge library */
  const char* dotnet_root; /* folder of the .NET installation; NULL: found (see ilmlff_start) */
} ilmlff_start_options;

typedef struct ilmlff_open_options {
  int64_t struct_size;
  const char* const* models; /* model files; the first drives */
  int32_t model_count;
  int32_t threads;             /* >= 1 */
  const char* const* elements; /* caller's species: element symbols, or "NULL" where the model must not see them */
  int32_t element_count;
  int32_t precision;              /* ilmlff_precision */
  const char* backend;            /* "auto", "simd", "reference"; NULL = "auto" */
  const char* device;             /* "cpu"; NULL = "cpu" */
  const char* head;               /* NULL: default head */
  double skin;                    /* Angstrom, periodic mode only; < 0: default */
  double total_charge;            /* NaN: the model's default */
  double total_spin;              /* NaN: the model's default */
  const double* frame_parameters; /* fparam of calls that bring none; NULL: the model's default */
  const double* atom_parameters;  /* aparam of every atom in calls that bring none; NULL: none */
  int32_t frame_parameter_count;
  int32_t atom_parameter_count;
  const char* const* words; /* for a potential of the user's: name, value, name, value, ...; every model gets them */
  int32_t word_count;
} ilmlff_open_options;

typedef struct ilmlff_model_info {
  int64_t struct_size;
  double cutoff;                        /* Angstrom, of one layer */
  int32_t message_passing_layers;       /* > 1: ilmlff_halo is needed when there are ghosts */
  int32_t model_count;                  /* members of the committee */
  int32_t frame_parameter_count;        /* fparam the first model takes */
  int32_t has_default_frame_parameters; /* 1: it has values for them */
  int32_t atom_parameter_count;         /* aparam per atom */
  int32_t element_count;                /* elements the model knows */
  int32_t atomic_numbers[128];          /* the first element_count entries */
  char backend[32];                     /* back end chosen, e.g. "simd" */
  char summary[256];                    /* one line for the log */
} ilmlff_model_info;

/* Ghost exchange between message-passing layers; rows are (n_local + n_ghost) x width, owners first. Return 0 when
 * done; any other value makes ilmlff_compute fail. Collective over ranks. Must not throw. */
typedef struct ilmlff_halo {
  void* context;
  int32_t (*forward)(void* context, double* rows, int32_t width); /* ghost row := owner's row */
  int32_t (*reverse)(void* context, double* rows, int32_t width); /* owner's row += ghost row */
} ilmlff_halo;

typedef struct ilmlff_atoms {
  int64_t struct_size;
  int32_t n_local;
  int32_t n_ghost;
  const double* positions;        /* 3 x (n_local + n_ghost), Angstrom */
  const int32_t* species;         /* index into ilmlff_open_options.elements (n_local + n_ghost) */
  double cell[9];                 /* rows a, b, c; used in periodic mode */
  int32_t periodic[3];            /* periodic mode: which directions repeat */
  int32_t ghost_mode;             /* 1: images and other ranks' atoms come as ghosts (LAMMPS); 0: periodic mode */
  int32_t neighbors_changed;      /* ghost mode: 1 when atoms were re-ordered or ghosts renewed since the last call */
  int32_t reserved;               /* 0 */
  double host_skin;               /* ghost mode: skin of the host's ghost shell */
  const ilmlff_halo* halo;        /* NULL: none */
  const double* frame_parameters; /* ilmlff_model_info.frame_parameter_count; NULL: those of ilmlff_open */
  const double* atom_parameters;  /* n_local x atom_parameter_count; NULL: those of ilmlff_open */
} ilmlff_atoms;

typedef struct ilmlff_results {
  int64_t struct_size;
  double energy;         /* out: sum of local site energies, eV */
  double virial[9];      /* out, eV */
  double* forces;        /* 3 x (n_local + n_ghost): added to */
  double* site_energies; /* n_local, added to; NULL: not wanted */
  double* atom_virials;  /* 9 x (n_local + n_ghost), added to; NULL: not wanted */
  /* Committees: every model's results, set. All three, or all NULL: then only the first model is evaluated. */
  double* member_energies; /* model_count */
  double* member_virials;  /* model_count x 9 */
  double* member_forces;   /* model_count x 3 x (n_local + n_ghost); what ghosts get belongs to their owners */
} ilmlff_results;

/* ILMLFF_ABI_VERSION of the library; hosts compare it with their header's first. */
int32_t ilmlff_abi_version(void);

/* Starts .NET (once per process; later calls do nothing). Looks for it in: options->dotnet_root, DOTNET_ROOT, PATH,
 * /etc/dotnet/install_location, the default folders. A dotnet_root or DOTNET_ROOT that holds no .NET is an error.
 * options may be NULL. In a process that runs .NET already that runtime is used. Call it after fork, not before: a
 * forked child is refused. */
int32_t ilmlff_start(const ilmlff_start_options* options);

/* For hosts that are .NET programs themselves: hands over the table of managed entry points (ilmlff_api of
 * ilmlff_api.h, filled by IonicMlff.Host) instead of starting .NET, so that host and bridge share one copy of the
 * assemblies. */
int32_t ilmlff_set_api(const void* table, int64_t table_size);

/* Copies the calling thread's last error text (UTF-8, terminated; it can have several lines) and returns its full
 * length without terminator. A successful call leaves it as it was. */
int64_t ilmlff_last_error(char* buffer, int64_t capacity);

/* Where log lines go; NULL: stderr for warnings, nothing for information. */
void ilmlff_set_log(ilmlff_log_fn log, void* context);

/* Opens models, checks elements and options, warms up (about half a second). Instead of a model file, a compiled
 * potential of the user's can be named: "MyPotential.dll" or "MyPotential.dll:TypeName" (a type that implements
 * IPotential). */
int32_t ilmlff_open(const ilmlff_open_options* options, ilmlff_evaluator** evaluator);

int32_t ilmlff_describe(ilmlff_evaluator* evaluator, ilmlff_model_info* info);

/* After a failure energy and virial are undefined and forces may be partly added. */
int32_t ilmlff_compute(ilmlff_evaluator* evaluator, const ilmlff_atoms* atoms, ilmlff_results* results);

/* Deviation of each atom's force over the members (standard deviation, divided by their number): sqrt(<|F - <F>|^2>),
 * or divided by |<F>| + level. forces: member k begins at k * stride; level NaN: not relative. */
int32_t ilmlff_force_deviations(const double* forces, int32_t members, int64_t stride, int64_t atoms, double level,
                                double* deviations);

/* Standard deviations of the nine components of W/atoms, or divided by |<W/atoms>| + level. virials: members x 9 over
 * all atoms. */
int32_t ilmlff_virial_deviations(const double* virials, int32_t members, int64_t atoms, double level,
                                 double* deviations);

/* NULL is allowed. Fails (and does nothing else) for a handle that is not open. */
int32_t ilmlff_close(ilmlff_evaluator* evaluator);

/* Size and offsets of a struct as this library was compiled: "name size field:offset field:offset ..." per line. For
 * tests. */
int64_t ilmlff_layout(char* buffer, int64_t capacity);

#ifdef __cplusplus
}
#endif

#endif
