// Looking at a process from a copy of it.
#ifndef DZT_COPIES_H
#define DZT_COPIES_H

#include "numbers.h"

/// Looks at a scope from a copy of the process, which stands still: nothing is torn, no thread waits, and whatever happens
/// to the copy does not happen to the program. The copy has no signal for its end, so that the program's own waiting for
/// children never sees it. False where no copy could read everything, or write it.
bool dzt_look_from_copy(dzt_memory *memory, uint64_t scope, const char *kind, const char *name);

#endif
