// The variables of the program that hold objects: the one kind of holder outside of objects that has a name.
#ifndef DZT_GLOBALS_H
#define DZT_GLOBALS_H

#include "graph.h"

/// Looks through the writable memory of the program's own files for words that name a root.
void dzt_name_roots(dzt_graph *graph);

#endif
