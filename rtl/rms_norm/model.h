/// Model of fg_rms_norm: see rtl/common/row_norm_model.h.
#pragma once
#include "rtl/common/row_norm_model.h"

namespace fluxgate::rtl {

using RmsNormModel = TwoPassModel<NormRow<Norm::Rms>>;

}  // namespace fluxgate::rtl
