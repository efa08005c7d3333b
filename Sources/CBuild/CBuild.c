#include "CBuild.h"

// A file of its own: another commit compiles this again and nothing else.
const char *cbuild_text(void) {
#ifdef DEZERO_TRACE_BUILD
    return DEZERO_TRACE_BUILD;
#else
    return 0;
#endif
}
