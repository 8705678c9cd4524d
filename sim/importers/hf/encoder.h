/// A transformer layer without mask, as BERT and ViT have it. Parameters: rows, length, d, heads,
/// mlp, qkv_bias.
#pragma once
#include <string>

namespace fluxgate::hf {

enum class NormPlace { Before, After };  // of the norms, against attention and MLP
[[nodiscard]] std::string encoder_layer(NormPlace place, const std::string& function);

}  // namespace fluxgate::hf
