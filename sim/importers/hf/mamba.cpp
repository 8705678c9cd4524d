/// mamba, falcon_mamba: selective state spaces in every layer; falcon_mamba also scales dt, B and C
/// by their root mean square, without learned values. `intermediate_size` in the file wins over
/// `expand`, as in transformers.
#include <fmt/format.h>

#include "sim/importers/hf/blocks.h"
#include "sim/importers/hf/language.h"

namespace fluxgate::hf {
namespace {

/// "auto" or absent: a sixteenth of the hidden size, rounded up.
std::int64_t dt_rank(const Config& c, std::int64_t d) {
  if (c.text({"time_step_rank"}, "auto") == "auto") return (d + 15) / 16;
  return c.count({"time_step_rank"}, 1);
}

NetworkText mamba_of(const Config& c, const std::string& stem, SmallNorms norms) {
  const std::int64_t d = c.count({"hidden_size", "d_model"}, 768);
  const LanguageModel model{stem, c.count({"vocab_size"}, 50280),
                            d,    c.count({"num_hidden_layers", "n_layer"}, 32),
                            0,    c.flag("tie_word_embeddings", true)};
  NetworkText net(fmt::format("{} of {} layers, imported", stem, model.depth),
                  fmt::format("derived: HuggingFace config.json of model_type {}", c.model_type()));
  write_language(net, c, model);
  net.parameter("inner", c.find_count({"intermediate_size"}).value_or(c.count({"expand"}, 2) * d));
  net.parameter("state_size", c.count({"state_size"}, 16));
  net.parameter("conv", c.count({"conv_kernel"}, 4));
  net.parameter("dt_rank", dt_rank(c, d));
  net.parameter("conv_bias", c.flag("use_conv_bias", true) ? 1 : 0);
  net.parameter("proj_bias", c.flag("use_bias", false) ? 1 : 0);
  net.block("layer", mamba_mixer(norms, c.activation({"hidden_act"}, "silu")));
  net.layers(std::vector<std::string>(static_cast<std::size_t>(model.depth), "- {use: layer}\n"),
             "depth");
  net.state("depth * batch * inner * (state_size + conv - 1)");
  write_head(net, c, model);
  return net;
}

NetworkText mamba(const Config& c) { return mamba_of(c, "Mamba", SmallNorms::None); }
NetworkText falcon_mamba(const Config& c) { return mamba_of(c, "FalconMamba", SmallNorms::Bare); }

[[maybe_unused]] const bool kRegistered[]{Models::add("mamba", {mamba}),
                                          Models::add("falcon_mamba", {falcon_mamba})};

}  // namespace
}  // namespace fluxgate::hf
