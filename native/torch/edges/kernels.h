// SPDX-License-Identifier: MIT
// Loops over edges and pairs without libtorch, built once per instruction set (kernels.inc). All arrays are contiguous.
//
// The convolution of one layer is a form that is linear in each of harmonics Y, radial weights R and sender's features
// x,
//   M_i[p,m1,m2,u] = sum over edges e of i: Y_e[m2] R_e[p,u] x_e[m1,u]
// so that its derivatives of any order are of the same kind. Nothing of the size edges x channels x m1 x m2 is ever
// made.
#pragma once

#include <cstdint>

namespace ilmlff_edges {

// Harmonics of a path's degree and its columns of the radial weights.
struct Path {
  int weight;  // first column
  int degree;  // l2
};

// All paths from one block of the sender's features.
struct Group {
  int channels;
  int rows;        // m1
  int up;          // first column of the features
  int first_path;  // of `paths`
  int paths;
  int moments;  // numbers per channel: sum over paths of m1 * m2
  int moment;   // numbers per node in the groups before
};

struct Plan {
  const Group* groups;
  int group_count;
  const Path* paths;
  int components;   // of the harmonics
  int weights, up;  // columns of R, x
  int64_t nodes;    // that receive; M of a group is [moments, nodes, channels]
};

// Edges in the order of their receiving nodes.
struct Edges {
  const int64_t* row_start;  // of each receiving node, and the end
  const int64_t* edge;       // row of Y, dY, unit, and gradients of edges
  const int64_t* sender;
  const int64_t* pair;    // row of R
  const int64_t* second;  // 0: the pair's first edge in this order, 1: its second
};

template <class T>
struct Inputs {
  const T* y;        // [edges, components]
  const T* dy;       // [edges, 3, components], dY/dr
  const T* unit;     // [edges, 3], dd/dr
  const T* weights;  // R, [pairs, weights]
  const T* slopes;   // dR/dd
  const T* up;       // x
};

// Gradients of sum(G * M); null: not wanted. Those of pairs are written (first edge) or added to (second edge); with
// `split` the second edges have a block of their own behind the first, `split` numbers on.
template <class T>
struct First {
  const T* g;
  T* edges;  // [edges, 3], through Y and R
  T* weights;
  int64_t split;
  T* up;  // added to
};

// Gradients of sum(a_edges * gradient of edges) + sum(a_up * gradient of up) of the above.
template <class T>
struct Second {
  const T* g;
  const T* a_edges;  // null: zero
  const T* a_up;     // null: zero
  T* d_g;
  T* d_weights;
  T* d_slopes;
  int64_t split;
  T* d_up;  // added to
};

template <class T>
struct Kernels {
  int lanes;  // channels come in multiples of this
  void (*forward)(const Plan&, const Edges&, int64_t first, int64_t last, const Inputs<T>&, T* m);
  void (*first)(const Plan&, const Edges&, int64_t first, int64_t last, const Inputs<T>&, const First<T>&);
  void (*second)(const Plan&, const Edges&, int64_t first, int64_t last, const Inputs<T>&, const Second<T>&);
  // Y, dY/dr and dd/dr of edge vectors r (Y of -r/d); steps: see EdgeHarmonics.cs.
  void (*harmonics)(int64_t count, int degree, const T* steps, const T* r, T* y, T* dy, T* unit);
  // a = z s, b = z' s(1 + z(1 - s)) with s = 1/(1 + exp(-z)): SiLU and its slope
  void (*silu)(int64_t count, const T* z, const T* dz, const T* s, T* a, T* b);
  void (*silu_reverse)(int64_t count, const T* z, const T* dz, const T* s, const T* ga, const T* gb, T* gz, T* gdz);
};

constexpr int kMostMoments = 1024;
constexpr int kMostRows = 9;
constexpr int kMostDegree = 5;

// The fastest that this processor can run.
template <class T>
const Kernels<T>& kernels();

}  // namespace ilmlff_edges
