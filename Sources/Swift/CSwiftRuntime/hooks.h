#ifndef DZT_HOOKS_H
#define DZT_HOOKS_H

#include "runtime.h"

/// The runtime's private pointer through which `swift_retain` goes while allocation is hooked; NULL where it has none.
void **dzt_retain_adapter(void);
/// At most `room` return addresses from a frame on, by the chain of frame pointers.
uint32_t dzt_frames_from(const uintptr_t *frame, const void **frames, uint32_t room);

#endif
