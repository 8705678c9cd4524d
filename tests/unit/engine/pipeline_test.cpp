#include "sim/engine/pipeline.h"

#include <catch2/catch.hpp>

using namespace fluxgate;

namespace {

std::vector<TimeFs> times(std::initializer_list<std::int64_t> values) {
  std::vector<TimeFs> list;
  for (const std::int64_t v : values) list.emplace_back(v);
  return list;
}

}  // namespace

TEST_CASE("units are dealt out so that the longest stage is shortest") {
  CHECK(stage_times(times({1, 4, 4, 4, 4, 3}), 2) == times({9, 11}));
  CHECK(stage_times(times({5, 5, 5}), 1) == times({15}));
  CHECK(stage_times(times({5, 5, 5}), 8) == times({5, 5, 5}));
}

TEST_CASE("micro-batches fill the pipeline once, then the longest stage sets the pace") {
  CHECK(pipeline_time(times({10, 12}), 1, TimeFs(3)) == TimeFs(25));
  CHECK(pipeline_time(times({10, 12}), 5, TimeFs(3)) == TimeFs(25 + 4 * 12));
  CHECK(pipeline_time(times({10}), 4, TimeFs(3)) == TimeFs(40));
}
