/// Prices of what the GPU counts (trial_report.h), from the power group of its description.
/// Core actions follow the clock (power.h), DRAM, links and the idle board do not.
/// Area is that of the whole die: no split is published.
#pragma once
#include <array>
#include <string>

#include "models/tensor_core/description.h"
#include "sim/contract/energy.h"

namespace fluxgate::tensor_core {

inline constexpr std::array<DType, 6> kTensorTypes{DType::Int4, DType::Int8, DType::Fp8,
                                                   DType::Bf16, DType::Fp16, DType::Tf32};
[[nodiscard]] std::string tensor_count(DType dtype);  // "sm.tensor_macs.bf16"
[[nodiscard]] EnergyModel energy_model_of(const Description& d);

}  // namespace fluxgate::tensor_core
