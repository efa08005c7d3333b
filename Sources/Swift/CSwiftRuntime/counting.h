// Seeing what the runtime counts: retains and releases of watched objects.
#ifndef DZT_COUNTING_H
#define DZT_COUNTING_H

#include "runtime.h"

/// Stands before the runtime's own functions, while allocation is hooked.
void dzt_hook_counting(void);
/// Gives the runtime its own functions back.
void dzt_unhook_counting(void);

#endif
