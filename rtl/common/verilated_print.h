/// Included before the run-time sources of Verilator: what RTL prints ($display, messages of failed
/// assertions) goes to stderr, because stdout belongs to results.
#pragma once
#include <cstdio>

#define VL_PRINTF(...) std::fprintf(stderr, __VA_ARGS__)
