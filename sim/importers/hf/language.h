/// What all language models share: the sequence, the table of words, the head.
#pragma once
#include <string>

#include "sim/importers/hf/config.h"

namespace fluxgate::hf {

struct LanguageModel {
  std::string class_stem;                                   // "Llama": LlamaForCausalLM, LlamaModel
  std::int64_t vocab = 1, d = 1, depth = 1, positions = 0;  // positions 0: unlimited
  bool is_tied = false;
  const char* final_norm = "rms_norm";
  std::string causal_class = class_stem + "ForCausalLM";
};
/// Parameters seq, vocab, d, depth, rows, cached, head_rows and the type.
void write_language(NetworkText& net, const Config& config, const LanguageModel& model);
/// The final norm and what the class ends with: head of a causal model, of a classifier, nothing.
void write_head(NetworkText& net, const Config& config, const LanguageModel& model);

/// `hidden` divided by `heads`; ConfigError when that is not whole.
[[nodiscard]] std::int64_t head_size(const Config& config, std::int64_t hidden, std::int64_t heads);

}  // namespace fluxgate::hf
