// What a type is called: as Swift writes it, `Outer.Inner` or `Model<Int>.Node`, without modules.
#define _GNU_SOURCE
#include "runtime.h"
#include <string.h>

enum { MOST_LETTERS = 4096 };

/// Whether a letter can stand in a name; a name in backticks is read as a whole.
static bool is_of_name(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           letter == '_' || letter == '$' || (unsigned char)letter >= 0x80;
}

/// Where the name ends that begins here.
static const char *end_of_name(const char *text, const char *end) {
    if (text < end && *text == '`') {
        const char *quote = memchr(text + 1, '`', (size_t)(end - text - 1));
        return quote ? quote + 1 : end;
    }
    while (text < end && is_of_name(*text)) text++;
    return text;
}

/// What stands behind a text that begins so and ends so, or the text itself.
static const char *behind(const char *text, const char *end, const char *begins, const char *ends) {
    size_t length = strlen(begins);
    if ((size_t)(end - text) < length || memcmp(text, begins, length)) return text;
    const char *found = memmem(text, (size_t)(end - text), ends, strlen(ends));
    return found ? found + strlen(ends) : text;
}

/// What stands behind the file and the functions that a private or a local type lies in, which have no names.
static const char *behind_nameless(const char *text, const char *end) {
    for (const char *next; (next = behind(text, end, "(unknown context at ", ").")) != text;) text = next;
    return text;
}

/// Writes a qualified name down without modules and without contexts that have no name; the room must be as long as the
/// text. Returns how many bytes were written.
static size_t without_modules(const char *text, size_t length, char *into) {
    const char *end = text + length;
    char *next = into;
    // A path begins with its module; what follows a point is inside of what stands before it.
    bool is_inside = false;
    while (text < end) {
        if (!is_inside) text = behind(text, end, "(extension in ", "):");
        const char *name_end = end_of_name(text, end);
        if (name_end > text && !is_inside && name_end < end && *name_end == '.') {
            text = behind_nameless(name_end + 1, end);
            is_inside = true;
        } else if (name_end > text) {
            memcpy(next, text, (size_t)(name_end - text));
            next += name_end - text;
            text = name_end;
            is_inside = false;
        } else {
            is_inside = *text == '.';
            *next++ = *text++;
            if (is_inside) text = behind_nameless(text, end);
        }
    }
    return (size_t)(next - into);
}

const char *dzt_without_arguments(const char *type) {
    char plain[MOST_LETTERS + 1];
    size_t used = 0;
    int depth = 0;
    for (const char *next = type; *next && used < MOST_LETTERS; next++) {
        if (*next == '<') depth++;
        else if (*next == '>' && next > type && next[-1] != '-') depth--;
        else if (!depth) plain[used++] = *next;
    }
    plain[used] = 0;
    return dzt_interned(plain);
}

const char *dzt_type_name(const void *metadata) {
    switch (kind_of(metadata)) {
    case KIND_CONTEXT: case KIND_GENERIC_BOX: return "";
    case KIND_ERROR_BOX: return "error box";
    case KIND_TASK: return "Task";
    case KIND_JOB: return "job";
    default: break;
    }
    dzt_text name = swift_getTypeName(metadata, true);
    char text[MOST_LETTERS + 1];
    if (!name.text || name.length > MOST_LETTERS) return "";
    text[without_modules(name.text, name.length, text)] = 0;
    return dzt_interned(text);
}
