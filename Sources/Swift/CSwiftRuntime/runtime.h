// The Swift runtime as this process has it, and the layouts of its metadata.
//
// Every symbol is weak: one source links against the dynamic and the static standard library, and against none.
// Paths of sources are those of github.com/swiftlang/swift at release/6.3.
#ifndef DZT_RUNTIME_H
#define DZT_RUNTIME_H

#include "CSwiftRuntime.h"
#include <string.h>

#if defined(__linux__) && defined(__x86_64__)
#define DZT_SUPPORTED 1
#else
#define DZT_SUPPORTED 0
#endif

#define WEAK __attribute__((weak))
#define SWIFTCALL __attribute__((swiftcall))

// stdlib/public/SwiftShims/swift/shims/HeapObject.h and include/swift/Runtime/HeapObject.h
extern WEAK void *(*_swift_allocObject)(const void *metadata, size_t size, size_t alignment_mask);
extern WEAK void *(*_swift_retain)(void *object);
extern WEAK void *(*_swift_retain_n)(void *object, uint32_t times);
extern WEAK void *(*_swift_tryRetain)(void *object);
extern WEAK void *(*_swift_release)(void *object);
extern WEAK void *(*_swift_release_n)(void *object, uint32_t times);
extern WEAK bool _swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly;
extern WEAK void *swift_retain(void *object);
extern WEAK void swift_release(void *object);
extern WEAK void *swift_unownedRetain(void *object);
extern WEAK void swift_unownedRelease(void *object);
extern WEAK bool swift_isDeallocating(void *object);
extern WEAK size_t swift_retainCount(void *object);

typedef struct {
    const char *text;
    size_t length;
} dzt_text;

// include/swift/Runtime/Metadata.h
extern WEAK SWIFTCALL dzt_text swift_getTypeName(const void *metadata, bool qualified);
extern WEAK SWIFTCALL const void *swift_getTypeByMangledNameInContext(
    const char *name, size_t length, const void *context, const void *const *arguments);
// include/swift/Runtime/Concurrency.h
extern WEAK SWIFTCALL const void *swift_task_localValueGet(const void *key);

// MARK: Reading memory

static inline uintptr_t word_at(const void *base, ptrdiff_t offset) {
    uintptr_t word;
    memcpy(&word, (const char *)base + offset, sizeof word);
    return word;
}
static inline const void *pointer_at(const void *base, ptrdiff_t offset) { return (const void *)word_at(base, offset); }
static inline uint32_t u32_at(const void *base, ptrdiff_t offset) {
    uint32_t word;
    memcpy(&word, (const char *)base + offset, sizeof word);
    return word;
}
static inline int32_t i32_at(const void *base, ptrdiff_t offset) { return (int32_t)u32_at(base, offset); }
static inline uint16_t u16_at(const void *base, ptrdiff_t offset) {
    uint16_t word;
    memcpy(&word, (const char *)base + offset, sizeof word);
    return word;
}
/// A relative pointer: 32 bits from where it stands; NULL for 0 (include/swift/Basic/RelativePointer.h).
static inline const void *relative_at(const void *base, ptrdiff_t offset) {
    int32_t distance = i32_at(base, offset);
    return distance ? (const char *)base + offset + distance : NULL;
}
static inline size_t rounded(size_t offset, size_t alignment_mask) {
    return (offset + alignment_mask) & ~alignment_mask;
}

// MARK: Kinds of metadata (include/swift/ABI/MetadataKind.def)

enum {
    KIND_CLASS = 0,
    KIND_STRUCT = 0x200,
    KIND_ENUM = 0x201,
    KIND_OPTIONAL = 0x202,
    KIND_FOREIGN_CLASS = 0x203,
    KIND_FOREIGN_REFERENCE = 0x204,
    KIND_OPAQUE = 0x300,
    KIND_TUPLE = 0x301,
    KIND_FUNCTION = 0x302,
    KIND_EXISTENTIAL = 0x303,
    KIND_METATYPE = 0x304,
    KIND_EXISTENTIAL_METATYPE = 0x306,
    KIND_EXTENDED_EXISTENTIAL = 0x307,
    KIND_FIXED_ARRAY = 0x308,
    KIND_CONTEXT = 0x400,
    KIND_GENERIC_BOX = 0x500,
    KIND_ERROR_BOX = 0x501,
    KIND_TASK = 0x502,
    KIND_JOB = 0x503,
    LAST_KIND = 0x7FF,
};

/// A word above the last kind is the `isa` of a class that Objective-C knows; on Linux a class has kind 0.
static inline uintptr_t kind_of(const void *metadata) {
    uintptr_t kind = word_at(metadata, 0);
    return kind > LAST_KIND ? KIND_CLASS : kind;
}

// MARK: Value witnesses (include/swift/ABI/ValueWitness.def): the table's address stands before the metadata.

/// NULL for a foreign type that nobody asked for yet, and for a block: without Objective-C the runtime leaves the word
/// before a block's metadata as it finds it (stdlib/public/runtime/Metadata.cpp, FunctionCacheEntry).
static inline const void *witnesses_of(const void *metadata) {
    if (kind_of(metadata) == KIND_FUNCTION && (u32_at(metadata, 8) >> 16 & 0xFF) == 1) return NULL;
    return pointer_at(metadata, -8);
}
static inline size_t size_of(const void *witnesses) { return word_at(witnesses, 64); }
static inline size_t stride_of(const void *witnesses) { return word_at(witnesses, 72); }
static inline uint32_t witness_flags(const void *witnesses) { return u32_at(witnesses, 80); }
static inline size_t alignment_mask_of(const void *witnesses) { return witness_flags(witnesses) & 0xFF; }
static inline bool is_plain_data(const void *witnesses) { return !(witness_flags(witnesses) & 0x10000); }
static inline bool is_not_inline(const void *witnesses) { return witness_flags(witnesses) & 0x20000; }
/// Which case a value is; on an opaque copy of it.
static inline unsigned enum_tag(const void *witnesses, const void *value, const void *metadata) {
    return ((unsigned (*)(const void *, const void *))pointer_at(witnesses, 88))(value, metadata);
}
/// Leaves the payload alone in the value.
static inline void project_payload(const void *witnesses, void *value, const void *metadata) {
    ((void (*)(void *, const void *))pointer_at(witnesses, 96))(value, metadata);
}

// MARK: Nominal types (include/swift/ABI/Metadata.h)

/// The kind of a context descriptor: its lowest five bits.
enum { CONTEXT_MODULE = 0, CONTEXT_EXTENSION = 1, CONTEXT_ANONYMOUS = 2, CONTEXT_CLASS = 16, CONTEXT_STRUCT = 17, CONTEXT_ENUM = 18 };
static inline unsigned context_kind(const void *descriptor) { return u32_at(descriptor, 0) & 31; }

/// The descriptor of a class, structure or enumeration; NULL for everything else.
const void *dzt_descriptor_of(const void *metadata);
/// Where a type's generic arguments stand; meaningless for one that has none.
const void *const *dzt_arguments_of(const void *metadata);
/// The length of a mangled name, with the references inside it.
size_t dzt_mangled_length(const char *name);
/// Whether a type is this one of the standard library; `name` without generic arguments.
bool dzt_is_standard(const void *metadata, const char *name);

/// A place that can hold references.
typedef struct {
    uint32_t offset;
    /// Whether the payload of the enumeration is boxed.
    bool is_indirect;
    /// 0 counted, 1 weak or unowned, 2 not understood: its words may hold.
    uint8_t ownership;
    /// NULL where the runtime does not resolve it.
    const void *type;
    const char *name;
    /// The class that declares it.
    const void *declaring;
} dzt_slot;

/// A generic argument cut out of the mangled name of its type, whose first `head` bytes name the generic type; the
/// length of what was written, which is 0 where the name has something that is not known here.
size_t dzt_cut_argument(const char *text, size_t length, size_t head, char *out, size_t room);

/// The type of a field that may not be copied, whose mangled name begins with 0x09, and how far behind the field's
/// begin its value stands; NULL where that is not known.
const void *dzt_noncopyable_type(const char *name, const void *context, const void *const *arguments, uint32_t *inset);

/// The places of a type, computed once.
typedef struct {
    const void *metadata;
    uint32_t count;
    /// For an enumeration: how many of its cases have a payload.
    uint32_t payload_cases;
    /// Whether the type says nothing about its fields.
    bool is_opaque;
    /// Whether its fields have names that nobody writes: what is inside of an array, of a mutex.
    bool hides_names;
    dzt_slot *slots;
} dzt_layout;

/// The layout of a class (its superclasses included), structure or enumeration.
const dzt_layout *dzt_layout_of(const void *metadata);

// MARK: The walk

typedef struct dzt_walk_state dzt_walk_state;

/// Where in an object the walk stands.
typedef struct {
    const void *declaring;
    const char *field;
    int32_t position;
    const void *code;
} dzt_place;

/// Notes that the object walked holds what a word names.
void dzt_note(dzt_walk_state *walk, uintptr_t word, dzt_strength strength, const dzt_place *place);
/// Every word of a region may hold.
void dzt_note_words(dzt_walk_state *walk, const void *address, size_t size, const dzt_place *place);
/// A text that lives as long as the process: equal texts have one address.
const char *dzt_interned(const char *text);
/// `base.name`, interned.
const char *dzt_joined(const char *base, const char *name);

/// Walks a value of a type.
void dzt_walk_value(dzt_walk_state *walk, const void *type, const void *address, const dzt_place *place, int depth);
/// Walks a block of C, which a word names.
void dzt_walk_block(dzt_walk_state *walk, uintptr_t word, const dzt_place *place);
/// Walks an object; false where nothing is understood of it.
bool dzt_walk_object(dzt_walk_state *walk, const void *object, size_t bytes);
/// Walks the context of a closure, or a captured variable's box; false where nothing is understood.
bool dzt_walk_context(dzt_walk_state *walk, const void *object, const void *metadata, size_t bytes);

extern uint32_t dzt_skipped;

#endif
