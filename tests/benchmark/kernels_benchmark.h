/// Benchmarks of the kernels that are in the registry: known only when the program runs.
#pragma once

void register_kernel_benchmarks();
