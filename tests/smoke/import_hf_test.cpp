#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

struct Known {
  const char* name;
  std::int64_t params;  // of the published checkpoint
  const char* config;
};

const Known kKnown[] = {
    {"Llama-3.2-1B", 1235814400,
     R"({"architectures": ["LlamaForCausalLM"], "attention_bias": false, "head_dim": 64,
         "hidden_act": "silu", "hidden_size": 2048, "intermediate_size": 8192, "mlp_bias": false,
         "max_position_embeddings": 131072, "model_type": "llama", "num_attention_heads": 32,
         "num_hidden_layers": 16, "num_key_value_heads": 8, "rms_norm_eps": 1e-05,
         "rope_scaling": {"factor": 32.0, "rope_type": "llama3"}, "rope_theta": 500000.0,
         "tie_word_embeddings": true, "torch_dtype": "bfloat16", "vocab_size": 128256})"},
    {"Llama-2-7B", 6738415616, R"({"model_type": "llama", "torch_dtype": "float16"})"},
    {"Mistral-7B", 7241732096,
     R"({"architectures": ["MistralForCausalLM"], "model_type": "mistral", "hidden_size": 4096,
         "intermediate_size": 14336, "num_hidden_layers": 32, "sliding_window": 4096})"},
    {"Qwen2.5-0.5B", 494032768,
     R"({"architectures": ["Qwen2ForCausalLM"], "hidden_size": 896, "intermediate_size": 4864,
         "max_window_layers": 24, "model_type": "qwen2", "num_attention_heads": 14,
         "num_hidden_layers": 24, "num_key_value_heads": 2, "sliding_window": 32768,
         "tie_word_embeddings": true, "use_mrope": false, "use_sliding_window": false,
         "vocab_size": 151936})"},
    {"Qwen3-0.6B", 596049920,
     R"({"attention_bias": false, "head_dim": 128, "hidden_size": 1024, "intermediate_size": 3072,
         "model_type": "qwen3", "num_attention_heads": 16, "num_hidden_layers": 28,
         "num_key_value_heads": 8, "sliding_window": null, "tie_word_embeddings": true,
         "vocab_size": 151936})"},
    {"Mixtral-8x7B", 46702792704,
     R"({"architectures": ["MixtralForCausalLM"], "model_type": "mixtral", "sliding_window": null})"},
    {"Qwen3-30B-A3B", 30532122624,
     R"({"model_type": "qwen3_moe", "head_dim": 128, "hidden_size": 2048, "num_hidden_layers": 48,
         "num_experts": 128, "moe_intermediate_size": 768, "num_key_value_heads": 4})"},
    {"GPT-2", 124439808,
     R"({"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768,
         "n_head": 12, "n_layer": 12, "n_positions": 1024, "vocab_size": 50257})"},
    {"GPT-2 XL", 1557611200,
     R"({"model_type": "gpt2", "n_embd": 1600, "n_head": 25, "n_layer": 48})"},
    {"BERT-base", 109482240, R"({"architectures": ["BertModel"], "model_type": "bert"})"},
    {"BERT-base, masked words", 109514298,
     R"({"architectures": ["BertForMaskedLM"], "model_type": "bert"})"},
    {"ViT-L/16 of 21k classes' body", 303301632 + 1024 * 1024 + 1024,
     R"({"architectures": ["ViTModel"], "model_type": "vit", "hidden_size": 1024,
         "intermediate_size": 4096, "num_attention_heads": 16, "num_hidden_layers": 24})"},
    {"ViT-B/16", 86567656,
     R"({"architectures": ["ViTForImageClassification"], "model_type": "vit", "num_labels": 1000})"},
    {"Swin-T", 28288354, R"({"model_type": "swin", "num_labels": 1000})"},
    {"Swin-B", 87768224,
     R"({"model_type": "swin", "num_labels": 1000, "embed_dim": 128, "depths": [2, 2, 18, 2],
         "num_heads": [4, 8, 16, 32]})"},
    {"Mamba-130M", 129135360,
     R"({"architectures": ["MambaForCausalLM"], "model_type": "mamba", "expand": 2,
         "hidden_size": 768, "n_layer": 24, "num_hidden_layers": 24, "intermediate_size": 1536,
         "time_step_rank": 48, "vocab_size": 50280})"},
    {"Falcon-Mamba-7B", 7272665088,
     R"({"model_type": "falcon_mamba", "expand": 16, "hidden_size": 4096,
         "intermediate_size": 8192, "num_hidden_layers": 64, "time_step_rank": 256,
         "tie_word_embeddings": false, "vocab_size": 65024})"},
    {"Mamba-Codestral-7B", 7285403648,
     R"({"architectures": ["Mamba2ForCausalLM"], "model_type": "mamba2"})"},
    {"Jamba-v0.1", 51570323328,
     R"({"architectures": ["JambaForCausalLM"], "model_type": "jamba"})"},
    {"RWKV-4-169M", 169342464,
     R"({"model_type": "rwkv", "hidden_size": 768, "num_hidden_layers": 12, "vocab_size": 50277})"},
};

void check_refused(const std::string& config, int exit_code, const std::string& words) {
  const Folder folder;
  const Said said = run_program("import hf " + folder.file("config.json", config) + " --out " +
                                folder.path() + "/net.yaml --json");
  INFO(config << "\n" << said.err);
  CHECK(said.exit_code == exit_code);
  CHECK_THAT(said.err, Catch::Contains(words));
  CHECK(std::count(said.err.begin(), said.err.end(), '\n') == 1);
  CHECK(said.out.empty());
}

}  // namespace

TEST_CASE("an imported config.json has the published parameters and runs on an NPU and a GPU") {
  for (const Known& known : kKnown) {
    const Folder folder;
    const std::string net = folder.path() + "/net.yaml";
    const Said said = run_program("import hf " + folder.file("config.json", known.config) +
                                  " --out " + net + " --json");
    INFO(known.name << "\n" << said.err);
    REQUIRE(said.exit_code == 0);
    CHECK(said.json()["workload"] == net);
    CHECK(said.json()["params"] == known.params);
    CHECK(said.json()["unsupported"].empty());
    const Said counted = run_program("count " + net + " --json");
    CHECK(counted.json()["params"] == known.params);
    CHECK(counted.json()["macs"] == said.json()["macs"]);
    for (const char* arch : {"npu_datacenter", "h100_sxm"}) {
      const Said ran =
          run_program("run " + net + " --arch " + arch + " --set memory.capacity='200 GiB' --json");
      INFO(arch << ran.err);
      CHECK(ran.exit_code == 0);
    }
  }
}

TEST_CASE("an imported decoder is the shipped one: same time in both phases") {
  const Folder folder;
  const std::string net = folder.path() + "/net.yaml";
  REQUIRE(run_program("import hf " + folder.file("config.json", kKnown[0].config) + " -o " + net)
              .exit_code == 0);
  for (const char* phase : {"prefill", "decode"}) {
    const std::string rest =
        std::string(" --arch npu_datacenter --seq 512 --json --phase ") + phase;
    const auto ours = run_program("run " + net + rest).json();
    const auto shipped = run_program("run llama-3.2-1b" + rest).json();
    CHECK(ours["time_s"] == shipped["time_s"]);
    CHECK(ours["macs"] == shipped["macs"]);
  }
}

TEST_CASE("a sliding window bounds the keys read and the state of a decoder") {
  const Folder folder;
  const std::string all = R"("num_hidden_layers": 2, "model_type": "mistral", "hidden_size": 512,
      "num_attention_heads": 8, "intermediate_size": 1024, "sliding_window": )";
  const auto count = [&](const std::string& window, const std::string& rest) {
    const std::string net = folder.path() + "/" + window + ".yaml";
    REQUIRE(run_program("import hf " + folder.file("config.json", "{" + all + window + "}") +
                        " -o " + net)
                .exit_code == 0);
    return run_program("count " + net + " --json --phase decode " + rest).json();
  };
  const auto open = count("null", "--seq 1000"), narrow = count("100", "--seq 1000"),
             at_window = count("100", "--seq 100");
  CHECK(open["state_bytes"] == 10 * narrow["state_bytes"].get<std::int64_t>());
  CHECK(narrow["macs"] == at_window["macs"]);
  CHECK(open["params"] == narrow["params"]);
}

TEST_CASE("a config that cannot be imported is refused in one sentence, nothing is written") {
  check_refused("", 3, "not readable as JSON");
  check_refused("[1]", 3, "an object in braces");
  check_refused(R"({"model_type": "llama", "hidden_size": 4096)", 3, "config.json:1:1");
  check_refused(R"({"model_type": "llama", "vocab_size": 1, "vocab_size": 2})", 3, "duplicate key");
  check_refused(R"({"hidden_size": 4096})", 3, "'model_type' is missing");
  check_refused(R"({"model_type": "llamma"})", 4, "did you mean 'llama'?");
  check_refused(R"({"model_type": "llama", "hidden_size": -1})", 3, "not a whole number");
  check_refused(R"({"model_type": "llama", "hidden_size": 1.5})", 3, "not a whole number");
  check_refused(R"({"model_type": "llama", "hidden_size": "many"})", 3, "not a whole number");
  check_refused(R"({"model_type": "llama", "num_hidden_layers": 0})", 3, "0 is not a size");
  check_refused(R"({"model_type": "llama", "hidden_size": 100, "num_attention_heads": 3})", 3,
                "not a multiple");
  check_refused(R"({"model_type": "llama", "num_key_value_heads": 5})", 3,
                "num_key_value_heads 5 do not divide");
  check_refused(R"({"model_type": "llama", "hidden_act": "mish"})", 4, "'mish' is not supported");
  check_refused(R"({"model_type": "llama", "architectures": ["LlamaForTokens"]})", 4,
                "known for llama");
  check_refused(R"({"model_type": "llama", "quantization_config": {"bits": 4}})", 4,
                "quantization_config");
  check_refused(R"({"model_type": "bert", "is_decoder": true})", 4, "is_decoder");
  check_refused(R"({"model_type": "mixtral", "num_experts_per_tok": 9})", 4, "9 of 8 experts");
}
