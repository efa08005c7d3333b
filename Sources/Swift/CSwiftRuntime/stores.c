// Which instruction stored a reference: the objects in question get pages of their own that may not be written, so that
// every store into them is a fault. The handler opens the page, lets the one instruction run with the processor's trap
// flag set, sees what it changed, and closes the page again.
#define _GNU_SOURCE
#include "stores.h"
#include <stdlib.h>

#if DZT_SUPPORTED

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

enum {
    PAGE = 4096,
    MOST_PAGES = 2048,
    MOST_STORES = 1 << 16,
    /// The widest store of x86-64, and what it may overlap.
    WIDEST = 72,
    /// An instruction can write into two pages, and a move of strings into more one after the other.
    MOST_OPEN = 4,
    TRAP_FLAG = 0x100,
};

typedef struct {
    char *object;
    size_t size;
} watched_region;

static dzt_store_range *ranges;
static size_t range_count;
static watched_region *regions;
static _Atomic size_t region_count;
static size_t page_count;
static dzt_store *stores;
static _Atomic size_t store_count;
static struct sigaction old_fault, old_trap;
/// One explanation at a time: handlers are the whole process's.
static _Atomic uint64_t watching;

/// What this thread's instruction under way may have changed.
typedef struct {
    const watched_region *region;
    char *address;
    size_t size;
    char before[WIDEST];
} open_store;
static __thread open_store opened[MOST_OPEN];
static __thread uint32_t open_count;
static __thread uint32_t open_depth;
static __thread const void *open_frames[DZT_FRAMES];

static const watched_region *region_at(const char *address) {
    size_t count = atomic_load_explicit(&region_count, memory_order_acquire);
    for (size_t place = count; place-- > 0;) {
        const watched_region *region = &regions[place];
        if (address >= region->object && address < region->object + region->size) return region;
    }
    return NULL;
}

static void pass_on(int number, siginfo_t *info, void *context) {
    const struct sigaction *old = number == SIGTRAP ? &old_trap : &old_fault;
    if (old->sa_flags & SA_SIGINFO) {
        old->sa_sigaction(number, info, context);
    } else if (old->sa_handler == SIG_DFL || old->sa_handler == SIG_IGN) {
        // It happens again, without us.
        sigaction(number, old, NULL);
    } else {
        old->sa_handler(number);
    }
}

static void on_fault(int number, siginfo_t *info, void *context) {
    char *address = info->si_addr;
    const watched_region *region = region_at(address);
    ucontext_t *machine = context;
    greg_t *registers = machine->uc_mcontext.gregs;
    if (!region || open_count == MOST_OPEN) return pass_on(number, info, context);
    if (open_count == 0) {
        // As if the instruction had been a call: what looks places up takes return addresses.
        open_frames[0] = (const void *)(registers[REG_RIP] + 1);
        open_depth = 1 + dzt_frames_from((const uintptr_t *)registers[REG_RBP], open_frames + 1, DZT_FRAMES - 1);
    }
    open_store *open = &opened[open_count++];
    open->region = region;
    open->address = (char *)((uintptr_t)address & ~(uintptr_t)7);
    size_t left = (size_t)(region->object + region->size - open->address);
    open->size = left < WIDEST ? left : WIDEST;
    memcpy(open->before, open->address, open->size);
    mprotect(region->object, region->size, PROT_READ | PROT_WRITE);
    registers[REG_EFL] |= TRAP_FLAG;
}

static void on_trap(int number, siginfo_t *info, void *context) {
    if (open_count == 0) return pass_on(number, info, context);
    ucontext_t *machine = context;
    machine->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)TRAP_FLAG;
    while (open_count > 0) {
        open_store *open = &opened[--open_count];
        for (size_t offset = 0; offset + 8 <= open->size; offset += 8) {
            uintptr_t word = word_at(open->address, (ptrdiff_t)offset);
            if (word == word_at(open->before, (ptrdiff_t)offset)) continue;
            size_t place = atomic_fetch_add(&store_count, 1);
            if (place >= MOST_STORES) break;
            stores[place] = (dzt_store){
                .owner = open->region->object, .word = (const void *)(word & 0x00FFFFFFFFFFFFF8), .depth = open_depth};
            memcpy(stores[place].frames, open_frames, open_depth * sizeof *open_frames);
        }
        mprotect(open->region->object, open->region->size, PROT_READ);
    }
}

bool dzt_watch_stores(uint64_t scope, const dzt_store_range *of, size_t count) {
    uint64_t none = 0;
    if (!scope || !atomic_compare_exchange_strong(&watching, &none, scope)) return false;
    ranges = malloc((count + 1) * sizeof *ranges);
    regions = malloc(MOST_PAGES * sizeof *regions);
    stores = malloc(MOST_STORES * sizeof *stores);
    if (!ranges || !regions || !stores) {
        dzt_end_stores(scope);
        return false;
    }
    memcpy(ranges, of, count * sizeof *ranges);
    atomic_store(&region_count, 0);
    atomic_store(&store_count, 0);
    page_count = 0;
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    action.sa_sigaction = on_fault;
    sigaction(SIGSEGV, &action, &old_fault);
    action.sa_sigaction = on_trap;
    sigaction(SIGTRAP, &action, &old_trap);
    range_count = count;
    return true;
}

bool dzt_sees_stores(uint64_t scope) { return atomic_load_explicit(&watching, memory_order_relaxed) == scope; }

void *dzt_on_own_page(uint64_t scope, void *object, size_t size, const void *metadata, uint32_t ordinal) {
    size_t pages = (size + PAGE - 1) / PAGE;
    bool is_watched = false;
    for (size_t place = 0; place < range_count && !is_watched; place++)
        is_watched = ranges[place].metadata == metadata && ordinal >= ranges[place].first && ordinal <= ranges[place].last;
    if (!is_watched || pages > 64 || page_count + pages > MOST_PAGES) return object;
    char *own = aligned_alloc(PAGE, pages * PAGE);
    if (!own) return object;
    memset(own, 0, pages * PAGE);
    memcpy(own, object, 16);
    free(object);
    return own;
}

void dzt_watch_page(uint64_t scope, void *object, size_t size) {
    if ((uintptr_t)object % PAGE) return;
    size_t whole = (size + PAGE - 1) / PAGE * PAGE, count = atomic_load(&region_count);
    if (page_count + whole / PAGE > MOST_PAGES) return;
    page_count += whole / PAGE;
    regions[count] = (watched_region){object, whole};
    atomic_store_explicit(&region_count, count + 1, memory_order_release);
    mprotect(object, whole, PROT_READ);
}

void dzt_close_stores(uint64_t scope) {
    if (atomic_load(&watching) != scope || range_count == 0) return;
    range_count = 0;
    size_t count = atomic_load(&region_count);
    for (size_t place = 0; place < count; place++) mprotect(regions[place].object, regions[place].size, PROT_READ | PROT_WRITE);
}

void dzt_end_stores(uint64_t scope) {
    if (atomic_load(&watching) != scope) return;
    dzt_close_stores(scope);
    // Handlers go last: a thread that wrote just now may still be on its way into them.
    if (regions && stores && ranges) {
        sigaction(SIGSEGV, &old_fault, NULL);
        sigaction(SIGTRAP, &old_trap, NULL);
    }
    free(ranges);
    free(regions);
    free(stores);
    ranges = NULL;
    regions = NULL;
    stores = NULL;
    atomic_store(&region_count, 0);
    atomic_store(&watching, 0);
}

size_t dzt_stores(uint64_t scope, const dzt_store **all) {
    if (atomic_load(&watching) != scope) return 0;
    *all = stores;
    size_t count = atomic_load(&store_count);
    return count < MOST_STORES ? count : MOST_STORES;
}

#else

bool dzt_sees_stores(uint64_t scope) { return false; }
bool dzt_watch_stores(uint64_t scope, const dzt_store_range *of, size_t count) { return false; }
void *dzt_on_own_page(uint64_t scope, void *object, size_t size, const void *metadata, uint32_t ordinal) { return object; }
void dzt_watch_page(uint64_t scope, void *object, size_t size) {}
void dzt_close_stores(uint64_t scope) {}
void dzt_end_stores(uint64_t scope) {}
size_t dzt_stores(uint64_t scope, const dzt_store **all) { return 0; }

#endif
