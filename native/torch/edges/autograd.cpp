// SPDX-License-Identifier: MIT
// The kernels as operators of libtorch, "ilmlff::...", with derivatives: twice for the convolution, once for the
// others.
#include "kernels.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <vector>

namespace {

using at::Tensor;
using ilmlff_edges::Edges;
using ilmlff_edges::Group;
using ilmlff_edges::Inputs;
using ilmlff_edges::Path;
using ilmlff_edges::Plan;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Integers: components, columns of R and x, numbers of M per node, number of groups; per group channels, m1, first
// column of x, number of paths; per path first column of R, degree.
struct PlanOf {
  std::vector<Group> groups;
  std::vector<Path> paths;
  Plan plan{};
  int64_t moments = 0;

  PlanOf(at::IntArrayRef n, const Tensor& rows) {
    size_t at = 0;
    auto next = [&] { return static_cast<int>(n[at++]); };
    plan.components = next(), plan.weights = next(), plan.up = next(), moments = next();
    const int count = next();
    int moment = 0;
    for (int g = 0; g < count; g++) {
      Group group{};
      group.channels = next(), group.rows = next(), group.up = next(), group.paths = next();
      group.first_path = static_cast<int>(paths.size()), group.moment = moment;
      for (int p = 0; p < group.paths; p++) {
        Path path{};
        path.weight = next(), path.degree = next();
        group.moments += group.rows * (2 * path.degree + 1);
        paths.push_back(path);
      }
      moment += group.moments * group.channels;
      groups.push_back(group);
    }
    TORCH_CHECK(moment == moments, "ilmlff: plan of the convolution does not add up");
    plan.groups = groups.data(), plan.group_count = count, plan.paths = paths.data();
    plan.nodes = rows.size(0) - 1;
  }
};

// What stays the same in all derivatives.
struct Constants {
  Tensor y, dy, unit;  // of edges
  Tensor table;        // [4, edges]: edge, sender, pair, second, in the order of receivers
  Tensor rows;         // [nodes + 1]

  Edges edges() const {
    const int64_t n = table.size(1), *first = table.data_ptr<int64_t>();
    return {rows.data_ptr<int64_t>(), first, first + n, first + 2 * n, first + 3 * n};
  }

  template <class T>
  Inputs<T> inputs(const Tensor& weights, const Tensor& slopes, const Tensor& up) const {
    return {y.data_ptr<T>(),       dy.data_ptr<T>(),     unit.data_ptr<T>(),
            weights.data_ptr<T>(), slopes.data_ptr<T>(), up.data_ptr<T>()};
  }
};

// Ranges of nodes with like numbers of edges, one per thread: fn(thread, first node, last node).
template <class F>
void for_nodes(const Constants& c, int threads, F&& fn) {
  const int64_t nodes = c.rows.size(0) - 1, edges = c.table.size(1), *start = c.rows.data_ptr<int64_t>();
  std::vector<int64_t> border(threads + 1, nodes);
  for (int t = 0; t < threads; t++) border[t] = std::lower_bound(start, start + nodes, edges * t / threads) - start;
  border[0] = 0;
  if (threads == 1) return fn(0, border[0], border[1]);
  at::parallel_for(0, threads, 1, [&](int64_t first, int64_t last) {
    for (int64_t t = first; t < last; t++) fn(t, border[t], border[t + 1]);
  });
}

int threads_for(const Constants& c) {
  return static_cast<int>(std::max<int64_t>(1, std::min<int64_t>(at::get_num_threads(), c.table.size(1) / 512)));
}

// Gradient of pairs: with several threads the second edges of the pairs have rows of their own, so that no two threads
// meet.
Tensor pair_buffer(const Tensor& weights, int threads) {
  return at::empty({threads > 1 ? 2 : 1, weights.size(0), weights.size(1)}, weights.options());
}

Tensor pair_sum(const Tensor& buffer, const Constants& c) {
  if (buffer.size(0) == 1) return buffer[0];
  return c.table.size(1) == buffer.size(1) ? buffer[0] : buffer[0].add(buffer[1]);
}

// Gradient of nodes: each thread adds to its own.
Tensor node_sum(const Tensor& buffer) {
  return buffer.size(0) == 1 ? buffer[0] : buffer.sum(0);
}

template <class T>
Tensor forward(const Plan& plan, int64_t moments, const Constants& c, const Tensor& weights, const Tensor& slopes,
               const Tensor& up) {
  Tensor m = at::empty({plan.nodes * moments}, up.options());
  const Inputs<T> in = c.inputs<T>(weights, slopes, up);
  for_nodes(c, threads_for(c), [&](int, int64_t first, int64_t last) {
    ilmlff_edges::kernels<T>().forward(plan, c.edges(), first, last, in, m.data_ptr<T>());
  });
  return m;
}

struct Wanted {
  bool edges, weights, up;
};

template <class T>
variable_list first(const Plan& plan, const Constants& c, const Tensor& g, const Tensor& weights, const Tensor& slopes,
                    const Tensor& up, Wanted wanted) {
  const int threads = threads_for(c);
  Tensor of_edges, of_weights, of_up;
  if (wanted.edges) of_edges = at::zeros({c.y.size(0), 3}, up.options());
  if (wanted.weights) of_weights = pair_buffer(weights, threads);
  if (wanted.up) of_up = at::zeros({threads, up.size(0), up.size(1)}, up.options());
  const Inputs<T> in = c.inputs<T>(weights, slopes, up);
  for_nodes(c, threads, [&](int t, int64_t begin, int64_t end) {
    ilmlff_edges::First<T> out{};
    out.g = g.data_ptr<T>();
    out.edges = wanted.edges ? of_edges.data_ptr<T>() : nullptr;
    out.weights = wanted.weights ? of_weights.data_ptr<T>() : nullptr;
    out.split = threads > 1 ? weights.numel() : 0;
    out.up = wanted.up ? of_up.data_ptr<T>() + t * up.numel() : nullptr;
    ilmlff_edges::kernels<T>().first(plan, c.edges(), begin, end, in, out);
  });
  const Tensor none = at::empty({0}, up.options());  // an operator's result has to be a tensor
  return {wanted.edges ? of_edges : none, wanted.weights ? pair_sum(of_weights, c) : none.clone(),
          wanted.up ? node_sum(of_up) : none.clone()};
}

template <class T>
variable_list second(const Plan& plan, const Constants& c, const Tensor& g, const Tensor& weights, const Tensor& slopes,
                     const Tensor& up, const Tensor& a_edges, const Tensor& a_up) {
  const int threads = threads_for(c);
  Tensor d_g = at::empty_like(g), d_weights = pair_buffer(weights, threads), d_slopes = pair_buffer(weights, threads);
  Tensor d_up = at::zeros({threads, up.size(0), up.size(1)}, up.options());
  const Inputs<T> in = c.inputs<T>(weights, slopes, up);
  for_nodes(c, threads, [&](int t, int64_t begin, int64_t end) {
    ilmlff_edges::Second<T> out{};
    out.g = g.data_ptr<T>();
    out.a_edges = a_edges.defined() ? a_edges.data_ptr<T>() : nullptr;
    out.a_up = a_up.defined() ? a_up.data_ptr<T>() : nullptr;
    out.d_g = d_g.data_ptr<T>();
    out.d_weights = d_weights.data_ptr<T>(), out.d_slopes = d_slopes.data_ptr<T>();
    out.split = threads > 1 ? weights.numel() : 0;
    out.d_up = d_up.data_ptr<T>() + t * up.numel();
    ilmlff_edges::kernels<T>().second(plan, c.edges(), begin, end, in, out);
  });
  return {d_g, pair_sum(d_weights, c), pair_sum(d_slopes, c), node_sum(d_up)};
}

#define FOR_TYPE(tensor, function, ...) \
  ((tensor).scalar_type() == at::kFloat ? function<float>(__VA_ARGS__) : function<double>(__VA_ARGS__))

Tensor whole(const Tensor& t) {
  return t.defined() ? t.contiguous() : t;
}

// Gradients of edges, radial weights and features from the gradient of the sums; differentiable once more.
struct Reverse : torch::autograd::Function<Reverse> {
  static variable_list forward(AutogradContext* context, Tensor g, Tensor weights, Tensor slopes, Tensor up,
                               Tensor /* r */, Tensor y, Tensor dy, Tensor unit, Tensor table, Tensor rows,
                               std::vector<int64_t> numbers, int64_t wanted) {
    context->set_materialize_grads(false);
    context->saved_data["plan"] = numbers;
    context->save_for_backward({g, weights, slopes, up, y, dy, unit, table, rows});
    const PlanOf plan(numbers, rows);
    const Constants c{y, dy, unit, table, rows};
    variable_list found = FOR_TYPE(up, first, plan.plan, c, g, weights, slopes, up,
                                   {(wanted & 1) != 0, (wanted & 2) != 0, (wanted & 4) != 0});
    return found;
  }

  static variable_list backward(AutogradContext* context, variable_list a) {
    TORCH_CHECK(!at::GradMode::is_enabled() && !a[1].defined(),
                "ilmlff::edge_convolution can be differentiated twice, not three times");
    // Without a list of what is wanted every leaf gets its gradient, and edge vectors may be among them without
    // anyone's wish.
    const auto* listed = torch::autograd::get_current_graph_task_exec_info();
    TORCH_CHECK(
        !listed || listed->empty() || !context->needs_input_grad(4),
        "ilmlff::edge_convolution has no second derivative in the edge vectors: see MaceModule.UsesDirectEdges");
    variable_list none(12);
    if (!a[0].defined() && !a[2].defined()) return none;
    const variable_list s = context->get_saved_variables();
    const PlanOf plan(context->saved_data["plan"].toIntVector(), s[8]);
    const Constants c{s[4], s[5], s[6], s[7], s[8]};
    const variable_list found = FOR_TYPE(s[3], second, plan.plan, c, s[0], s[1], s[2], s[3], whole(a[0]), whole(a[2]));
    std::copy(found.begin(), found.end(), none.begin());
    return none;
  }
};

// M of the nodes. Y and R are given with their slopes; r is there to have a gradient.
struct Convolution : torch::autograd::Function<Convolution> {
  static Tensor forward(AutogradContext* context, Tensor r, Tensor weights, Tensor slopes, Tensor up, Tensor y,
                        Tensor dy, Tensor unit, Tensor table, Tensor rows, std::vector<int64_t> numbers) {
    context->saved_data["plan"] = numbers;
    context->save_for_backward({weights, slopes, up, y, dy, unit, table, rows, r});
    const PlanOf plan(numbers, rows);
    const Constants c{y, dy, unit, table, rows};
    TORCH_CHECK(r.size(0) == table.size(1) && up.size(1) == plan.plan.up && weights.size(1) == plan.plan.weights,
                "ilmlff::edge_convolution: sizes do not fit");
    return FOR_TYPE(up, ::forward, plan.plan, plan.moments, c, weights, slopes, up);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list s = context->get_saved_variables();
    const int64_t wanted = (context->needs_input_grad(0) ? 1 : 0) + (context->needs_input_grad(1) ? 2 : 0) +
                           (context->needs_input_grad(3) ? 4 : 0);
    const variable_list found = Reverse::apply(gradients[0].contiguous(), s[0], s[1], s[2], s[8], s[3], s[4], s[5],
                                               s[6], s[7], context->saved_data["plan"].toIntVector(), wanted);
    variable_list all(10);
    if (wanted & 1) all[0] = found[0];
    if (wanted & 2) all[1] = found[1];
    if (wanted & 4) all[3] = found[2];
    return all;
  }
};

Tensor edge_convolution(const Tensor& r, const Tensor& weights, const Tensor& slopes, const Tensor& up, const Tensor& y,
                        const Tensor& dy, const Tensor& unit, const Tensor& table, const Tensor& rows,
                        at::IntArrayRef plan) {
  return Convolution::apply(r, weights.contiguous(), slopes.contiguous(), up.contiguous(), y, dy, unit, table, rows,
                            plan.vec());
}

template <class T>
void harmonics(const Tensor& r, int64_t degree, const Tensor& steps, const Tensor& y, const Tensor& dy,
               const Tensor& unit) {
  ilmlff_edges::kernels<T>().harmonics(r.size(0), static_cast<int>(degree), steps.data_ptr<T>(), r.data_ptr<T>(),
                                       y.data_ptr<T>(), dy.data_ptr<T>(), unit.data_ptr<T>());
}

// Values only: what depends on r through them gets its gradient from the slopes.
std::tuple<Tensor, Tensor, Tensor> edge_harmonics(const Tensor& r, int64_t degree, const Tensor& steps) {
  TORCH_CHECK(degree <= ilmlff_edges::kMostDegree, "ilmlff::edge_harmonics: degree ", degree);
  const Tensor rows = r.detach().contiguous();
  const int64_t components = (degree + 1) * (degree + 1);
  Tensor y = at::empty({r.size(0), components}, rows.options()),
         dy = at::empty({r.size(0), 3, components}, rows.options());
  Tensor unit = at::empty({r.size(0), 3}, rows.options());
  FOR_TYPE(rows, harmonics, rows, degree, steps, y, dy, unit);
  return {y, dy, unit};
}

template <class T>
void silu(const Tensor& z, const Tensor& dz, const Tensor& s, const Tensor& a, const Tensor& b) {
  at::parallel_for(0, z.numel(), 1 << 15, [&](int64_t first, int64_t last) {
    ilmlff_edges::kernels<T>().silu(last - first, z.data_ptr<T>() + first, dz.data_ptr<T>() + first,
                                    s.data_ptr<T>() + first, a.data_ptr<T>() + first, b.data_ptr<T>() + first);
  });
}

template <class T>
void silu_reverse(const Tensor& z, const Tensor& dz, const Tensor& s, const Tensor& ga, const Tensor& gb,
                  const Tensor& gz, const Tensor& gdz) {
  at::parallel_for(0, z.numel(), 1 << 15, [&](int64_t first, int64_t last) {
    ilmlff_edges::kernels<T>().silu_reverse(last - first, z.data_ptr<T>() + first, dz.data_ptr<T>() + first,
                                            s.data_ptr<T>() + first, ga.data_ptr<T>() + first, gb.data_ptr<T>() + first,
                                            gz.data_ptr<T>() + first, gdz.data_ptr<T>() + first);
  });
}

// SiLU(z) and its change along dz.
struct SiluPair : torch::autograd::Function<SiluPair> {
  static variable_list forward(AutogradContext* context, Tensor z, Tensor dz) {
    const Tensor s = at::sigmoid(z);
    Tensor a = at::empty_like(z), b = at::empty_like(z);
    FOR_TYPE(z, silu, z, dz, s, a, b);
    context->save_for_backward({z, dz, s});
    return {a, b};
  }

  static variable_list backward(AutogradContext* context, variable_list g) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "ilmlff::silu_pair can be differentiated once, not twice");
    const variable_list s = context->get_saved_variables();
    Tensor gz = at::empty_like(s[0]), gdz = at::empty_like(s[0]);
    FOR_TYPE(s[0], silu_reverse, s[0], s[1], s[2], g[0].contiguous(), g[1].contiguous(), gz, gdz);
    return {gz, gdz};
  }
};

std::tuple<Tensor, Tensor> silu_pair(const Tensor& z, const Tensor& dz) {
  const variable_list found = SiluPair::apply(z.contiguous(), dz.contiguous());
  return {found[0], found[1]};
}

}  // namespace

TORCH_LIBRARY(ilmlff, library) {
  library.def(
      "edge_convolution(Tensor r, Tensor weights, Tensor slopes, Tensor up, Tensor y, Tensor dy, Tensor unit, Tensor "
      "table, "
      "Tensor rows, int[] plan) -> Tensor",
      edge_convolution);
  library.def("edge_harmonics(Tensor r, int degree, Tensor steps) -> (Tensor, Tensor, Tensor)", edge_harmonics);
  library.def("silu_pair(Tensor z, Tensor dz) -> (Tensor, Tensor)", silu_pair);
}
