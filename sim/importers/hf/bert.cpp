/// bert: encoder with learned positions and token types. The class of `architectures` decides what
/// stands on it: a pooler, a masked-word head whose matrix is the table of words, a classifier.
#include <fmt/format.h>

#include <algorithm>

#include "sim/importers/hf/encoder.h"
#include "sim/importers/hf/language.h"

namespace fluxgate::hf {
namespace {

const char* const kPooler =
    "- {op: linear, name: pooler, m: batch, n: d, k: d, bias: 1, fuse: pooler}\n"
    "- {op: activation, name: pooled, function: tanh, elements: batch * d, fuse: pooler}\n";
std::string masked_head(const std::string& function, bool is_tied) {
  std::string text = fmt::format(
      "- {{op: linear, name: transform, m: rows, n: d, k: d, bias: 1, fuse: "
      "transform}}\n"
      "- {{op: activation, name: transform_act, function: {}, elements: rows * d, fuse: "
      "transform}}\n"
      "- {{op: layer_norm, name: transform_norm, rows: rows, cols: d}}\n",
      function);
  // The bias is the head's own even where the matrix is the table's.
  if (is_tied)
    return text +
           "- {op: linear, name: head, m: rows, n: vocab, k: d, tied: 1, fuse: head}\n"
           "- {op: add_table, name: head_bias, batch: rows, rows: 1, cols: vocab, params: vocab, "
           "fuse: head}\n";
  return text + "- {op: linear, name: head, m: rows, n: vocab, k: d, bias: 1}\n";
}

void write_top(NetworkText& net, const Config& c, const std::string& function) {
  const std::string name =
      c.architecture("BertModel", {"BertModel", "BertForMaskedLM", "BertForPreTraining",
                                   "BertForSequenceClassification", "BertForTokenClassification",
                                   "BertForQuestionAnswering", "BertForNextSentencePrediction"});
  const bool is_tied = c.flag("tie_word_embeddings", true);
  if (name == "BertForMaskedLM" || name == "BertForPreTraining")
    net.network(masked_head(function, is_tied));
  if (name == "BertForTokenClassification" || name == "BertForQuestionAnswering") {
    net.network(fmt::format("- {{op: linear, name: head, m: rows, n: {}, k: d, bias: 1}}\n",
                            name == "BertForQuestionAnswering" ? 2 : c.labels()));
    return;
  }
  if (name == "BertForMaskedLM") return;
  net.network(kPooler);
  if (name == "BertForSequenceClassification")
    net.network(
        fmt::format("- {{op: linear, name: head, m: batch, n: {}, k: d, bias: 1}}\n", c.labels()));
  if (name == "BertForPreTraining" || name == "BertForNextSentencePrediction")
    net.network("- {op: linear, name: next_sentence, m: batch, n: 2, k: d, bias: 1}\n");
}

NetworkText bert(const Config& c) {
  if (c.flag("is_decoder", false)) c.refuse("is_decoder", "a decoder of BERT is not supported");
  if (c.text({"position_embedding_type"}, "absolute") != "absolute")
    c.refuse("position_embedding_type", "only 'absolute' is supported");
  const std::int64_t d = c.count({"hidden_size"}, 768);
  const std::int64_t heads = c.count({"num_attention_heads"}, 12);
  const std::int64_t depth = c.count({"num_hidden_layers"}, 12);
  const std::int64_t positions = c.count({"max_position_embeddings"}, 512);
  (void)head_size(c, d, heads);
  NetworkText net(fmt::format("BERT, encoder of {} layers, imported", depth),
                  "derived: HuggingFace config.json of model_type bert");
  net.parameter("seq", std::min<std::int64_t>(positions, 128));
  net.parameter("length", "seq");
  net.parameter("vocab", c.count({"vocab_size"}, 30522));
  net.parameter("positions", positions);
  net.parameter("types", c.count({"type_vocab_size"}, 2));
  net.parameter("d", d);
  net.parameter("heads", heads);
  net.parameter("depth", depth);
  net.parameter("mlp", c.count({"intermediate_size"}, 3072));
  net.parameter("qkv_bias", 1);
  net.parameter("rows", "batch * seq");
  c.write_dtype(net);
  const std::string function = c.activation({"hidden_act"}, "gelu");
  net.block("layer", encoder_layer(NormPlace::After, function));
  net.network(
      "- {op: embedding, name: words, tokens: rows, d: d, vocab: vocab}\n"
      "- {op: add_table, name: positions, batch: batch, rows: seq, cols: d, params: (positions + "
      "types) * d}\n"
      "- {op: layer_norm, name: norm, rows: rows, cols: d}\n");
  net.layers(std::vector<std::string>(static_cast<std::size_t>(depth), "- {use: layer}\n"),
             "depth");
  write_top(net, c, function);
  return net;
}

[[maybe_unused]] const bool kRegistered = Models::add("bert", {bert});

}  // namespace
}  // namespace fluxgate::hf
