// The types of fields that may not be copied. Their mangled name is a function that answers `()` for programs that may
// run on systems older than such types, which is every program on Linux (lib/IRGen/GenReflection.cpp). But the
// mangled name itself has a symbol in the image, `get_type_metadata TYPE noncopyable`, and that says the type. Stripped
// images have none: there such a field is not understood.
#include "images.h"

#if DZT_SUPPORTED

/// The name that begins with this prefix and stands for an address; NULL where there is none.
static const char *symbol_at(const image *image, const void *address, const char *prefix) {
    for (size_t place = 0; place < image->symbol_count; place++) {
        if (image->base + image->symbols[place].st_value != (const char *)address) continue;
        const char *name = dzt_name_of(image, &image->symbols[place]);
        if (strncmp(name, prefix, strlen(prefix)) == 0) return name;
    }
    return NULL;
}

static const void *address_of(const image *image, const char *name) {
    for (size_t place = 0; place < image->symbol_count; place++) {
        const Elf64_Sym *symbol = &image->symbols[place];
        if (symbol->st_shndx != SHN_UNDEF && strcmp(dzt_name_of(image, symbol), name) == 0) return image->base + symbol->st_value;
    }
    return NULL;
}

/// What a mutex guards stands behind its lock, a word of 32 bits (stdlib/public/Synchronization/Mutex/Mutex.swift,
/// LinuxImpl.swift).
static const void *guarded_type(const char *text, size_t length, const void *context, const void *const *arguments, uint32_t *inset) {
    static const char mutex[] = "15Synchronization5MutexVy";
    size_t head = sizeof mutex - 1;
    if (length <= head + 1 || strncmp(text, mutex, head) || text[length - 1] != 'G') return NULL;
    char argument[1024];
    size_t size = dzt_cut_argument(text, length - 1, head, argument, sizeof argument);
    const void *type = size ? swift_getTypeByMangledNameInContext(argument, size, context, arguments) : NULL;
    const void *witnesses = type ? witnesses_of(type) : NULL;
    if (!witnesses) return NULL;
    *inset = (uint32_t)rounded(4, alignment_mask_of(witnesses));
    return type;
}

/// `$sTYPEMa`, asked for complete metadata.
typedef SWIFTCALL const void *metadata_accessor(size_t request);

const void *dzt_noncopyable_type(const char *name, const void *context, const void *const *arguments, uint32_t *inset) {
    static const char prefix[] = "get_type_metadata ", suffix[] = " noncopyable";
    const void *type = NULL;
    image image;
    if (!dzt_open_image(name, &image)) return NULL;
    const char *text = symbol_at(&image, name, prefix);
    const char *end = text ? strstr(text, suffix) : NULL;
    if (end) {
        text += sizeof prefix - 1;
        size_t length = (size_t)(end - text);
        type = guarded_type(text, length, context, arguments, inset);
        char accessor[1024];
        if (!type && length < sizeof accessor - 8) {
            memcpy(accessor, "$s", 2);
            memcpy(accessor + 2, text, length);
            memcpy(accessor + 2 + length, "Ma", 3);
            metadata_accessor *metadata = (metadata_accessor *)address_of(&image, accessor);
            if (metadata) type = metadata(0);
        }
    }
    dzt_close_image(&image);
    return type;
}

#else

const void *dzt_noncopyable_type(const char *name, const void *context, const void *const *arguments, uint32_t *inset) { return NULL; }

#endif
