// The symbols of the process's own files, read from these: the loader keeps only those that other files need.
#define _GNU_SOURCE
#include "images.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#if DZT_SUPPORTED

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void dzt_close_image(image *image) {
    if (image->bytes) munmap((void *)image->bytes, image->size);
    image->bytes = NULL;
}

bool dzt_open_image(const void *address, image *image) {
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

const char *dzt_name_of(const image *image, const Elf64_Sym *symbol) {
    return symbol->st_name < image->names_size ? image->names + symbol->st_name : "";
}

/// The symbol that an address lies in: the one that begins last before it.
static const char *symbol_around(const image *image, const void *address) {
    const char *found = NULL;
    uintptr_t best = 0;
    for (size_t place = 0; place < image->symbol_count; place++) {
        const Elf64_Sym *symbol = &image->symbols[place];
        uintptr_t begin = (uintptr_t)image->base + symbol->st_value;
        if (symbol->st_shndx == SHN_UNDEF || begin > (uintptr_t)address || begin < best) continue;
        if ((uintptr_t)address >= begin + (symbol->st_size ? symbol->st_size : 1)) continue;
        best = begin;
        found = dzt_name_of(image, symbol);
    }
    return found;
}

static const char *read_symbol_name(const void *address) {
    image image;
    if (!address || !dzt_open_image(address, &image)) return "";
    const char *name = symbol_around(&image, address);
    const char *kept = name ? dzt_interned(name) : "";
    dzt_close_image(&image);
    return kept;
}

/// What was looked up before, by a few bits of the address; a file has hundreds of thousands of symbols.
static struct {
    const void *address;
    const char *name;
} known[4096];
static pthread_mutex_t known_lock = PTHREAD_MUTEX_INITIALIZER;

const char *dzt_symbol_name(const void *address) {
    size_t place = ((uintptr_t)address * 0x9E3779B97F4A7C15 >> 40) % (sizeof known / sizeof *known);
    pthread_mutex_lock(&known_lock);
    if (known[place].address != address || !known[place].name) {
        known[place].name = read_symbol_name(address);
        known[place].address = address;
    }
    const char *name = known[place].name;
    pthread_mutex_unlock(&known_lock);
    return name;
}

typedef struct {
    void (*tell)(const char *path, uintptr_t begin, uintptr_t end, void *context);
    void *context;
} listener;

static int tell_image(struct dl_phdr_info *info, size_t size, void *context) {
    const listener *listener = context;
    uintptr_t end = 0;
    for (size_t number = 0; number < info->dlpi_phnum; number++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[number];
        if (part->p_type == PT_LOAD && part->p_flags & PF_X) end = info->dlpi_addr + part->p_vaddr + part->p_memsz;
    }
    char path[4096] = "";
    // The program itself has no name in the list.
    if (!end || (!*info->dlpi_name && readlink("/proc/self/exe", path, sizeof path - 1) < 0)) return 0;
    listener->tell(*info->dlpi_name ? info->dlpi_name : path, info->dlpi_addr, end, listener->context);
    return 0;
}

void dzt_each_image(void (*tell)(const char *path, uintptr_t begin, uintptr_t end, void *context), void *context) {
    dl_iterate_phdr(tell_image, &(listener){tell, context});
}

#else

const char *dzt_symbol_name(const void *address) { return ""; }
void dzt_each_image(void (*tell)(const char *path, uintptr_t begin, uintptr_t end, void *context), void *context) {}

#endif

/// Whether a mangled name goes on with the names of a type: `5OuterV5Inner` with those of `Outer.Inner`.
static bool goes_on_with(const char *name, const char *type) {
    for (const char *part = dzt_without_arguments(type);; part++) {
        size_t length = strcspn(part, ".");
        char count[24];
        size_t digits = (size_t)snprintf(count, sizeof count, "%zu", length);
        if (strncmp(name, count, digits) || strncmp(name + digits, part, length)) return false;
        name += digits + length;
        part += length;
        if (!*part) return true;
        // Behind each outer type stands which kind it is of: a class, a struct or an enum.
        if (*name != 'C' && *name != 'V' && *name != 'O') return false;
        name++;
    }
}

bool dzt_is_method(const void *code, const char *type) {
    const char *name = dzt_symbol_name(code);
    // A mangled name begins with the module, then the type, each with its length before it; words that a name repeats
    // are told in other ways, and not looked for.
    if (strncmp(name, "$s", 2)) return false;
    name += 2;
    size_t length = 0;
    while (*name >= '0' && *name <= '9' && length < 4096) length = 10 * length + (size_t)(*name++ - '0');
    return length && strlen(name) >= length && goes_on_with(name + length, type);
}
