// The types of fields that may not be copied. Their mangled name is a function that answers `()` for programs that may
// run on systems older than such types, which is every program on Linux (lib/IRGen/GenReflection.cpp). But the
// mangled name itself has a symbol in the image, `get_type_metadata TYPE noncopyable`, and that says the type. Stripped
// images have none: there such a field is not understood.
#define _GNU_SOURCE
#include "runtime.h"

#if DZT_SUPPORTED

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/// A file that the process was made of, mapped for reading.
typedef struct {
    const char *bytes;
    size_t size;
    const Elf64_Sym *symbols;
    size_t symbol_count;
    const char *names;
    size_t names_size;
    const char *base;
} image;

static void close_image(image *image) {
    if (image->bytes) munmap((void *)image->bytes, image->size);
    image->bytes = NULL;
}

static bool open_image(const void *address, image *image) {
    Dl_info info;
    struct link_map *map = NULL;
    memset(image, 0, sizeof *image);
    if (!dladdr1(address, &info, (void **)&map, RTLD_DL_LINKMAP) || !map) return false;
    // The program itself has no name in the list, and the one that it was called by may be relative to another folder.
    const char *path = map->l_name && *map->l_name ? map->l_name : "/proc/self/exe";
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    struct stat status;
    if (fstat(file, &status) == 0 && status.st_size > (off_t)sizeof(Elf64_Ehdr)) {
        image->size = (size_t)status.st_size;
        void *bytes = mmap(NULL, image->size, PROT_READ, MAP_PRIVATE, file, 0);
        image->bytes = bytes == MAP_FAILED ? NULL : bytes;
    }
    close(file);
    if (!image->bytes) return false;
    image->base = (const char *)map->l_addr;
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)image->bytes;
    bool is_known = memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 && header->e_ident[EI_CLASS] == ELFCLASS64
        && header->e_shentsize == sizeof(Elf64_Shdr) && header->e_shoff < image->size
        && header->e_shnum <= (image->size - header->e_shoff) / sizeof(Elf64_Shdr);
    const Elf64_Shdr *sections = (const Elf64_Shdr *)(image->bytes + header->e_shoff);
    for (size_t place = 0; is_known && place < header->e_shnum; place++) {
        const Elf64_Shdr *table = &sections[place];
        if (table->sh_type != SHT_SYMTAB || table->sh_link >= header->e_shnum) continue;
        const Elf64_Shdr *texts = &sections[table->sh_link];
        if (table->sh_offset > image->size || table->sh_size > image->size - table->sh_offset
            || texts->sh_offset > image->size || texts->sh_size > image->size - texts->sh_offset || texts->sh_size == 0
            || image->bytes[texts->sh_offset + texts->sh_size - 1] != 0)
            continue;
        image->symbols = (const Elf64_Sym *)(image->bytes + table->sh_offset);
        image->symbol_count = table->sh_size / sizeof(Elf64_Sym);
        image->names = image->bytes + texts->sh_offset;
        image->names_size = texts->sh_size;
    }
    return true;
}

static const char *name_of(const image *image, const Elf64_Sym *symbol) {
    return symbol->st_name < image->names_size ? image->names + symbol->st_name : "";
}

/// The name that begins with this prefix and stands for an address; NULL where there is none.
static const char *symbol_at(const image *image, const void *address, const char *prefix) {
    for (size_t place = 0; place < image->symbol_count; place++) {
        if (image->base + image->symbols[place].st_value != (const char *)address) continue;
        const char *name = name_of(image, &image->symbols[place]);
        if (strncmp(name, prefix, strlen(prefix)) == 0) return name;
    }
    return NULL;
}

static const void *address_of(const image *image, const char *name) {
    for (size_t place = 0; place < image->symbol_count; place++) {
        const Elf64_Sym *symbol = &image->symbols[place];
        if (symbol->st_shndx != SHN_UNDEF && strcmp(name_of(image, symbol), name) == 0) return image->base + symbol->st_value;
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
    size_t size = cut_argument(text, length - 1, head, argument, sizeof argument);
    const void *type = size ? swift_getTypeByMangledNameInContext(argument, size, context, arguments) : NULL;
    const void *witnesses = type ? witnesses_of(type) : NULL;
    if (!witnesses) return NULL;
    *inset = (uint32_t)rounded(4, alignment_mask_of(witnesses));
    return type;
}

/// `$sTYPEMa`, asked for complete metadata.
typedef SWIFTCALL const void *metadata_accessor(size_t request);

const void *noncopyable_type(const char *name, const void *context, const void *const *arguments, uint32_t *inset) {
    static const char prefix[] = "get_type_metadata ", suffix[] = " noncopyable";
    const void *type = NULL;
    image image;
    if (!open_image(name, &image)) return NULL;
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
    close_image(&image);
    return type;
}

#else

const void *noncopyable_type(const char *name, const void *context, const void *const *arguments, uint32_t *inset) { return NULL; }

#endif
