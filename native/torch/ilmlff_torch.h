/* SPDX-License-Identifier: MIT */
/*
 * A small C interface over libtorch's C++ library. Operators are called by name through libtorch's own dispatcher
 * (ilmlff_torch_operator, ilmlff_torch_call), so there is no function per operator: what this libtorch registers, runs,
 * and the same source serves every release. The rest is what operators don't offer: tensors' properties and data,
 * autograd, threads, devices.
 *
 * A tensor is a handle that its receiver releases with ilmlff_torch_free, in any order, on any thread.
 *
 * No C++ exception crosses. A function that can fail says so by its result (null or a negative number); the text is
 * then in ilmlff_torch_error(), which belongs to the calling thread and lasts until its next failure.
 */
#ifndef ILMLFF_TORCH_H
#define ILMLFF_TORCH_H

#include <stdint.h>

#define ILMLFF_TORCH_API_VERSION 1

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ilmlff_torch_tensor ilmlff_torch_tensor;
typedef struct ilmlff_torch_op ilmlff_torch_op;

typedef enum ilmlff_torch_kind {
  ILMLFF_TORCH_NONE = 0,
  ILMLFF_TORCH_TENSOR = 1,    /* items: ilmlff_torch_tensor * */
  ILMLFF_TORCH_INTEGER = 2,   /* integer; dtypes, layouts and memory formats are integers too */
  ILMLFF_TORCH_NUMBER = 3,    /* number */
  ILMLFF_TORCH_BOOLEAN = 4,   /* integer: 0 or 1 */
  ILMLFF_TORCH_TEXT = 5,      /* items: UTF-8, count bytes */
  ILMLFF_TORCH_INTEGERS = 6,  /* items: count int64_t */
  ILMLFF_TORCH_TENSORS = 7,   /* items: count ilmlff_torch_tensor * */
  ILMLFF_TORCH_OPTIONALS = 8, /* items: count ilmlff_torch_tensor *, null meaning none */
  ILMLFF_TORCH_DEVICE = 9     /* integer: type; count: index, -1 the current one */
} ilmlff_torch_kind;

/* An argument or a result of an operator. */
typedef struct ilmlff_torch_value {
  int32_t kind;
  int32_t count;
  int64_t integer;
  double number;
  const void* items;
} ilmlff_torch_value;

/* ---- operators (call.cpp) ---- */

/* The operator "aten::name", or "library::name" when the name says so, of this overload ("" when it has only one);
   null when this libtorch has none. Kept alive
   by libtorch: keep the handle as long as you like. */
const ilmlff_torch_op* ilmlff_torch_operator(const char* name, const char* overload);

/* Calls an operator. Trailing arguments that are not given take the defaults of its schema. Lists of tensors are
   returned as so many results. Returns the number of results, -1 for an error. When it exceeds the capacity, no result
   is lost: ilmlff_torch_more hands out those from `first` on, until this thread's next call. */
int32_t ilmlff_torch_call(const ilmlff_torch_op* op, const ilmlff_torch_value* arguments, int32_t count,
                          ilmlff_torch_value* results, int32_t capacity);
int32_t ilmlff_torch_more(int32_t first, ilmlff_torch_value* results, int32_t capacity);

/* ---- tensors (tensor.cpp) ---- */

/* A tensor with a copy of `data` (of the given dtype, contiguous), on the CPU. */
ilmlff_torch_tensor* ilmlff_torch_copy_in(const void* data, const int64_t* sizes, int32_t dimensions, int32_t dtype);
ilmlff_torch_tensor* ilmlff_torch_alias(const ilmlff_torch_tensor* tensor);
void ilmlff_torch_free(ilmlff_torch_tensor* tensor);
int64_t ilmlff_torch_live(void); /* handles not yet released, of all threads */

int32_t ilmlff_torch_dimensions(const ilmlff_torch_tensor* tensor);
int64_t ilmlff_torch_size(const ilmlff_torch_tensor* tensor, int32_t dimension);
int64_t ilmlff_torch_stride(const ilmlff_torch_tensor* tensor, int32_t dimension);
int64_t ilmlff_torch_elements(const ilmlff_torch_tensor* tensor);
int64_t ilmlff_torch_storage_offset(const ilmlff_torch_tensor* tensor);
int32_t ilmlff_torch_dtype(const ilmlff_torch_tensor* tensor);
int32_t ilmlff_torch_device(const ilmlff_torch_tensor* tensor, int32_t* index); /* the type; CPU: index -1 */
int32_t ilmlff_torch_contiguous(const ilmlff_torch_tensor* tensor);
void* ilmlff_torch_data(const ilmlff_torch_tensor* tensor); /* its first element; null for an error */

int32_t ilmlff_torch_requires_grad(const ilmlff_torch_tensor* tensor);
int32_t ilmlff_torch_set_requires_grad(ilmlff_torch_tensor* tensor, int32_t on); /* 0, or -1 */
int32_t ilmlff_torch_leaf(const ilmlff_torch_tensor* tensor);
int32_t ilmlff_torch_retain_grad(ilmlff_torch_tensor* tensor);
ilmlff_torch_tensor* ilmlff_torch_grad_of(const ilmlff_torch_tensor* tensor); /* null: none, no error */
int32_t ilmlff_torch_set_grad(ilmlff_torch_tensor* tensor, const ilmlff_torch_tensor* grad);

/* ---- autograd (autograd.cpp) ---- */

/* Gradients of sum(outputs * seeds) with respect to the inputs, one handle (or null: unused) each. seeds may be null,
   and so may each of them. Returns 0, or -1. */
int32_t ilmlff_torch_grad(ilmlff_torch_tensor* const* outputs, int32_t output_count, ilmlff_torch_tensor* const* inputs,
                          int32_t input_count, ilmlff_torch_tensor* const* seeds, int32_t retain_graph,
                          int32_t create_graph, int32_t allow_unused, ilmlff_torch_tensor** gradients);
int32_t ilmlff_torch_backward(ilmlff_torch_tensor* const* outputs, int32_t output_count,
                              ilmlff_torch_tensor* const* seeds, int32_t retain_graph, int32_t create_graph,
                              ilmlff_torch_tensor* const* inputs, int32_t input_count);
int32_t ilmlff_torch_grad_enabled(void); /* of this thread */
void ilmlff_torch_enable_grad(int32_t on);

/* ---- the library (library.cpp) ---- */

const char* ilmlff_torch_error(void);
const char* ilmlff_torch_built(void); /* "built for libtorch: VERSION FOLDER", also to be found in the file itself */
const char* ilmlff_torch_loaded_file(void); /* the libtorch that this process runs */
int32_t ilmlff_torch_seed(uint64_t seed);   /* of all devices' generators; 0, or -1 */
int32_t ilmlff_torch_threads(void);
void ilmlff_torch_set_threads(int32_t count); /* of libtorch and, unless OPENBLAS_NUM_THREADS is set, of OpenBLAS */
int32_t ilmlff_torch_blas_threads(void);      /* 0: the BLAS is not OpenBLAS */
int32_t ilmlff_torch_interop_threads(void);
int32_t ilmlff_torch_set_interop_threads(int32_t count); /* 0, or -1: too late */
int32_t ilmlff_torch_cuda_available(void);
int32_t ilmlff_torch_cuda_devices(void);
int32_t ilmlff_torch_cuda_synchronize(int32_t index); /* -1: the current device; 0, or -1 */
/* Lets the allocator keep large freed blocks for the next tensor instead of giving every one back to the system
   (glibc); nothing where a MALLOC_ variable of the environment says what to do. Returns whether it was done. */
int32_t ilmlff_torch_keep_memory(void);

/* ---- time per operator (profile.cpp) ---- */

/* Starts with empty totals, or stops; costs nothing while it is off. 0, or -1. */
int32_t ilmlff_torch_profile(int32_t on);
/* Lines "operator TAB calls TAB seconds" with the CPU time that an operator took without those that it called. Lasts
   until the next call. */
const char* ilmlff_torch_profile_report(void);

#ifdef __cplusplus
}
#endif

#endif
