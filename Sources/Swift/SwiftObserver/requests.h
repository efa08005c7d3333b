// Looks that are asked for while the program runs, by a socket and a thread of its own.
#ifndef DZT_REQUESTS_H
#define DZT_REQUESTS_H

#include <stdbool.h>

/// Answers a request: a look was taken, or was not.
typedef bool dzt_answer(void);

/// Waits for requests at a socket of this path, in a thread that no signal of the program's reaches.
///
/// Where no socket can be made nothing can be asked, and nothing else is different.
void dzt_wait_for_requests(const char *path, dzt_answer *answer);

#endif
