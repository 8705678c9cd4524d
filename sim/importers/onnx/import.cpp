/// `import onnx`: opsets 11 to 21. Shapes are inferred here; names of value_info are not needed.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "sim/core/errors.h"
#include "sim/importers/importer.h"
#include "sim/importers/onnx/render.h"

namespace fluxgate::onnx {
namespace {

constexpr std::int64_t kLeastOpset = 11, kMostOpset = 21;

void write_dtype(NetworkText& net, const Model& model) {
  constexpr std::int64_t kHalf = 10;
  const bool is_half = std::any_of(model.initializers.begin(), model.initializers.end(),
                                   [](const Tensor& t) { return t.type == kHalf; });
  net.parameter("dtype", is_half ? "fp16" : "bf16");
  if (!is_half) net.assume("it runs in bf16 whatever the file's type (--set workload.dtype=...)");
}

std::vector<Line> lines_at(const Model& model, const ImportRequest& request, std::int64_t batch) {
  GraphBuilder graph(model, request, batch);
  graph.walk();
  std::vector<Line> lines = graph.lines();
  fuse(lines);
  return lines;
}

Imported import_graph(const ImportRequest& request) {
  const Model model = read_model(request.path);
  if (model.opset < kLeastOpset || model.opset > kMostOpset)
    throw ModelError(fmt::format("{}: opset {} is not supported; known: {} to {}", request.path,
                                 model.opset, kLeastOpset, kMostOpset));
  Imported imported;
  imported.name = std::filesystem::path(request.path).stem().string();
  GraphBuilder graph(model, request, request.batch.value_or(1));
  graph.walk();
  imported.unsupported = graph.unsupported();
  if (!imported.unsupported.empty()) return imported;
  if (graph.lines().empty())
    throw ConfigError(request.path + ": the graph has no operator with work");
  NetworkText net(fmt::format("{}, imported from ONNX", imported.name),
                  fmt::format("derived: ONNX graph of opset {}", model.opset));
  write_dtype(net, model);
  if (!graph.open_symbols().empty())
    net.assume(fmt::format("open sizes not given by --dim are 1: {}",
                           fmt::join(graph.open_symbols(), ", ")));
  std::string lines;
  if (graph.has_open_batch() && !request.batch)
    lines = render_scaled(
        {lines_at(model, request, 1), lines_at(model, request, 2), lines_at(model, request, 3)});
  if (lines.empty()) {
    if (graph.has_open_batch())
      net.assume(fmt::format("the batch is fixed at {}", request.batch.value_or(1)));
    lines = render(lines_at(model, request, request.batch.value_or(1)));
  }
  net.network(lines);
  imported.yaml = net.text();
  return imported;
}

[[maybe_unused]] const bool kRegistered =
    Importers::add("onnx", {"ONNX graph, opsets 11 to 21", import_graph});

}  // namespace
}  // namespace fluxgate::onnx
