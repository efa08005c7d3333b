// Reading nominal types: descriptors, generic arguments, names (include/swift/ABI/Metadata.h).
#define _GNU_SOURCE
#include "runtime.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

const void *dzt_descriptor_of(const void *metadata) {
    switch (kind_of(metadata)) {
    // TargetClassMetadata without Objective-C: kind, superclass, flags, points, sizes, then the description.
    case KIND_CLASS: return pointer_at(metadata, 40);
    case KIND_STRUCT: case KIND_ENUM: case KIND_OPTIONAL: case KIND_FOREIGN_CLASS: return pointer_at(metadata, 8);
    default: return NULL;
    }
}

/// The kind-specific flags of a class descriptor: bits 16 and up of its flags.
enum { IMMEDIATE_MEMBERS_NEGATIVE = 1 << (12 + 16), RESILIENT_SUPERCLASS = 1 << (13 + 16) };

/// Where the members begin that a class adds to its superclass, in bytes from its metadata.
static ptrdiff_t immediate_members(const void *descriptor) {
    uint32_t flags = u32_at(descriptor, 0);
    if (flags & RESILIENT_SUPERCLASS) {
        // The bounds are known at run time only: a StoredClassMetadataBounds begins with the offset.
        const void *bounds = relative_at(descriptor, 24);
        return bounds ? (ptrdiff_t)word_at(bounds, 0) : 0;
    }
    if (flags & IMMEDIATE_MEMBERS_NEGATIVE) return -8 * (ptrdiff_t)u32_at(descriptor, 24);
    return 8 * ((ptrdiff_t)u32_at(descriptor, 28) - (ptrdiff_t)u32_at(descriptor, 32));
}

const void *const *dzt_arguments_of(const void *metadata) {
    const void *descriptor = dzt_descriptor_of(metadata);
    if (kind_of(metadata) != KIND_CLASS) return (const void *const *)((const char *)metadata + 16);
    return (const void *const *)((const char *)metadata + (descriptor ? immediate_members(descriptor) : 0));
}

/// A mangled name ends at a zero, but the references inside it may have zeros: 0x01 to 0x17 have 4 bytes, 0x18 to 0x1f
/// have 8 (docs/ABI/Mangling.rst, symbolic references).
size_t dzt_mangled_length(const char *name) {
    const char *end = name;
    while (*end) {
        uint8_t letter = (uint8_t)*end++;
        if (letter >= 0x01 && letter <= 0x17) end += 4;
        else if (letter >= 0x18 && letter <= 0x1F) end += 8;
    }
    return (size_t)(end - name);
}

const char *dzt_module_name(const void *metadata) {
    const void *context = dzt_descriptor_of(metadata);
    for (int depth = 0; context && depth < 64; depth++) {
        if (context_kind(context) == CONTEXT_MODULE) return relative_at(context, 8);
        int32_t distance = i32_at(context, 4);
        if (!distance) return "";
        // The lowest bit says that the address stands there instead.
        const char *parent = (const char *)context + 4 + (distance & ~1);
        context = distance & 1 ? pointer_at(parent, 0) : parent;
    }
    return "";
}

bool dzt_is_standard(const void *metadata, const char *name) {
    const void *descriptor = dzt_descriptor_of(metadata);
    if (!descriptor) return false;
    const char *own = relative_at(descriptor, 8);
    return own && strcmp(own, name) == 0 && strcmp(dzt_module_name(metadata), "Swift") == 0;
}

// MARK: Texts

static pthread_mutex_t texts_lock = PTHREAD_MUTEX_INITIALIZER;
static const char **texts;
static size_t text_count, text_capacity;

static size_t hash_of(const char *text) {
    size_t hash = 0xCBF29CE484222325;
    for (; *text; text++) hash = (hash ^ (uint8_t)*text) * 0x100000001B3;
    return hash;
}

static size_t place_of(const char *text) {
    size_t place = hash_of(text) & (text_capacity - 1);
    while (texts[place] && strcmp(texts[place], text)) place = (place + 1) & (text_capacity - 1);
    return place;
}

static bool grow_texts(void) {
    const char **old = texts;
    size_t old_capacity = text_capacity, capacity = old_capacity ? 2 * old_capacity : 256;
    const char **larger = calloc(capacity, sizeof *larger);
    if (!larger) return false;
    texts = larger;
    text_capacity = capacity;
    for (size_t place = 0; place < old_capacity; place++)
        if (old[place]) texts[place_of(old[place])] = old[place];
    free(old);
    return true;
}

const char *dzt_interned(const char *text) {
    if (!text) return "";
    pthread_mutex_lock(&texts_lock);
    const char *found = "";
    if (2 * text_count < text_capacity || grow_texts()) {
        size_t place = place_of(text);
        if (!texts[place]) {
            texts[place] = strdup(text);
            if (texts[place]) text_count++;
        }
        if (texts[place]) found = texts[place];
    }
    pthread_mutex_unlock(&texts_lock);
    return found;
}

const char *dzt_joined(const char *base, const char *name) {
    if (!base || !*base) return dzt_interned(name);
    if (!name || !*name) return base;
    char text[512];
    size_t first = strlen(base), second = strlen(name);
    if (first + second + 2 > sizeof text) return base;
    memcpy(text, base, first);
    text[first] = '.';
    memcpy(text + first + 1, name, second + 1);
    return dzt_interned(text);
}

dzt_role dzt_role_of(const void *metadata) {
    switch (kind_of(metadata)) {
    case KIND_CONTEXT: case KIND_GENERIC_BOX: {
        if (kind_of(metadata) == KIND_GENERIC_BOX) return DZT_BOX;
        const void *captures = pointer_at(metadata, 16);
        // What has a single capture and no function is a box; a closure's own context looks the same to the runtime.
        return captures && u32_at(captures, 0) == 1 && u32_at(captures, 8) == 0 ? DZT_BOX : DZT_CLOSURE;
    }
    case KIND_ERROR_BOX: return DZT_BOX;
    case KIND_TASK: case KIND_JOB: return DZT_TASK;
    default: break;
    }
    if (strcmp(dzt_module_name(metadata), "Swift")) return DZT_INSTANCE;
    const void *descriptor = dzt_descriptor_of(metadata);
    const char *name = descriptor ? relative_at(descriptor, 8) : NULL;
    return name && strstr(name, "Storage") ? DZT_STORAGE : DZT_INSTANCE;
}

bool dzt_is_program_type(const void *metadata) {
    switch (dzt_role_of(metadata)) {
    case DZT_STORAGE: case DZT_TASK: return false;
    case DZT_CLOSURE: case DZT_BOX: return dzt_is_program_address(metadata);
    case DZT_INSTANCE: break;
    }
    static const char *const toolchain[] = {
        "", "Swift", "Foundation", "FoundationEssentials", "FoundationInternationalization", "FoundationNetworking",
        "FoundationXML", "Dispatch", "Synchronization", "Observation", "Distributed", "RegexBuilder", "Testing",
        "XCTest", "Runtime", "Glibc", "CoreFoundation", "__C", "Cxx", "CxxStdlib", "System", "Differentiation",
    };
    const char *module = dzt_module_name(metadata);
    if (*module == '_') return false;
    for (size_t place = 0; place < sizeof toolchain / sizeof *toolchain; place++)
        if (strcmp(module, toolchain[place]) == 0) return false;
    return true;
}

bool dzt_is_program_address(const void *address) {
    Dl_info info;
    if (!address || !dladdr(address, &info) || !info.dli_fname) return false;
    const char *slash = strrchr(info.dli_fname, '/');
    const char *file = slash ? slash + 1 : info.dli_fname;
    static const char *const toolchain[] = {
        "libswift", "lib_", "libFoundation", "libdispatch", "libBlocksRuntime", "libTesting", "libXCTest", "libc.",
        "libc-", "libstdc++", "libpthread", "ld-linux", "libm.", "libgcc", "libclang_rt", "libasan", "libtsan",
    };
    for (size_t place = 0; place < sizeof toolchain / sizeof *toolchain; place++)
        if (strncmp(file, toolchain[place], strlen(toolchain[place])) == 0) return false;
    return true;
}
