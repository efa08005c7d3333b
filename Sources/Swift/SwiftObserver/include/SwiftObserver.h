// Watches the objects of the process that it is part of, where the environment asks for it, and says what is alive
// when the process ends.
//
// Nothing has to be called: a program that is linked against it, or that it is preloaded into, is watched while
// DEZERO_TRACE_SWIFT names a folder for the stream (docs/streams.md). Everywhere else it sleeps.
#ifndef DZT_SWIFT_OBSERVER_H
#define DZT_SWIFT_OBSERVER_H

#ifdef __cplusplus
extern "C" {
#endif

/// Called where `main` begins, once all libraries are there: from here on the end of the process is waited for.
///
/// Whoever cannot call it is watched all the same, and looked at a little earlier: before what libraries do at exit.
void dzt_observe_main(void);

/// Called by each thread that calls `exit`: all but the first wait until the end was looked at.
void dzt_before_exit(void);

#ifdef __cplusplus
}
#endif
#endif
