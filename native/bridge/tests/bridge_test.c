/* SPDX-License-Identifier: MIT
 * The bridge from the side of a C program. usage: bridge_test CASE [ARGUMENT...]; exit code 0: as expected. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fenv.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bridge_test.h"

static void start(void) {
  CHECK(ilmlff_start(NULL) == ILMLFF_OK);
}

static double compute(ilmlff_evaluator* evaluator, test_system* s) {
  memset(s->forces, 0, sizeof s->forces);
  memset(s->site_energies, 0, sizeof s->site_energies);
  memset(s->atom_virials, 0, sizeof s->atom_virials);
  CHECK(ilmlff_compute(evaluator, &s->atoms, &s->results) == ILMLFF_OK);
  return s->results.energy;
}

/* start [MANAGED_DIR|-] [DOTNET_ROOT|-]: prints the status and the error text. */
static int start_case(int argc, char** argv) {
  ilmlff_start_options options = {.struct_size = sizeof options};
  if (argc > 0 && strcmp(argv[0], "-") != 0) options.managed_dir = argv[0];
  if (argc > 1 && strcmp(argv[1], "-") != 0) options.dotnet_root = argv[1];
  int32_t status = ilmlff_start(&options);
  if (status == ILMLFF_OK) CHECK(ilmlff_start(NULL) == ILMLFF_OK); /* a second start does nothing */
  print_last_error(status);
  return 0;
}

/* lifecycle MODEL: open, describe, compute, sum rules, finite differences, close, and handles that are not open. */
static int lifecycle_case(int argc, char** argv) {
  CHECK(argc == 1);
  test_system s;
  make_system(&s);
  CHECK(ilmlff_compute(NULL, &s.atoms, &s.results) == ILMLFF_USAGE); /* not started */
  start();
  ilmlff_evaluator* evaluator = open_model(argv[0]);
  ilmlff_model_info info = {.struct_size = sizeof info};
  CHECK(ilmlff_describe(evaluator, &info) == ILMLFF_OK);
  CHECK(info.cutoff > 0 && info.element_count > 1 && info.atomic_numbers[0] == 1 && strlen(info.backend) > 0);
  printf("%s; cutoff %g; layers %d; backend %s\n", info.summary, info.cutoff, info.message_passing_layers,
         info.backend);

  const double energy = compute(evaluator, &s);
  double sites = 0, force[3] = {0}, virial[9] = {0}, x_force = s.forces[0];
  for (int i = 0; i < ATOMS; ++i) {
    sites += s.site_energies[i];
    for (int k = 0; k < 3; ++k) force[k] += s.forces[3 * i + k];
    for (int k = 0; k < 9; ++k) virial[k] += s.atom_virials[9 * i + k];
  }
  CHECK(fabs(sites - energy) < 1e-10);
  for (int k = 0; k < 3; ++k) CHECK(fabs(force[k]) < 1e-9);
  for (int k = 0; k < 9; ++k) CHECK(fabs(virial[k] - s.results.virial[k]) < 1e-9);
  const double d = 1e-4;
  s.positions[0] += d;
  const double right = compute(evaluator, &s);
  s.positions[0] -= 2 * d;
  const double left = compute(evaluator, &s);
  CHECK(fabs((left - right) / (2 * d) - x_force) < 1e-5 * fmax(1, fabs(x_force)));
  CHECK(fabs(x_force) > 1e-6);

  CHECK(ilmlff_close(NULL) == ILMLFF_OK);
  CHECK(ilmlff_close(evaluator) == ILMLFF_OK);
  CHECK(ilmlff_close(evaluator) == ILMLFF_USAGE);
  CHECK(ilmlff_compute(evaluator, &s.atoms, &s.results) == ILMLFF_USAGE);
  CHECK(ilmlff_compute((ilmlff_evaluator*)&s, &s.atoms, &s.results) == ILMLFF_USAGE);
  CHECK(ilmlff_close((ilmlff_evaluator*)&s) == ILMLFF_USAGE);
  CHECK(ilmlff_describe(NULL, &info) == ILMLFF_USAGE);
  ilmlff_evaluator* again = open_model(argv[0]); /* takes the same slot: the old handle must stay dead */
  CHECK(again != evaluator);
  CHECK(ilmlff_compute(evaluator, &s.atoms, &s.results) == ILMLFF_USAGE);
  CHECK(ilmlff_close(again) == ILMLFF_OK);
  return 0;
}

/* two-handles MODEL MODEL: two open models do not disturb each other. */
static int two_handles_case(int argc, char** argv) {
  CHECK(argc == 2);
  start();
  test_system s;
  make_system(&s);
  ilmlff_evaluator* a = open_model(argv[0]);
  ilmlff_evaluator* b = open_model(argv[1]);
  const double ea = compute(a, &s), eb = compute(b, &s);
  CHECK(ea != eb);
  CHECK(compute(a, &s) == ea && compute(b, &s) == eb);
  CHECK(ilmlff_close(a) == ILMLFF_OK);
  CHECK(compute(b, &s) == eb);
  CHECK(ilmlff_close(b) == ILMLFF_OK);
  return 0;
}

static const char* thread_model;
static double thread_energy;

static void* thread_work(void* unused) {
  (void)unused;
  test_system s;
  make_system(&s);
  ilmlff_evaluator* evaluator = open_model(thread_model);
  for (int i = 0; i < 2000; ++i) CHECK(compute(evaluator, &s) == thread_energy);
  /* this thread's error text is its own */
  CHECK(ilmlff_compute(NULL, &s.atoms, &s.results) == ILMLFF_USAGE);
  CHECK(ilmlff_close(evaluator) == ILMLFF_OK);
  return NULL;
}

/* threads MODEL: two native threads, an evaluator each, at the same time. */
static int threads_case(int argc, char** argv) {
  CHECK(argc == 1);
  start();
  test_system s;
  make_system(&s);
  thread_model = argv[0];
  ilmlff_evaluator* evaluator = open_model(thread_model);
  thread_energy = compute(evaluator, &s);
  pthread_t threads[2];
  for (int i = 0; i < 2; ++i) CHECK(pthread_create(&threads[i], NULL, thread_work, NULL) == 0);
  for (int i = 0; i < 2; ++i) pthread_join(threads[i], NULL);
  CHECK(ilmlff_last_error(NULL, 0) == 0); /* nothing failed on this thread */
  return 0;
}

/* fork MODEL: the child is refused with a text, the parent goes on. */
static int fork_case(int argc, char** argv) {
  CHECK(argc == 1);
  start();
  test_system s;
  make_system(&s);
  ilmlff_evaluator* evaluator = open_model(argv[0]);
  const double energy = compute(evaluator, &s);
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    const int32_t status = ilmlff_compute(evaluator, &s.atoms, &s.results);
    print_last_error(status);
    fflush(stdout);
    _exit(status == ILMLFF_FAILED && ilmlff_start(NULL) == ILMLFF_FAILED && ilmlff_close(evaluator) == ILMLFF_OK ? 0
                                                                                                                 : 1);
  }
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK(compute(evaluator, &s) == energy);
  return 0;
}

/* traps MODEL: floating-point traps of the host do not reach C#, and are on again afterwards. */
static int traps_case(int argc, char** argv) {
  CHECK(argc == 1);
  const int traps = FE_DIVBYZERO | FE_INVALID | FE_OVERFLOW;
  CHECK(feenableexcept(traps) != -1);
  start();
  test_system s;
  make_system(&s);
  ilmlff_evaluator* evaluator = open_model(argv[0]);
  for (int i = 0; i < 100; ++i) CHECK(compute(evaluator, &s) == ATOMS);
  CHECK(fegetexcept() == traps);
  CHECK(fetestexcept(FE_DIVBYZERO) == 0); /* flags raised inside stay inside */
  CHECK(ilmlff_close(evaluator) == ILMLFF_OK);
  return 0;
}

/* error MODEL: the failure of one evaluation as status and text; the handle stays usable. */
static int error_case(int argc, char** argv) {
  CHECK(argc == 1);
  start();
  test_system s;
  make_system(&s);
  ilmlff_evaluator* evaluator = open_model(argv[0]);
  const int32_t status = ilmlff_compute(evaluator, &s.atoms, &s.results);
  CHECK(ilmlff_compute(evaluator, &s.atoms, &s.results) == status);
  print_last_error(status);
  char tiny[8];
  const int64_t length = ilmlff_last_error(tiny, sizeof tiny);
  CHECK(length > 8 && strlen(tiny) == 7);
  CHECK(ilmlff_close(evaluator) == ILMLFF_OK);
  return 0;
}

/* signal NUMBER: after the start a signal still ends the process as always; 11 as a real access to address 0. */
static int signal_case(int argc, char** argv) {
  CHECK(argc == 1);
  start();
  fflush(stdout);
  volatile int* volatile nowhere = NULL;
  if (atoi(argv[0]) == SIGSEGV) *nowhere = 1;
  kill(getpid(), atoi(argv[0]));
  sleep(20);
  return 1;
}

static long resident_kb(void) {
  long pages = 0, resident = 0;
  FILE* file = fopen("/proc/self/statm", "r");
  CHECK(file != NULL && fscanf(file, "%ld %ld", &pages, &resident) == 2);
  fclose(file);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* memory MODEL CALLS: prints what CALLS evaluations, and CALLS / 10 refused ones, add to the resident memory. */
static int memory_case(int argc, char** argv) {
  CHECK(argc == 2);
  const double begin = seconds();
  start();
  const double started = seconds();
  test_system s;
  make_system(&s);
  for (int k = 0; k < 3; ++k) s.atoms.periodic[k] = 0;
  ilmlff_evaluator* evaluator = open_model(argv[0]);
  const double opened = seconds();
  const int calls = atoi(argv[1]);
  for (int i = 0; i < calls / 10; ++i) compute(evaluator, &s);
  const long before = resident_kb();
  const double first = seconds();
  for (int i = 0; i < calls; ++i) compute(evaluator, &s);
  const double last = seconds();
  const long after = resident_kb();
  for (int i = 0; i < calls / 10; ++i) CHECK(ilmlff_compute(NULL, &s.atoms, &s.results) == ILMLFF_USAGE);
  printf("start_s %.3f\nopen_s %.3f\ncall_us %.3f\nresident_kB %ld\ngrowth_kB %ld\ngrowth_by_errors_kB %ld\n",
         started - begin, opened - started, 1e6 * (last - first) / calls, before, after - before,
         resident_kb() - after);
  return 0;
}

/* first-step MODEL N: seconds of six evaluations of N^3 atoms after opening, the first of them first. */
static int first_step_case(int argc, char** argv) {
  CHECK(argc == 2);
  start();
  ilmlff_evaluator* evaluator = open_model(argv[0]);
  const int n = atoi(argv[1]), total = n * n * n;
  const double edge = 2.2;
  double* numbers = calloc((size_t)total * 6, sizeof *numbers);
  int32_t* species = calloc((size_t)total, sizeof *species);
  CHECK(numbers != NULL && species != NULL);
  ilmlff_atoms atoms = {.struct_size = sizeof atoms, .n_local = total, .positions = numbers, .species = species};
  ilmlff_results results = {.struct_size = sizeof results, .forces = numbers + 3 * total};
  for (int k = 0; k < 3; ++k) {
    atoms.cell[4 * k] = n * edge;
    atoms.periodic[k] = 1;
  }
  for (int i = 0; i < total; ++i) {
    species[i] = i % 2;
    const int place[3] = {i % n, i / n % n, i / (n * n)};
    for (int k = 0; k < 3; ++k) numbers[3 * i + k] = edge * (place[k] + 0.1 * sin(12.9898 * i + 4.1 * k));
  }
  for (int step = 0; step < 6; ++step) {
    const double begin = seconds();
    CHECK(ilmlff_compute(evaluator, &atoms, &results) == ILMLFF_OK);
    printf("%.4f\n", seconds() - begin);
  }
  free(numbers);
  free(species);
  return 0;
}

/* struct-size MODEL: every struct of another size is refused. */
static int struct_size_case(int argc, char** argv) {
  CHECK(argc == 1);
  ilmlff_start_options start_options = {.struct_size = sizeof start_options + 8};
  CHECK(ilmlff_start(&start_options) == ILMLFF_USAGE);
  start();
  test_system s;
  make_system(&s);
  ilmlff_open_options options = {.struct_size = 8};
  ilmlff_evaluator* none = NULL;
  CHECK(ilmlff_open(&options, &none) == ILMLFF_USAGE && none == NULL);
  ilmlff_evaluator* evaluator = open_model(argv[0]);
  ilmlff_model_info info = {.struct_size = 0};
  CHECK(ilmlff_describe(evaluator, &info) == ILMLFF_USAGE);
  s.atoms.struct_size -= 8;
  CHECK(ilmlff_compute(evaluator, &s.atoms, &s.results) == ILMLFF_USAGE);
  s.atoms.struct_size += 8;
  s.results.struct_size = 0;
  const int32_t status = ilmlff_compute(evaluator, &s.atoms, &s.results);
  print_last_error(status);
  CHECK(status == ILMLFF_USAGE);
  return 0;
}

/* second-copy LIBRARY MODEL: another copy of the library in a process whose .NET runs already uses that runtime. */
static int second_copy_case(int argc, char** argv) {
  CHECK(argc == 2);
  start();
  test_system s;
  make_system(&s);
  ilmlff_evaluator* evaluator = open_model(argv[1]);
  const double energy = compute(evaluator, &s);
  void* copy = dlopen(argv[0], RTLD_NOW | RTLD_LOCAL);
  CHECK(copy != NULL);
  int32_t (*start_copy)(const ilmlff_start_options*) =
      (int32_t(*)(const ilmlff_start_options*))dlsym(copy, "ilmlff_start");
  int32_t (*open_copy)(const ilmlff_open_options*, ilmlff_evaluator**) =
      (int32_t(*)(const ilmlff_open_options*, ilmlff_evaluator**))dlsym(copy, "ilmlff_open");
  int32_t (*compute_copy)(ilmlff_evaluator*, const ilmlff_atoms*, ilmlff_results*) =
      (int32_t(*)(ilmlff_evaluator*, const ilmlff_atoms*, ilmlff_results*))dlsym(copy, "ilmlff_compute");
  CHECK(start_copy != NULL && open_copy != NULL && compute_copy != NULL && start_copy != ilmlff_start);
  CHECK(start_copy(NULL) == ILMLFF_OK);
  ilmlff_evaluator* other = open_with(open_copy, argv[1]);
  CHECK(compute_copy(other, &s.atoms, &s.results) == ILMLFF_OK && s.results.energy == energy);
  CHECK(compute(evaluator, &s) == energy);
  return 0;
}

/* exit MODEL: the process may end with an open handle and while a thread is inside C#. */
static void* endless_work(void* unused) {
  (void)unused;
  test_system s;
  make_system(&s);
  ilmlff_evaluator* evaluator = open_model(thread_model);
  for (;;) compute(evaluator, &s);
  return NULL;
}

static int exit_case(int argc, char** argv) {
  CHECK(argc == 1);
  start();
  thread_model = argv[0];
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, endless_work, NULL) == 0);
  test_system s;
  make_system(&s);
  ilmlff_evaluator* evaluator = open_model(thread_model);
  compute(evaluator, &s);
  return 0;
}

int main(int argc, char** argv) {
  static const struct {
    const char* name;
    int (*run)(int, char**);
  } cases[] = {{"start", start_case},
               {"lifecycle", lifecycle_case},
               {"two-handles", two_handles_case},
               {"threads", threads_case},
               {"fork", fork_case},
               {"traps", traps_case},
               {"error", error_case},
               {"signal", signal_case},
               {"memory", memory_case},
               {"exit", exit_case},
               {"first-step", first_step_case},
               {"second-copy", second_copy_case},
               {"struct-size", struct_size_case}};
  for (size_t i = 0; argc > 1 && i < sizeof cases / sizeof *cases; ++i)
    if (strcmp(argv[1], cases[i].name) == 0) return cases[i].run(argc - 2, argv + 2);
  fprintf(stderr, "unknown case\n");
  return 2;
}
