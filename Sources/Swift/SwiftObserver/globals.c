#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "globals.h"
#include <link.h>
#include <stdlib.h>
#include <string.h>

/// A root by its address.
typedef struct {
    uintptr_t address;
    uint32_t place;
} address_of_root;

typedef struct {
    dzt_graph *graph;
    address_of_root *roots;
    size_t count;
} search;

static int by_address(const void *left, const void *right) {
    uintptr_t a = ((const address_of_root *)left)->address, b = ((const address_of_root *)right)->address;
    return a < b ? -1 : a > b;
}

/// The bits that bridging and enumerations use for themselves are not of the address.
static const uintptr_t address_bits = 0x00FFFFFFFFFFFFF8;

static int look_through(struct dl_phdr_info *info, size_t size, void *context) {
    const search *search = context;
    for (size_t number = 0; number < info->dlpi_phnum; number++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[number];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_W)) continue;
        const uintptr_t *word = (const uintptr_t *)((info->dlpi_addr + part->p_vaddr + 7) & ~(uintptr_t)7);
        const uintptr_t *end = (const uintptr_t *)(info->dlpi_addr + part->p_vaddr + part->p_memsz);
        if (!dzt_is_program_address(word)) continue;
        for (; word + 1 <= end; word++) {
            address_of_root wanted = {.address = *word & address_bits};
            if (wanted.address < 65536) continue;
            const address_of_root *found =
                bsearch(&wanted, search->roots, search->count, sizeof wanted, by_address);
            if (!found || search->graph->variables[found->place]) continue;
            const char *name = dzt_symbol_name(word);
            // A variable of a language that Swift does not know is no holder that counts.
            if (!strncmp(name, "$s", 2)) search->graph->variables[found->place] = name;
        }
    }
    return 0;
}

void dzt_name_roots(dzt_graph *graph) {
    search search = {.graph = graph};
    for (size_t place = 0; place < graph->picture.object_count; place++) search.count += graph->is_root[place];
    search.roots = malloc((search.count + 1) * sizeof *search.roots);
    if (!search.roots) return;
    size_t used = 0;
    for (size_t place = 0; place < graph->picture.object_count; place++)
        if (graph->is_root[place])
            search.roots[used++] = (address_of_root){(uintptr_t)graph->picture.objects[place].object, (uint32_t)place};
    qsort(search.roots, used, sizeof *search.roots, by_address);
    dl_iterate_phdr(look_through, &search);
    free(search.roots);
}

#endif
