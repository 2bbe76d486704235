#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>

/* Bytes that wait: a partial line, or output that a socket has not taken. */
struct buffer {
  char *bytes;
  size_t start, end, capacity;
};

static inline size_t waiting(const struct buffer *buffer) { return buffer->end - buffer->start; }

void append(struct buffer *buffer, const char *bytes, size_t count);

static inline void drop(struct buffer *buffer, size_t count) {
  buffer->start += count;
  if (buffer->start == buffer->end) buffer->start = buffer->end = 0;
}

/* Ends the program with what errno says of `what`. */
_Noreturn void die(const char *what);

#endif
