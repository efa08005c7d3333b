#ifndef DZT_STORES_H
#define DZT_STORES_H

#include "hooks.h"
#include <stdatomic.h>

/// Whether the stores of a scope are to be seen.
bool dzt_sees_stores(uint64_t scope);
/// An object that was just made, or its copy on a page of its own where its stores are to be seen.
void *dzt_on_own_page(uint64_t scope, void *object, size_t size, const void *metadata, uint32_t ordinal);
/// Closes the page of an object that ``on_own_page`` moved.
void dzt_watch_page(uint64_t scope, void *object, size_t size);
/// Opens all pages again: from now on stores are as they were.
void dzt_close_stores(uint64_t scope);
/// Lets go of the handlers and of what was seen.
void dzt_end_stores(uint64_t scope);

#endif
