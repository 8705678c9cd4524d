/// Lines of a walked graph to a network file.
#pragma once
#include <string>
#include <vector>

#include "sim/importers/network_text.h"
#include "sim/importers/onnx/graph_builder.h"

namespace fluxgate::onnx {

/// Marks neighbours that a datapath may run as one: a product with the element-wise operators that
/// follow it, and scores, softmax and context of an attention.
void fuse(std::vector<Line>& lines);

/// Text of the lines. With the same graph at batch 1, 2 and 3, sizes that grow with the batch
/// become expressions of it; empty when some size does not grow by a fixed step.
[[nodiscard]] std::string render(const std::vector<Line>& lines);
[[nodiscard]] std::string render_scaled(const std::vector<std::vector<Line>>& at_batch);

}  // namespace fluxgate::onnx
