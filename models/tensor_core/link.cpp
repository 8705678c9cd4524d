#include "models/tensor_core/link.h"

#include <fmt/format.h>

#include <bit>

namespace fluxgate::tensor_core {
namespace {

constexpr const char* kTuning = "NVIDIA NCCL 2.28.7, src/graph/tuning.cc, NVLink";

TimeFs microseconds(double us) { return TimeFs(static_cast<std::int64_t>(us * 1e9)); }

Protocol read_protocol(Params p, const char* name, const Protocol& b) {
  Protocol r;
  r.name = name;
  r.ring_base = p.time("ring_base", b.ring_base, "start of a ring", kTuning);
  r.ring_hop = p.time("ring_hop", b.ring_hop, "a step of a ring", kTuning);
  r.tree_base = p.time("tree_base", b.tree_base, "start of a tree", kTuning);
  r.tree_hop = p.time("tree_hop", b.tree_hop, "a level of a tree", kTuning);
  r.share = p.ratio("share", b.share, "of the link rate that data have", kTuning);
  return r;
}

std::int64_t levels_of(std::int64_t ranks) {
  return std::bit_width(static_cast<std::uint64_t>(ranks - 1));
}

void keep_faster(ExchangeTime& best, TimeFs time, const char* algorithm, const Protocol& p) {
  if (!best.how.empty() && best.time <= time) return;
  best = {time, fmt::format("{}, {}", algorithm, p.name)};
}

}  // namespace

LinkDescription read_link(Params params) {
  LinkDescription d;
  d.kind = static_cast<LinkDescription::Kind>(
      params.choice("kind", 1, {"none", "nvlink", "pcie"}, "what connects the GPUs of a node",
                    "datasheet: NVIDIA H100 Tensor Core GPU architecture"));
  d.rate = params.rate("rate", BytesPerSecond(370e9), "data of one GPU in one direction",
                       "measured: NCCL ring on 8 H100, 370 of 450 GB/s (nccl-tests issue 212)");
  const auto us = microseconds;
  d.protocols = {
      read_protocol(params.group("ll"), "LL", {"", us(6.6), us(0.6), us(6.8), us(0.6), 0.38}),
      read_protocol(params.group("ll128"), "LL128",
                    {"", us(14.0), us(1.9), us(14.0), us(1.25), 0.92}),
      read_protocol(params.group("simple"), "Simple",
                    {"", us(8.4), us(3.4), us(8.4), us(4.0), 1.0})};
  return d;
}

TimeFs Link::transfer(const Protocol& p, double bytes) const {
  return TimeFs(
      static_cast<std::int64_t>(bytes / (description_.rate.value * p.share) * kFsPerSecond));
}

TimeFs Link::ring(const Protocol& p, Bytes bytes, std::int64_t ranks, std::int64_t steps) const {
  const double moved =
      static_cast<double>(bytes.value) * static_cast<double>(steps) / static_cast<double>(ranks);
  return p.ring_base + p.ring_hop * steps + transfer(p, moved);
}

TimeFs Link::tree(const Protocol& p, Bytes bytes, std::int64_t ranks) const {
  return p.tree_base + p.tree_hop * (2 * levels_of(ranks)) +
         transfer(p, 2 * static_cast<double>(bytes.value));
}

ExchangeTime Link::all_reduce(Bytes bytes, std::int64_t ranks) const {
  ExchangeTime best;
  for (const Protocol& p : description_.protocols) {
    keep_faster(best, ring(p, bytes, ranks, 2 * (ranks - 1)), "ring", p);
    keep_faster(best, tree(p, bytes, ranks), "tree", p);
  }
  return best;
}

ExchangeTime Link::all_gather(Bytes bytes, std::int64_t ranks) const {
  ExchangeTime best;
  for (const Protocol& p : description_.protocols)
    keep_faster(best, ring(p, bytes, ranks, ranks - 1), "ring", p);
  return best;
}

ExchangeTime Link::send(Bytes bytes) const {
  ExchangeTime best;
  for (const Protocol& p : description_.protocols)
    keep_faster(best, p.ring_base + p.ring_hop + transfer(p, static_cast<double>(bytes.value)),
                "send", p);
  return best;
}

}  // namespace fluxgate::tensor_core
