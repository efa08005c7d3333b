#ifndef CBUILD_H
#define CBUILD_H

/// What this build was made of and how, as the Makefile said it: the commit, the toolchain, what is linked in.
/// Null where nobody said, as in every plain `swift build`.
const char *_Nullable cbuild_text(void);

#endif
