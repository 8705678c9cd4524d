/// Operator chains in tests: run the references of operators in double precision, and compare.
#pragma once
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "sim/graph/op_kind.h"

namespace fluxgate::test {

using Sizes = std::map<std::string, double>;

inline Array run(const std::string& kind_id, Sizes values, const Arrays& in,
                 const std::string& function = "") {
  const OpKind& kind = OpKinds::get(kind_id);
  OpArgs args;
  args.values = std::move(values);
  args.function = function;
  complete(kind, args);
  return kind.reference(args, in);
}

inline Array random_array(std::vector<std::int64_t> shape, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> value(-1, 1);
  Array a = make_array(std::move(shape));
  for (double& x : a.data) x = value(random);
  return a;
}

inline std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

// Sums of fewer than a thousand terms near 1: below a thousand roundings of 2^-53.
inline void require_equal(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  REQUIRE(!a.empty());
  for (std::size_t i = 0; i < a.size(); ++i)
    REQUIRE(a[i] == Approx(b[i]).margin(1e-12).epsilon(1e-11));
}

/// Softmax attention of one head: rows of q on rows of k, v where `sees`.
template <class Sees>
std::vector<double> attend(const std::vector<double>& q, const std::vector<double>& k,
                           const std::vector<double>& v, std::int64_t d, Sees sees) {
  const auto rows = static_cast<std::int64_t>(q.size()) / d,
             cols = static_cast<std::int64_t>(k.size()) / d;
  std::vector<double> out(q.size(), 0.0);
  for (std::int64_t i = 0; i < rows; ++i) {
    double sum = 0;
    for (std::int64_t j = 0; j < cols; ++j) {
      if (!sees(i, j)) continue;
      double score = 0;
      for (std::int64_t x = 0; x < d; ++x) score += q[at(i * d + x)] * k[at(j * d + x)];
      sum += std::exp(score);
      for (std::int64_t x = 0; x < d; ++x) out[at(i * d + x)] += std::exp(score) * v[at(j * d + x)];
    }
    for (std::int64_t x = 0; x < d; ++x) out[at(i * d + x)] /= sum;
  }
  return out;
}

inline Array attention(const Sizes& s, const Array& q, const Array& k, const Array& v) {
  Array scores = run("attention_scores", s, {q, k});
  const double lk = s.at("lk");
  scores = run("softmax", {{"rows", static_cast<double>(scores.data.size()) / lk}, {"cols", lk}},
               {scores});
  return run("attention_context", s, {scores, v});
}

}  // namespace fluxgate::test
