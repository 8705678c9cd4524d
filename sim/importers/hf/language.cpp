#include "sim/importers/hf/language.h"

#include <fmt/format.h>

#include <algorithm>

namespace fluxgate::hf {

void write_language(NetworkText& net, const Config& config, const LanguageModel& model) {
  constexpr std::int64_t kUsual = 2048;  // as our own language models
  net.parameter("seq", model.positions > 0 ? std::min(model.positions, kUsual) : kUsual);
  net.parameter("vocab", model.vocab);
  net.parameter("d", model.d);
  net.parameter("depth", model.depth);
  config.write_dtype(net);
  net.parameter("logits_all", 0);
  net.parameter("rows", "batch * tokens");
  net.parameter("cached", "is_decode");
  net.parameter("head_rows", "if(logits_all, rows, batch)");
  net.phases("[prefill, decode]");
  net.network("- {op: embedding, name: words, tokens: rows, d: d, vocab: vocab}\n");
}

void write_head(NetworkText& net, const Config& config, const LanguageModel& model) {
  const std::string causal = model.causal_class, bare = model.class_stem + "Model",
                    classifier = model.class_stem + "ForSequenceClassification";
  const std::string name = config.architecture(causal, {causal, bare, classifier});
  net.network(fmt::format("- {{op: {}, name: norm, rows: rows, cols: d}}\n", model.final_norm));
  if (name == causal)
    net.network(
        fmt::format("- {{op: linear, name: head, m: head_rows, n: vocab, k: d, tied: {}}}\n",
                    model.is_tied ? 1 : 0));
  if (name == classifier)
    net.network(
        fmt::format("- {{op: linear, name: score, m: batch, n: {}, k: d}}\n", config.labels()));
}

std::int64_t head_size(const Config& config, std::int64_t hidden, std::int64_t heads) {
  if (hidden % heads != 0)
    throw ConfigError(fmt::format("{}: hidden size {} is not a multiple of {} heads", config.path(),
                                  hidden, heads));
  return hidden / heads;
}

}  // namespace fluxgate::hf
