// What the Swift runtime of this process can tell about its own objects: who made them in which scope, whether they
// are still alive, and what they hold.
//
// Linux on x86-64. Everywhere else, and wherever the self-tests do not recognise the runtime, the functions are there
// and refuse: `dzt_refusal` says why.
#ifndef DZT_C_SWIFT_RUNTIME_H
#define DZT_C_SWIFT_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// So many return addresses of an allocation are kept.
enum { DZT_FRAMES = 14 };

/// A live object of a scope.
typedef struct {
    /// Its address, which is its identity: while it is tracked no other object can have it.
    const void *object;
    /// Its type when it was made.
    const void *metadata;
    /// Its size, as the allocation asked for.
    size_t bytes;
    /// It is the n-th object of the scope, from 1.
    uint32_t number;
    /// It is the n-th of its type in the scope, from 1.
    uint32_t ordinal;
    /// How many of ``frames`` are there.
    uint32_t depth;
    /// The return addresses of the allocation, innermost first.
    const void *frames[DZT_FRAMES];
} dzt_object;

/// How a reference holds.
typedef enum {
    /// It is counted.
    DZT_STRONG = 0,
    /// It may be: what it stands in is not understood. It keeps alive, and is never counted against the owned.
    DZT_MAY = 1,
} dzt_strength;

/// A reference from one live object of the scope to another.
typedef struct {
    /// The holder, by its place among the live objects.
    uint32_t owner;
    /// What is held, by its place.
    uint32_t owned;
    dzt_strength strength;
    /// The position in a storage of elements; negative for a named field.
    int32_t position;
    /// The type that declares the field; the holder's own where nothing else does.
    const void *declaring;
    /// The field as code writes it, `state.locker`; empty where it has no name.
    const char *field;
    /// The code of the closure whose context is held; NULL for everything else.
    const void *code;
} dzt_reference;

/// What a walk found; freed by ``dzt_free_picture``.
typedef struct {
    const dzt_object *objects;
    /// Strong counts, by object.
    const size_t *counts;
    size_t object_count;
    const dzt_reference *references;
    size_t reference_count;
    /// How many objects have no layout that is understood.
    size_t opaque_count;
} dzt_picture;

/// The role that an object's type has for whoever reads about it.
typedef enum {
    DZT_INSTANCE = 0,
    /// A storage of elements: array, dictionary, set.
    DZT_STORAGE = 1,
    /// What a closure captured.
    DZT_CLOSURE = 2,
    /// A box: a captured variable, a large existential, an indirect payload.
    DZT_BOX = 3,
    /// A task, or a job of the concurrency runtime.
    DZT_TASK = 4,
} dzt_role;

/// Whether this process has a Swift runtime with every symbol that is needed.
bool dzt_has_runtime(void);

/// Why real objects cannot be judged in this process; NULL where they can.
///
/// The first call runs the self-test of the hooks, in a forked child.
const char *dzt_refusal(void);

/// Says for good that real objects cannot be judged, for a reason that the caller found: a layout self-test failed.
void dzt_refuse(const char *reason);

/// Begins a scope and returns its number, above 0; 0 where it is refused or too many are open.
///
/// Objects belong to the scope whose number the task-local of this key holds, if there is a key; where `every_thread`
/// is set, also those that no scope's task-local covers.
uint64_t dzt_begin(const void *task_local_key, bool every_thread);

/// Ends the recording of a scope; what is alive can be asked for until ``dzt_end``.
void dzt_close(uint64_t scope);

/// Holds a scope still, so that a copy of the process that is made now can walk it; returns how many objects it keeps.
/// Whoever holds it lets go soon, in the copy as well.
size_t dzt_hold(uint64_t scope);
void dzt_let_go(uint64_t scope);

/// Lets go of everything that a scope keeps.
void dzt_end(uint64_t scope);

/// How many objects a scope made, of whatever type.
size_t dzt_made(uint64_t scope);

/// The types of which a scope made objects, at most `room` of them, with how many of each; returns how many there are.
size_t dzt_made_types(uint64_t scope, const void **metadata, size_t *counts, size_t room);

/// The object of this number; false where the scope kept none.
bool dzt_find(uint64_t scope, uint32_t number, dzt_object *object);

/// The live objects of a closed scope and what they hold; false where the scope is not there.
bool dzt_walk(uint64_t scope, dzt_picture *picture);

/// Frees what a walk found.
void dzt_free_picture(dzt_picture *picture);

/// Objects of a type whose stores are to be seen, from one ordinal to another.
typedef struct {
    const void *metadata;
    uint32_t first, last;
} dzt_store_range;

/// A store that changed a word of a watched object.
typedef struct {
    const void *owner;
    /// What stands there now, without the bits that enumerations use.
    const void *word;
    uint32_t depth;
    /// Where the store stands, then the return addresses, innermost first.
    const void *frames[DZT_FRAMES];
} dzt_store;

/// Sees the stores into objects that the scope will make; false where another scope is watched in this way, or there
/// is no memory. Each store into them, counting included, costs two signals.
bool dzt_watch_stores(uint64_t scope, const dzt_store_range *ranges, size_t count);

/// The stores of a closed scope in their order, which stay until ``dzt_end``; returns how many there are.
size_t dzt_stores(uint64_t scope, const dzt_store **stores);

// MARK: The log of watched objects

/// What an event says of an object.
typedef enum {
    /// It will be made: in place of a stack the lower 6 bits have its type, the rest its size in words.
    DZT_TYPED = 1,
    /// It was made, by somebody who holds it.
    DZT_MADE = 2,
    /// A reference was taken.
    DZT_RETAIN = 3,
    /// A reference was let go: one of several, or the last.
    DZT_RELEASE = 4,
    DZT_LAST_RELEASE = 5,
    /// It was found dead when the program ended.
    DZT_GONE = 6,
    /// It was found alive when the program ended, which is looked at twice: in place of a stack its strong count.
    DZT_LEFT = 7,
} dzt_event_kind;

/// An event. The upper 16 bits are the call stack by its place in the table, from 1, or 0 for none; the lower 48 are the
/// address of the object, of whose last 4 bits, which are 0, the kind takes the place. 0 was never written.
typedef uint64_t dzt_event;

typedef struct {
    uint64_t metadata;
    char module[120], name[384];
} dzt_logged_type;

/// A file that the process is made of.
typedef struct {
    uint64_t begin, end;
    char path[496];
} dzt_logged_image;

/// Return addresses, innermost first; a `depth` of 0 was never written.
typedef struct {
    uint64_t hash;
    uint32_t depth;
    uint64_t frames[DZT_FRAMES];
} dzt_logged_stack;

enum {
    DZT_LOG_TYPES = 64,
    DZT_LOG_IMAGES = 512,
    DZT_LOG_STACKS = UINT16_MAX,
    /// Events are written to the file so many at once; these many chunks are in memory, the file's as well.
    DZT_LOG_CHUNK = 1 << 16,
    DZT_LOG_CHUNKS = 4,
};

#define DZT_LOG_MAGIC "dezero-events-1"
#define DZT_LOG_NO_CHUNK UINT64_MAX

/// What the file of a log begins with.
///
/// The table of ``DZT_LOG_STACKS`` call stacks follows, then the ``DZT_LOG_CHUNKS`` chunks of the newest events, then all
/// chunks before these, in an order in which their events may have happened.
typedef struct {
    char magic[16];
    /// How many events the file may have.
    uint64_t capacity;
    /// How many there were, those without room among them.
    uint64_t taken;
    uint32_t type_count, image_count;
    /// Which chunk, from 0, is in each place in memory, ``DZT_LOG_NO_CHUNK`` for none; and how much of it is whole. A
    /// child of a fork counts here, too.
    uint64_t chunks[DZT_LOG_CHUNKS], whole[DZT_LOG_CHUNKS];
    /// What follows begins on a page of memory of its own.
    char unused[4096 - 40 - 16 * DZT_LOG_CHUNKS];
    dzt_logged_type types[DZT_LOG_TYPES];
    dzt_logged_image images[DZT_LOG_IMAGES];
} dzt_log;

/// From the next scope on, notes every retain and release of objects whose types have one of these names, each ended by
/// a line feed, `Type`, `Outer.Type` or `Module.Type`, in a new file, up to so many; false where it cannot be made.
bool dzt_open_log(const char *path, const char *types, uint64_t most_events);

/// Writes down which files the process is made of by now.
void dzt_log_images(void);

/// Notes which watched objects of a scope are dead by now, and which are not; called once, at the end.
void dzt_log_end(uint64_t scope);

/// Notes that a reference was taken where no function of the runtime's that can be watched takes it, by the code that
/// this frame was called from.
void dzt_note_retain(void *reference, const void *frame);

/// The role of a type.
dzt_role dzt_role_of(const void *metadata);

/// A type's name, `Outer.Inner` or `Model<Int>.Node`: without modules, and without the file or function that a private
/// type lies in. Owned by this library for good.
const char *dzt_type_name(const void *metadata);

/// A type's name without generic arguments, `Model.Node` of `Model<Int>.Node`; owned by this library for good.
const char *dzt_without_arguments(const char *type);

/// The module that declares a type; empty where it has none.
const char *dzt_module_name(const void *metadata);

/// Whether the program's own code declares a type, or the context of a closure.
///
/// A static standard library lies in the program's image, so that the module's name counts.
bool dzt_is_program_type(const void *metadata);

/// Tells of each file that the process is made of: its path, what is added to the addresses in it, where its code ends.
void dzt_each_image(void (*tell)(const char *path, uintptr_t begin, uintptr_t end, void *context), void *context);

/// The mangled name of the function or variable that an address lies in; empty where the file has no symbol for it.
const char *dzt_symbol_name(const void *address);

/// Whether code is a closure, or a method made a value, inside of a method of the type of this name: then it captured
/// `self`.
bool dzt_is_method(const void *code, const char *type);

/// Whether code or a type at this address belongs to the program's own images and not to the toolchain's.
bool dzt_is_program_address(const void *address);

/// For the tests: edges of this kind are not walked while the bit is set, so that the oracle must notice.
enum {
    DZT_SKIP_CLASS = 1 << 0,
    DZT_SKIP_STRUCT = 1 << 1,
    DZT_SKIP_ENUM = 1 << 2,
    DZT_SKIP_TUPLE = 1 << 3,
    DZT_SKIP_FUNCTION = 1 << 4,
    DZT_SKIP_EXISTENTIAL = 1 << 5,
    DZT_SKIP_CAPTURE = 1 << 6,
    DZT_SKIP_BOX = 1 << 7,
    DZT_SKIP_ARRAY = 1 << 8,
    DZT_SKIP_HASHED = 1 << 9,
};
void dzt_skip(uint32_t kinds);

#ifdef __cplusplus
}
#endif
#endif
