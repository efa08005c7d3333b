// Blocks of C: no Swift objects, but memory of their own with a count of their own
// (github.com/swiftlang/swift-corelibs-libdispatch, src/BlocksRuntime/Block_private.h).
#include "runtime.h"

extern WEAK void *_NSConcreteMallocBlock[32];

/// A block in the heap: its class, flags with the count, and the size in its descriptor; 0 for anything else.
static size_t block_size(const void *block) {
    if (!&_NSConcreteMallocBlock || !block || (uintptr_t)block % 8 || pointer_at(block, 0) != (const void *)_NSConcreteMallocBlock) return 0;
    const void *descriptor = pointer_at(block, 24);
    return descriptor ? word_at(descriptor, 8) : 0;
}

/// Whether nobody else holds the block: bits 1 to 15 of its flags are the count, but for the lowest, which says that it
/// dies (BLOCK_DEALLOCATING).
static bool has_one_holder(const void *block) { return (u32_at(block, 8) & 0xFFFE) == 2; }

void dzt_walk_block(dzt_walk_state *walk, uintptr_t word, const dzt_place *place) {
    const void *block = (const void *)word;
    size_t size = block_size(block);
    bool is_alone = size && has_one_holder(block);
    // What `dispatch_block_create` wraps (dispatch/src/queue_internal.h, dispatch_block_private_data_s) begins with a
    // number of its own and has the block itself forty bytes behind it.
    if (size >= 80 && (uint32_t)word_at(block, 32) == 0xD159B10C) {
        block = pointer_at(block, 72);
        size = block_size(block);
        is_alone = is_alone && size && has_one_holder(block);
    }
    if (size < 40 || size > 4096) return;
    dzt_place inner = *place;
    // A Swift closure made a block is {code, context} behind the header.
    if (is_alone && size == 48) {
        inner.code = pointer_at(block, 32);
        dzt_note(walk, word_at(block, 40), DZT_STRONG, &inner);
    } else {
        dzt_note_words(walk, (const char *)block + 32, size - 32, place);
    }
}
