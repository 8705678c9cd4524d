/// Prices of what an NPU counts (sim/contract/energy.h), from a CMOS node and a DRAM family:
///   MAC by type           multiplier + adder + registers
///   vector operation      FP32 lane operation
///   scratchpad, shared    SRAM bit of the bank (capacity / banks) or of the shared memory's slice
///   accumulator           SRAM bit of an accumulator of array columns banks
///   NoC                   bits * wire * half the edge of the die
///   DRAM                  activates, array, link, host
///   sequencer             one instruction a step
/// Background: leakage by area, clock of the array's registers, standing power of the DRAM.
/// Area: array, lanes, SRAMs; `technology.other_area` for PHYs, hosts and spare parts.
/// Leaves out: clock gating (the clock always runs), zero operands, special-function tables beyond
/// a lane operation.
#pragma once
#include "models/npu/description.h"
#include "sim/contract/energy.h"

namespace fluxgate::npu {

[[nodiscard]] EnergyModel energy_model(const Description& description);
/// Of a superconducting NPU (cold_energy.cpp).
[[nodiscard]] EnergyModel cold_energy_model(const Description& description);

}  // namespace fluxgate::npu
