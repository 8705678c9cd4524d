/// A section of the page: one file in sim/report registers one. It reads the inputs and gives HTML,
/// or nothing when it has nothing to say about them.
#pragma once
#include <functional>
#include <vector>

#include "sim/core/registry.h"
#include "sim/report/result_file.h"

namespace fluxgate::report {

/// What a sweep's database says: its name, the JSON of `fluxgate sweep --json`.
struct SweepInput {
  std::string name;
  Json summary;
};
struct Input {
  std::vector<Json> results;
  std::vector<SweepInput> sweeps;
};
struct Section {
  std::string heading;
  std::function<std::string(const Input& input)> html;  // without the heading; may be empty
};
/// Ids order the page: "10-summary".
struct SectionTag {};
using Sections = Registry<Section, SectionTag>;

/// What tells a result from the others on the page: its machine, its network, or both.
[[nodiscard]] std::string label(const Input& input, const Json& result);

/// The whole page, self-contained.
[[nodiscard]] std::string page(const Input& input);

}  // namespace fluxgate::report
