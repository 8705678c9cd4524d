#include "models/sfq/circuit/factor.h"

namespace fluxgate::sfq {
namespace {
constexpr std::size_t kKept = 64;  // step sizes whose factors are kept
}

Factor::Factor(int size, const std::vector<Entry>& entries)
    : size_(size),
      entries_(entries),
      common_(std::make_unique<klu_common>()),
      column_start_(static_cast<std::size_t>(size) + 1, 0),
      values_(entries.size()),
      symbolic_(nullptr, SymbolicDeleter{nullptr}) {
  klu_defaults(common_.get());
  common_->scale = 0;  // rows are in one unit, and a solve saves a pass
  rows_.reserve(entries.size());
  for (const Entry& e : entries) {
    ++column_start_[static_cast<std::size_t>(e.column) + 1];
    rows_.push_back(e.row);
  }
  for (std::size_t i = 1; i < column_start_.size(); ++i) column_start_[i] += column_start_[i - 1];
  symbolic_ = {klu_analyze(size, column_start_.data(), rows_.data(), common_.get()),
               SymbolicDeleter{common_.get()}};
  if (symbolic_ == nullptr) throw SingularMatrix{common_->singular_col};
}

void Factor::select(double g) {
  const auto found = numerics_.find(g);
  if (found != numerics_.end()) {
    current_ = found->second.get();
    return;
  }
  if (numerics_.size() >= kKept) numerics_.clear();
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& e = entries_[i];
    values_[i] = e.m + g * e.d + g * g * e.k + e.c;
  }
  ++factorisations_;
  Numeric numeric(klu_factor(column_start_.data(), rows_.data(), values_.data(), symbolic_.get(),
                             common_.get()),
                  NumericDeleter{common_.get()});
  if (numeric == nullptr || common_->status == KLU_SINGULAR)
    throw SingularMatrix{common_->singular_col};
  current_ = numeric.get();
  numerics_.emplace(g, std::move(numeric));
}

void Factor::solve(double* x) { klu_solve(symbolic_.get(), current_, size_, 1, x, common_.get()); }

}  // namespace fluxgate::sfq
