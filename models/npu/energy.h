/// Prices of what an NPU counts (sim/contract/energy.h), from a CMOS node and a DRAM family:
///   MAC by type           multiplier + adder + registers
///   vector operation      FP32 lane operation
///   scratchpad, shared    SRAM bit of the bank (capacity / banks, its width) or of the shared
///                         memory's slice
///   accumulator           SRAM bit of an accumulator of array columns banks
///   NoC                   bits * (wire * half the edge of the die + two registers of a router)
///   DRAM                  activates, array, link, host
///   sequencer             one instruction a step
///   host                  bits over the link from host memory
/// Background: leakage by area and temperature, clock of the array's registers, standing power and
/// refresh of the DRAM.
/// Area: array, lanes (those of the special functions and of the scan by our own synthesis), SRAMs;
/// `technology.other_area` for PHYs, hosts and spare parts. Leaves out: clock gating (the clock
/// always runs), zero operands, special-function tables beyond a lane operation.
#pragma once
#include "models/npu/description.h"
#include "sim/contract/energy.h"

namespace fluxgate::npu {

[[nodiscard]] EnergyModel energy_model(const Description& description);
/// Of a superconducting NPU (cold_energy.cpp).
[[nodiscard]] EnergyModel cold_energy_model(const Description& description);

}  // namespace fluxgate::npu
