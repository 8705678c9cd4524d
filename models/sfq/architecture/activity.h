/// What a launch did, as counts that have a price, and the laws that its outcome obeys.
///
///   synapse reads   a row pulse reads every bit of its row in the columns in use
///   merger pulses   half of the bits are set; each pulse passes the column's merger tree
///   adder slots     every accumulator bit in use is clocked every slot of computing
///   neuron updates  every neuron bit once a vector
///   moves           of spikes, partial sums and stored weights: a bit read from a bank moves
///                   the whole bank; a load moves a row's shadow register once a bit
#pragma once
#include "models/sfq/architecture/blocks.h"
#include "models/sfq/architecture/machine.h"

namespace fluxgate::sfq {

[[nodiscard]] ArrayActivity layer_activity(const LayerWork& work, const Description& d,
                                           const ArrayOutcome& outcome);
[[nodiscard]] ArrayActivity spatial_activity(const LayerWork& work, const Description& d);
void add(ArrayActivity& sum, const ArrayActivity& more);
[[nodiscard]] std::vector<Count> activity_counts(const ArrayActivity& activity);
/// The arrays' times, then the activity.
[[nodiscard]] std::vector<Count> array_counts(const ArrayOutcome& outcome,
                                              const ArrayActivity& activity);
[[nodiscard]] std::vector<Invariant> array_invariants(const ArrayOutcome& outcome,
                                                      const std::vector<Program>& programs);
[[nodiscard]] std::string bound_by(const ArrayOutcome& outcome);
/// Over the link: held values from cryo-CMOS and spilled inputs; spilled results.
[[nodiscard]] double read_bits(const std::vector<Program>& programs, const LayerWork& work,
                               const Description& d);
[[nodiscard]] double written_bits(const std::vector<Program>& programs);

}  // namespace fluxgate::sfq
