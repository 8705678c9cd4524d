/// Sparse LU of S(h) = M + g D + g^2 K + B, g = gamma h, by KLU. The symbolic analysis is done once
/// for a pattern; the numbers of recent step sizes are kept, because a step controller that moves
/// on a ladder of step sizes meets few of them.
#pragma once
#include <klu.h>

#include <map>
#include <memory>
#include <vector>

#include "models/sfq/circuit/system.h"

namespace fluxgate::sfq {

/// Thrown by the factorisation with the unknown whose column is dependent.
struct SingularMatrix {
  int unknown;
};

class Factor {
 public:
  /// `entries` ordered by column then row; must outlive the factor.
  Factor(int size, const std::vector<Entry>& entries);
  /// Chooses g; factorises when this g has not been met recently. SingularMatrix.
  void select(double g);
  void solve(double* x);
  [[nodiscard]] std::int64_t factorisations() const { return factorisations_; }

 private:
  struct NumericDeleter {
    klu_common* common;
    void operator()(klu_numeric* n) const { klu_free_numeric(&n, common); }
  };
  struct SymbolicDeleter {
    klu_common* common;
    void operator()(klu_symbolic* s) const { klu_free_symbolic(&s, common); }
  };
  using Numeric = std::unique_ptr<klu_numeric, NumericDeleter>;

  int size_;
  const std::vector<Entry>& entries_;
  std::unique_ptr<klu_common> common_;
  std::vector<int> column_start_, rows_;
  std::vector<double> values_;
  std::unique_ptr<klu_symbolic, SymbolicDeleter> symbolic_;
  std::map<double, Numeric> numerics_;
  klu_numeric* current_ = nullptr;
  std::int64_t factorisations_ = 0;
};

}  // namespace fluxgate::sfq
