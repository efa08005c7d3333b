// A generic argument cut out of a mangled name, so that it stands for itself (docs/ABI/Mangling.rst; the rules are those
// of lib/Demangling/Demangler.cpp: demangleIdentifier, demangleMultiSubstitutions).
#include "runtime.h"

enum { MOST_WORDS = 26, LETTERS = 26 };

typedef struct {
    const char *text;
    size_t length, at;
    /// The words of the identifiers so far, which later identifiers may repeat by a letter.
    struct { const char *text; size_t length; } words[MOST_WORDS];
    size_t word_count;
    char *out;
    size_t room, written;
    bool failed;
} name_cutter;

static char peek(const name_cutter *cutter) { return cutter->at < cutter->length ? cutter->text[cutter->at] : 0; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

static void put(name_cutter *cutter, const char *text, size_t length) {
    if (cutter->written + length >= cutter->room) cutter->failed = true;
    if (cutter->failed) return;
    memcpy(cutter->out + cutter->written, text, length);
    cutter->written += length;
    cutter->out[cutter->written] = 0;
}

static void put_number(name_cutter *cutter, size_t number) {
    char digits[24];
    size_t count = 0;
    do digits[sizeof digits - ++count] = (char)('0' + number % 10);
    while (number /= 10);
    put(cutter, digits + sizeof digits - count, count);
}

static size_t natural(name_cutter *cutter) {
    size_t number = 0;
    while (is_digit(peek(cutter)) && number < 100000) number = 10 * number + (size_t)(cutter->text[cutter->at++] - '0');
    return number;
}

static void keep_words(name_cutter *cutter, const char *text, size_t length) {
    const char *start = NULL;
    for (size_t place = 0; place <= length; place++) {
        char c = place < length ? text[place] : 0;
        bool ends = c == '_' || c == 0 || (place > 0 && !is_upper(text[place - 1]) && is_upper(c));
        if (start && ends) {
            size_t size = (size_t)(text + place - start);
            if (size >= 2 && cutter->word_count < MOST_WORDS) {
                cutter->words[cutter->word_count].text = start;
                cutter->words[cutter->word_count++].length = size;
            }
            start = NULL;
        }
        if (!start && c && c != '_' && !is_digit(c)) start = text + place;
    }
}

/// An identifier, spelled out.
static void identifier(name_cutter *cutter, bool is_kept) {
    char spelled[1024];
    size_t length = 0;
    bool has_words = peek(cutter) == '0';
    if (has_words) cutter->at++;
    // Not spelled in ASCII.
    if (has_words && peek(cutter) == '0') cutter->failed = true;
    do {
        while (has_words && (is_lower(peek(cutter)) || is_upper(peek(cutter)))) {
            char c = cutter->text[cutter->at++];
            size_t word = (size_t)(is_lower(c) ? c - 'a' : c - 'A');
            has_words = is_lower(c);
            if (word >= cutter->word_count || length + cutter->words[word].length > sizeof spelled) {
                cutter->failed = true;
                return;
            }
            memcpy(spelled + length, cutter->words[word].text, cutter->words[word].length);
            length += cutter->words[word].length;
        }
        if (peek(cutter) == '0') {
            cutter->at++;
            break;
        }
        size_t size = natural(cutter);
        if (size == 0 || size > cutter->length - cutter->at || length + size > sizeof spelled) {
            cutter->failed = true;
            return;
        }
        const char *own = cutter->text + cutter->at;
        memcpy(spelled + length, own, size);
        length += size;
        cutter->at += size;
        keep_words(cutter, own, size);
    } while (has_words);
    if (!is_kept) return;
    put_number(cutter, length);
    put(cutter, spelled, length);
}

/// A reference to what stood before, by its number: `AD`, `A12_`, several as `AbD`.
static void substitution(name_cutter *cutter, size_t dropped) {
    for (;;) {
        size_t repeat = 0;
        bool has_number = is_digit(peek(cutter));
        if (has_number) repeat = natural(cutter);
        char c = peek(cutter);
        cutter->at++;
        size_t number = c == '_' ? (has_number ? repeat + 1 : 0) + LETTERS : (size_t)(is_lower(c) ? c - 'a' : c - 'A');
        // Several at once through letters alone; a number before a letter repeats it, which the names of types do not need.
        if ((c != '_' && (has_number || !(is_lower(c) || is_upper(c)))) || number < dropped) {
            cutter->failed = true;
            return;
        }
        number -= dropped;
        put(cutter, "A", 1);
        if (number < LETTERS) {
            char letter = (char)('A' + number);
            put(cutter, &letter, 1);
        } else {
            if (number > LETTERS) put_number(cutter, number - LETTERS - 1);
            put(cutter, "_", 1);
        }
        if (!is_lower(c)) return;
    }
}

size_t dzt_cut_argument(const char *text, size_t length, size_t head, char *out, size_t room) {
    name_cutter cutter = {.text = text, .length = length, .out = out, .room = room};
    size_t dropped = 0;
    while (cutter.at < length && !cutter.failed) {
        char c = peek(&cutter);
        bool is_kept = cutter.at >= head;
        if (is_digit(c)) {
            identifier(&cutter, is_kept);
            if (!is_kept) dropped++;
            continue;
        }
        cutter.at++;
        // The type that the head names can be referred to as well.
        if (!is_kept) dropped += c == 'V' || c == 'C' || c == 'O';
        else if (c == 'A') substitution(&cutter, dropped);
        else {
            put(&cutter, &c, 1);
            // These are read together with the letter behind them.
            size_t more = c == 'S' ? 1 + (peek(&cutter) == 'c') : c == 'Y' || c == 'X' ? 1 : 0;
            for (; more > 0 && cutter.at < length; more--) put(&cutter, &text[cutter.at++], 1);
        }
    }
    return cutter.failed ? 0 : cutter.written;
}
