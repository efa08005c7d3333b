#ifndef DZT_HOOKS_H
#define DZT_HOOKS_H

#include "runtime.h"

/// Whether every symbol is there that the hooks need.
bool has_runtime(void);
/// The runtime's private pointer through which `swift_retain` goes while allocation is hooked; NULL where it has none.
void **retain_adapter(void);

#endif
