/// Model of fg_layer_norm: see rtl/common/row_norm_model.h.
#pragma once
#include "rtl/common/row_norm_model.h"

namespace fluxgate::rtl {

using LayerNormModel = TwoPassModel<NormRow<Norm::Layer>>;

}  // namespace fluxgate::rtl
