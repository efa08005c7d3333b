// The files that the process was made of, and the symbols in them.
#ifndef DZT_IMAGES_H
#define DZT_IMAGES_H

#include "runtime.h"

#if DZT_SUPPORTED

#include <elf.h>

/// A file that the process was made of, mapped for reading.
typedef struct {
    const char *bytes;
    size_t size;
    const Elf64_Sym *symbols;
    size_t symbol_count;
    const char *names;
    size_t names_size;
    /// What is added to the addresses in the file.
    const char *base;
} image;

/// Opens the file of this address; false where there is none. One that is stripped has no symbols.
bool dzt_open_image(const void *address, image *image);
void dzt_close_image(image *image);
const char *dzt_name_of(const image *image, const Elf64_Sym *symbol);

#endif
#endif
