/// Kernels of users: a part is a shared library that cmake/user_kernel.cmake builds outside this
/// tree; its adapter registers like those of rtl/.
#pragma once
#include <string>

namespace fluxgate {

/// Adds the kernels of a part to Kernels. ConfigError when the file is no part, was built against
/// another Fluxgate, or names a kernel that exists.
void load_kernel_part(const std::string& path);

}  // namespace fluxgate
