// SPDX-License-Identifier: GPL-2.0-only
#ifndef ILMLFF_LAMMPS_GATHERED_H
#define ILMLFF_LAMMPS_GATHERED_H

#include <mpi.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "lmptype.h"

namespace ilmlff_lammps {

// Rows of `width` numbers of every rank's local atoms, on rank 0 in the order of the atom IDs (elsewhere: nothing).
// Collective.
inline std::vector<double> gathered_by_id(MPI_Comm world, const LAMMPS_NS::tagint* ids, int n_local, int width,
                                          const std::vector<double>& rows) {
  int rank = 0, ranks = 1;
  MPI_Comm_rank(world, &rank);
  MPI_Comm_size(world, &ranks);
  std::vector<int> counts(ranks), starts(ranks), row_counts(ranks), row_starts(ranks);
  MPI_Gather(&n_local, 1, MPI_INT, counts.data(), 1, MPI_INT, 0, world);
  int all = 0;
  for (int r = 0; r < ranks && rank == 0; r++) {
    starts[r] = all;
    row_counts[r] = counts[r] * width;
    row_starts[r] = starts[r] * width;
    all += counts[r];
  }
  std::vector<LAMMPS_NS::tagint> all_ids(all);
  std::vector<double> unsorted(static_cast<std::size_t>(all) * width);
  MPI_Gatherv(ids, n_local, MPI_LMP_TAGINT, all_ids.data(), counts.data(), starts.data(), MPI_LMP_TAGINT, 0, world);
  MPI_Gatherv(rows.data(), n_local * width, MPI_DOUBLE, unsorted.data(), row_counts.data(), row_starts.data(),
              MPI_DOUBLE, 0, world);

  std::vector<int> order(all);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int a, int b) { return all_ids[a] < all_ids[b]; });
  std::vector<double> sorted;
  sorted.reserve(unsorted.size());
  for (int i : order)
    sorted.insert(sorted.end(), unsorted.begin() + static_cast<std::ptrdiff_t>(i) * width,
                  unsorted.begin() + static_cast<std::ptrdiff_t>(i + 1) * width);
  return sorted;
}

}  // namespace ilmlff_lammps

#endif
