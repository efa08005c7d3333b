#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "stream.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool dzt_open_stream(dzt_stream *stream, const char *path, bool is_new) {
    int flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | (is_new ? O_CREAT | O_EXCL : 0);
    return dzt_use_stream(stream, open(path, flags, 0600));
}

bool dzt_use_stream(dzt_stream *stream, int file) {
    stream->used = 0;
    stream->is_whole = true;
    stream->file = file;
    return file >= 0;
}

static void flush(dzt_stream *stream) {
    size_t written = 0;
    while (stream->is_whole && written < stream->used) {
        ssize_t now = write(stream->file, stream->buffer + written, stream->used - written);
        if (now < 0 && errno == EINTR) continue;
        if (now <= 0) stream->is_whole = false;
        else written += (size_t)now;
    }
    stream->used = 0;
}

bool dzt_close_stream(dzt_stream *stream) {
    flush(stream);
    if (close(stream->file)) stream->is_whole = false;
    return stream->is_whole;
}

static void put(dzt_stream *stream, const char *bytes, size_t length) {
    while (length) {
        if (stream->used == sizeof stream->buffer) flush(stream);
        size_t room = sizeof stream->buffer - stream->used;
        size_t part = length < room ? length : room;
        memcpy(stream->buffer + stream->used, bytes, part);
        stream->used += part;
        bytes += part;
        length -= part;
    }
}

void dzt_begin_record(dzt_stream *stream, const char *word) { put(stream, word, strlen(word)); }

void dzt_add_word(dzt_stream *stream, const char *word) {
    put(stream, "\t", 1);
    put(stream, word, strlen(word));
}

void dzt_add_nothing(dzt_stream *stream) { dzt_add_word(stream, "-"); }

void dzt_add_number(dzt_stream *stream, uint64_t number) {
    char digits[21], *begin = digits + sizeof digits - 1;
    *begin = 0;
    do *--begin = (char)('0' + number % 10);
    while (number /= 10);
    dzt_add_word(stream, begin);
}

/// How many bytes the character has that begins here, and its number; 0 for what is no UTF-8.
static size_t character(const unsigned char *text, size_t length, uint32_t *number) {
    size_t size = text[0] < 0x80 ? 1 : text[0] >= 0xF0 && text[0] < 0xF5 ? 4 : text[0] >= 0xE0 ? 3 : text[0] >= 0xC2 ? 2 : 0;
    if (!size || size > length || text[0] >= 0xF5) return 0;
    *number = size == 1 ? text[0] : text[0] & (0xFF >> (size + 1));
    for (size_t place = 1; place < size; place++) {
        if ((text[place] & 0xC0) != 0x80) return 0;
        *number = *number << 6 | (text[place] & 0x3F);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return *number < least[size] || *number > 0x10FFFF || (*number >= 0xD800 && *number < 0xE000) ? 0 : size;
}

static void put_escape(dzt_stream *stream, uint32_t number) {
    char text[12] = "\\u{";
    size_t used = 3;
    for (int shift = 20; shift >= 0; shift -= 4) {
        uint32_t digit = number >> shift & 0xF;
        if (used > 3 || digit || !shift) text[used++] = "0123456789ABCDEF"[digit];
    }
    text[used++] = '}';
    put(stream, text, used);
}

void dzt_add_bytes(dzt_stream *stream, const char *text, size_t length) {
    put(stream, "\t", 1);
    if (length == 1 && *text == '-') put(stream, "\\", 1);
    const unsigned char *at = (const unsigned char *)text, *end = at + length;
    while (at < end) {
        uint32_t number = 0;
        size_t size = character(at, (size_t)(end - at), &number);
        switch (size ? number : 0xFFFD) {
        case '\\': put(stream, "\\\\", 2); break;
        case '\t': put(stream, "\\t", 2); break;
        case '\n': put(stream, "\\n", 2); break;
        case '\r': put(stream, "\\r", 2); break;
        default:
            if (!size) put(stream, "\xEF\xBF\xBD", 3);
            else if (number < 0x20 || (number >= 0x7F && number < 0xA0) || number == 0x2028 || number == 0x2029)
                put_escape(stream, number);
            else put(stream, (const char *)at, size);
        }
        at += size ? size : 1;
    }
}

void dzt_add_text(dzt_stream *stream, const char *text) {
    if (text) dzt_add_bytes(stream, text, strlen(text));
    else dzt_add_nothing(stream);
}

void dzt_end_record(dzt_stream *stream) { put(stream, "\n", 1); }

#endif
