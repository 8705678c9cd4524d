#include <catch2/catch.hpp>
#include <random>

#include "sim/core/errors.h"
#include "sim/importers/importer.h"
#include "tests/support/onnx_graphs.h"
#include "tests/support/program.h"

using namespace fluxgate;

namespace {

/// Reads the bytes as a model: a network, a list of what is unsupported, or an Error.
void read(const test::Folder& folder, const std::string& bytes) {
  try {
    const Imported imported =
        Importers::get("onnx").read({folder.file("net.onnx", bytes), std::nullopt, {}});
    CHECK(imported.yaml.empty() == !imported.unsupported.empty());
  } catch (const Error& e) {
    CHECK(e.what() != std::string());
  }
}

}  // namespace

TEST_CASE("damaged ONNX files are refused or read, never more") {
  const test::Folder folder;
  std::mt19937_64 random(5);
  for (const std::string& whole :
       {test::residual_graph().bytes(), test::transformer_graph().bytes()}) {
    for (std::size_t cut = 0; cut < whole.size(); cut += 37) read(folder, whole.substr(0, cut));
    for (int i = 0; i < 500; ++i) {
      std::string bytes = whole;
      for (int k = 0; k < 3; ++k)
        bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
      read(folder, bytes);
    }
  }
}
