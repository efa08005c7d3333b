// Which programs are watched.
#ifndef DZT_PROGRAMS_H
#define DZT_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>

/// Writes the path of this program, and returns the last part of it.
const char *dzt_own_name(char *room, size_t size);
/// Whether the Swift runtime is loaded as a library.
bool dzt_has_swift_library(void);
/// Whether a program, by its path, is the compiler, the package manager, or a helper, manifest or plugin of theirs: they
/// are Swift programs too, and nobody's concern.
bool dzt_is_of_toolchain(const char *program);
/// Whether a program, by its name, is a bundle of tests.
bool dzt_is_test_bundle(const char *name);

#endif
